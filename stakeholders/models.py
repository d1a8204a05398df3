from stakeholders.duties.models import AccessibilityStatement, Feedback, PrivacyRecord
from stakeholders.mandates.models import Invitation, Mandate
from stakeholders.organisations.models import Membership, Organisation
from stakeholders.people.models import DataRequest, Person, User

__all__ = ["AccessibilityStatement", "DataRequest", "Feedback", "Invitation", "Mandate", "Membership", "Organisation", "Person", "PrivacyRecord", "User"]
