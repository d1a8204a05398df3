"""Who may give and take mandates."""

from django.utils.translation import gettext_lazy as _

from portal.common.actor import Actor
from portal.common.errors import Refused
from stakeholders.mandates.choices import Role
from stakeholders.mandates.models import Mandate
from stakeholders.people.models import User


class MandateRefused(Refused):
    """The mandate may not be given or taken."""


def can_grant(actor: Actor, *, role: str, municipality_id: int) -> bool:
    """Nobody grants more than they hold: the same role, for the same municipality."""
    return actor.holds(role, municipality_id)


def can_end(actor: Actor, mandate: Mandate) -> bool:
    """Whoever may grant it may take it back, and everybody may lay down their own."""
    is_own = actor.is_signed_in and mandate.user_id == actor.user_id
    return is_own or actor.holds(Role.COORDINATOR, mandate.municipality_id)


def ensure_can_grant(actor: Actor, *, role: str, municipality_id: int, user: User) -> None:
    if not can_grant(actor, role=role, municipality_id=municipality_id):
        raise MandateRefused(_("You can give only a mandate that you hold yourself."))
    if not user.is_active:
        raise MandateRefused(_("This account is closed. Open it first."))


def ensure_can_end(actor: Actor, mandate: Mandate) -> None:
    if not can_end(actor, mandate):
        raise MandateRefused(_("Only a coordinator of the municipality can end this mandate."))
