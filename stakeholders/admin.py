from stakeholders.mandates.admin import MandateAdmin
from stakeholders.organisations.admin import MembershipAdmin, OrganisationAdmin
from stakeholders.people.admin import AccountAdmin, DataRequestAdmin, PersonAdmin

__all__ = ["AccountAdmin", "DataRequestAdmin", "MandateAdmin", "MembershipAdmin", "OrganisationAdmin", "PersonAdmin"]
