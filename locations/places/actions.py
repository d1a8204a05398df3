"""Acts on a place. Each leaves its trace, because events and letters lead people there."""

from datetime import datetime

from django.db import transaction

from locations.places import rules
from locations.places.models import Place
from portal.common import audit
from portal.common.actor import Actor
from portal.common.pointers import discard


def add_place(*, place: Place, actor: Actor, now: datetime) -> Place:
    """Store a new place, so that events can be held there."""
    rules.ensure_can_keep_places(actor, place.municipality_id)
    with transaction.atomic():
        place.save()
        audit.record(actor, "place.added", place, at=now, municipality=place.municipality_id)
    return place


def change_place(*, place: Place, actor: Actor, now: datetime) -> Place:
    """Store what the form changed. Every page of an event there shows it at once."""
    rules.ensure_can_keep_places(actor, place.municipality_id)
    with transaction.atomic():
        place.save()
        audit.record(actor, "place.changed", place, at=now, municipality=place.municipality_id)
    return place


def discard_place(*, place: Place, actor: Actor, now: datetime) -> None:
    """Delete a place. Raises StillUsed while events, also past ones, lead people there."""
    rules.ensure_can_keep_places(actor, place.municipality_id)
    with transaction.atomic():
        stored = Place.objects.select_for_update().filter(pk=place.pk).first()  # nobody moves an event there meanwhile
        if stored is None:
            return
        audit.record(actor, "place.discarded", stored, at=now, municipality=stored.municipality_id)
        discard(stored)
