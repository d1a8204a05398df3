from stakeholders.mandates.admin import InvitationAdmin, MandateAdmin
from stakeholders.organisations.admin import MembershipAdmin, OrganisationAdmin
from stakeholders.people.admin import AccountAdmin, DataRequestAdmin, PersonAdmin

__all__ = ["AccountAdmin", "DataRequestAdmin", "InvitationAdmin", "MandateAdmin", "MembershipAdmin", "OrganisationAdmin", "PersonAdmin"]
