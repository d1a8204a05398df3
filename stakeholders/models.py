from stakeholders.mandates.models import Mandate
from stakeholders.organisations.models import Membership, Organisation
from stakeholders.people.models import DataRequest, Person, User

__all__ = ["DataRequest", "Mandate", "Membership", "Organisation", "Person", "User"]
