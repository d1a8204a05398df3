from stakeholders.mandates.models import Invitation, Mandate
from stakeholders.organisations.models import Membership, Organisation
from stakeholders.people.models import DataRequest, Person, User

__all__ = ["DataRequest", "Invitation", "Mandate", "Membership", "Organisation", "Person", "User"]
