"""Who keeps the contacts of a municipality. No query, no clock."""

from django.utils.translation import gettext_lazy as _

from portal.common.actor import Actor, Right
from portal.common.errors import Refused


class NotYours(Refused):
    """Somebody touches the contacts of a municipality that they do not lead."""


def can_keep_contacts(actor: Actor, municipality_id: int | None) -> bool:
    """Names, numbers and notes of people: only those who lead answer for them (the same right that sees who registered)."""
    return actor.may(Right.LEAD, municipality_id)


def ensure_can_keep_contacts(actor: Actor | None, municipality_id: int | None) -> None:
    """Nobody as the actor is the portal itself: the story of the demo."""
    if actor is not None and not can_keep_contacts(actor, municipality_id):
        raise NotYours(_("Contacts are kept by the coordinators of the municipality."))


class StillInvolved(Refused):
    """Others point to this stakeholder."""

    def __init__(self, what: list[str]) -> None:
        super().__init__(_("It cannot be deleted, because it still takes part: %(what)s. Take it out there first.") % {"what": "; ".join(what)})
