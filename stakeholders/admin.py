from stakeholders.mandates.admin import MandateAdmin
from stakeholders.organisations.admin import MembershipAdmin, OrganisationAdmin
from stakeholders.people.admin import AccountAdmin, PersonAdmin

__all__ = ["AccountAdmin", "MandateAdmin", "MembershipAdmin", "OrganisationAdmin", "PersonAdmin"]
