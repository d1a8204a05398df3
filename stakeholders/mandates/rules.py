"""Who may give and take mandates."""

from django.utils.translation import gettext_lazy as _

from portal.common.actor import Actor, Right
from portal.common.errors import Refused
from stakeholders.mandates.choices import RIGHTS
from stakeholders.mandates.models import Mandate
from stakeholders.people.models import User


class MandateRefused(Refused):
    """The mandate may not be given or taken."""


def can_lead(actor: Actor, *, municipality_id: int | None = None, organisation_id: int | None = None) -> bool:
    """Whoever leads a municipality or an organisation gives and takes its mandates."""
    return actor.may_for_organisation(Right.LEAD, organisation_id) if organisation_id else actor.may(Right.LEAD, municipality_id)


def rights_held(actor: Actor, *, municipality_id: int | None, organisation_id: int | None) -> frozenset[Right]:
    """Every right that the actor's roles give there."""
    roles = actor.organisation_roles.get(organisation_id, ()) if organisation_id else actor.roles.get(municipality_id or 0, ())
    return frozenset(right for role in roles for right in RIGHTS.get(role, ()))


def can_grant(actor: Actor, *, role: str, municipality_id: int | None = None, organisation_id: int | None = None) -> bool:
    """Nobody grants more than they hold: a role whose every right they have there themselves, and only where they lead."""
    if not can_lead(actor, municipality_id=municipality_id, organisation_id=organisation_id):
        return False
    return actor.is_admin or RIGHTS[role] <= rights_held(actor, municipality_id=municipality_id, organisation_id=organisation_id)


def can_end(actor: Actor, mandate: Mandate) -> bool:
    """Whoever may grant it may take it back, and everybody may lay down their own."""
    is_own = actor.is_signed_in and mandate.user_id == actor.user_id
    return is_own or can_lead(actor, municipality_id=mandate.municipality_id, organisation_id=mandate.organisation_id)


def ensure_can_grant(actor: Actor, *, role: str, municipality_id: int | None = None, organisation_id: int | None = None, user: User) -> None:
    if not can_grant(actor, role=role, municipality_id=municipality_id, organisation_id=organisation_id):
        raise MandateRefused(_("You can give only what your own mandate allows you."))
    if not user.is_active:
        raise MandateRefused(_("This account is closed. Open it first."))


def ensure_can_end(actor: Actor, mandate: Mandate) -> None:
    if not can_end(actor, mandate):
        raise MandateRefused(_("Only a coordinator there can end this mandate."))
