from stakeholders.contacts.models import ContactNote
from stakeholders.duties.models import AccessibilityStatement, Feedback, PrivacyRecord
from stakeholders.imports.models import Import, ImportRow
from stakeholders.mandates.models import Invitation, Mandate
from stakeholders.newsletters.models import Edition, Issue
from stakeholders.organisations.models import Membership, Organisation
from stakeholders.people.models import DataRequest, Person, User
from stakeholders.subscriptions.models import Consent, Subscriber, Subscription, Suppression, Topic

__all__ = [
    "AccessibilityStatement",
    "Consent",
    "ContactNote",
    "DataRequest",
    "Edition",
    "Feedback",
    "Import",
    "ImportRow",
    "Invitation",
    "Issue",
    "Mandate",
    "Membership",
    "Organisation",
    "Person",
    "PrivacyRecord",
    "Subscriber",
    "Subscription",
    "Suppression",
    "Topic",
    "User",
]
