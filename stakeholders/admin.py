from stakeholders.duties.admin import AccessibilityStatementAdmin, FeedbackAdmin, PrivacyRecordAdmin
from stakeholders.mandates.admin import InvitationAdmin, MandateAdmin
from stakeholders.organisations.admin import MembershipAdmin, OrganisationAdmin
from stakeholders.people.admin import AccountAdmin, DataRequestAdmin, PersonAdmin

__all__ = [
    "AccessibilityStatementAdmin",
    "AccountAdmin",
    "DataRequestAdmin",
    "FeedbackAdmin",
    "InvitationAdmin",
    "MandateAdmin",
    "MembershipAdmin",
    "OrganisationAdmin",
    "PersonAdmin",
    "PrivacyRecordAdmin",
]
