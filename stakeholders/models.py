from stakeholders.mandates.models import Mandate
from stakeholders.organisations.models import Membership, Organisation
from stakeholders.people.models import Person, User

__all__ = ["Mandate", "Membership", "Organisation", "Person", "User"]
