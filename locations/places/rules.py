"""Who may keep the places of a municipality. No query, no clock."""

from django.utils.translation import gettext_lazy as _

from portal.common.actor import Actor, Right
from portal.common.errors import Refused


class NotYours(Refused):
    """Somebody acts for a municipality without its mandate."""


def can_keep_places(actor: Actor, municipality_id: int | None) -> bool:
    return actor.may(Right.WRITE, municipality_id)


def ensure_can_keep_places(actor: Actor, municipality_id: int | None) -> None:
    if not can_keep_places(actor, municipality_id):
        raise NotYours(_("You can keep places only for municipalities for which you coordinate or edit."))
