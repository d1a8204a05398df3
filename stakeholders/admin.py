from stakeholders.duties.admin import AccessibilityStatementAdmin, FeedbackAdmin, PrivacyRecordAdmin
from stakeholders.mandates.admin import MandateAdmin
from stakeholders.organisations.admin import MembershipAdmin, OrganisationAdmin
from stakeholders.people.admin import AccountAdmin, DataRequestAdmin, PersonAdmin

__all__ = [
    "AccessibilityStatementAdmin",
    "AccountAdmin",
    "DataRequestAdmin",
    "FeedbackAdmin",
    "MandateAdmin",
    "MembershipAdmin",
    "OrganisationAdmin",
    "PersonAdmin",
    "PrivacyRecordAdmin",
]
