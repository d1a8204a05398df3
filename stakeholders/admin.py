from stakeholders.contacts.admin import ContactNoteAdmin
from stakeholders.duties.admin import AccessibilityStatementAdmin, FeedbackAdmin, PrivacyRecordAdmin
from stakeholders.imports.admin import ImportAdmin, ImportRowAdmin
from stakeholders.mandates.admin import InvitationAdmin, MandateAdmin
from stakeholders.newsletters.admin import IssueAdmin
from stakeholders.organisations.admin import MembershipAdmin, OrganisationAdmin
from stakeholders.people.admin import AccountAdmin, DataRequestAdmin, PersonAdmin
from stakeholders.subscriptions.admin import ConsentAdmin, SubscriberAdmin, SubscriptionAdmin, SuppressionAdmin, TopicAdmin

__all__ = [
    "AccessibilityStatementAdmin",
    "AccountAdmin",
    "ConsentAdmin",
    "ContactNoteAdmin",
    "DataRequestAdmin",
    "FeedbackAdmin",
    "ImportAdmin",
    "ImportRowAdmin",
    "InvitationAdmin",
    "IssueAdmin",
    "MandateAdmin",
    "MembershipAdmin",
    "OrganisationAdmin",
    "PersonAdmin",
    "PrivacyRecordAdmin",
    "SubscriberAdmin",
    "SubscriptionAdmin",
    "SuppressionAdmin",
    "TopicAdmin",
]
