"""Who sets a municipality up, and what its colours must be."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.common.actor import Actor, Right
from portal.common.brand import EARTH, WHITE, UnreadableColour, ensure_readable
from portal.common.errors import Refused


class NotYours(Refused):
    """Somebody sets up a municipality that they do not lead."""


def can_set_up(actor: Actor, municipality_id: int | None) -> bool:
    """Its names, colours, languages and letters."""
    return actor.may(Right.LEAD, municipality_id)


def ensure_can_set_up(actor: Actor | None, municipality_id: int | None) -> None:
    """Nobody as the actor is the portal itself: the story of the demo."""
    if actor is not None and not can_set_up(actor, municipality_id):
        raise NotYours(_("Only a coordinator of the municipality can do this."))


def colour_faults(brand: str, spark: str) -> dict[str, str | Promise]:
    """Why a colour is refused, by the name of its field; empty when both can be read by everyone."""
    faults: dict[str, str | Promise] = {}
    for field, first, second in (("brand_colour", brand, WHITE), ("spark_colour", EARTH, spark)):
        try:
            ensure_readable(first, second)
        except UnreadableColour as refusal:
            faults[field] = refusal.message
    return faults
