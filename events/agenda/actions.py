"""Acts with consequences on an event itself. What happens to seats and registrations is told to their keepers."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import translation

from events.agenda import rules
from events.agenda.choices import Status, seat_keepers
from events.agenda.models import Event
from events.agenda.presenters import counts_of
from locations.municipalities.models import Municipality
from locations.places.models import Place
from portal.common import audit
from portal.common.actor import Actor
from portal.common.history import sign
from portal.common.pointers import discard
from portal.common.versions import ensure_unchanged
from portal.common.words import columns, store_with_free_slug

# What its form may change. The state has acts of its own: a form opened before a cancellation does not undo it.
KEPT_APART = {"id", "public_id", "slug", "status", "published_at", "cancelled_at", "created_at"}
FORM_FIELDS = [field.name for field in Event._meta.concrete_fields if field.name not in KEPT_APART and not field.name.startswith("cancellation_note")]


def draft_event(
    *,
    municipality: Municipality,
    kind: str,
    words: Mapping[str, Mapping[str, str]],
    starts_at: datetime,
    ends_at: datetime,
    place: Place | None = None,
    online_url: str = "",
    capacity: int | None = None,
    actor: Actor | None,
    now: datetime,
) -> Event:
    """Lay out an event that nobody sees yet. `words` maps a field to its texts by language."""
    texts = {column: text for field, said in words.items() for column, text in columns(field, dict(said)).items()}
    event = Event(municipality=municipality, kind=kind, starts_at=starts_at, ends_at=ends_at, place=place, online_url=online_url, **texts)
    return add_event(event=event, capacity=capacity, actor=actor, now=now)


def add_event(*, event: Event, capacity: int | None, actor: Actor | None, now: datetime) -> Event:
    """Store a new draft under an address of its own."""
    rules.ensure_can_edit(actor, event)
    sign(event, actor, now)
    with transaction.atomic():
        _store_with_slug(event)
        audit.record(actor, "event.drafted", event, at=now, municipality=event.municipality_id)
        _keep_capacity(event, capacity, actor, now)
    return event


def change_event(*, event: Event, capacity: int | None, seen: int | None = None, actor: Actor | None, now: datetime) -> Event:
    """Store what the form changed. Everybody who registered hears of another time or place.

    `seen` is the version that the form compared itself with; raises ChangedMeanwhile when there is a newer one.
    """
    with transaction.atomic():
        # of two who save at once the second counts on from the first; whoever registers meanwhile does not wait
        before = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
        rules.ensure_can_edit(actor, before)
        ensure_unchanged(before, seen)
        moved = before.status == Status.PUBLISHED and rules.has_moved(before, event)
        if moved:
            rules.ensure_can_lead(actor, before)  # everybody who registered gets a letter
        event.sequence = before.sequence + moved
        sign(event, actor, now)
        event.save(update_fields=FORM_FIELDS)
        audit.record(actor, "event.moved" if moved else "event.changed", event, at=now, sequence=event.sequence)
        _keep_capacity(event, capacity, actor, now)
    if moved:
        for keeper in seat_keepers:
            keeper.tell_of_moves(now)
    return event


def publish_event(*, event: Event, actor: Actor | None, now: datetime) -> Event:
    """Show the event to everybody."""
    rules.ensure_can_lead(actor, event)
    rules.ensure_publishable(event, has_seats=event.pk in counts_of([event]), now=now)
    with transaction.atomic():
        shown = Event.objects.filter(pk=event.pk, status=Status.DRAFT).update(status=Status.PUBLISHED, published_at=now, updated_at=now)
        if shown:
            audit.record(actor, "event.published", event, at=now)
            for keeper in seat_keepers:
                keeper.shut(event=event, is_shut=False)
    event.refresh_from_db()
    return event


def withdraw_event(*, event: Event, actor: Actor | None, now: datetime) -> Event:
    """Take a publication back: a draft again, as long as nobody has registered. Raises SomebodyComes otherwise."""
    rules.ensure_can_lead(actor, event)
    rules.ensure_can_be_withdrawn(event, now=now)
    with transaction.atomic():
        if Event.objects.filter(pk=event.pk, status=Status.PUBLISHED).update(status=Status.DRAFT, published_at=None, updated_at=now):
            audit.record(actor, "event.withdrawn", event, at=now)
            if not all(keeper.shut(event=event, is_shut=True) for keeper in seat_keepers):  # from here on nobody gets in
                raise rules.SomebodyComes
    event.refresh_from_db()
    return event


def discard_event(*, event: Event, actor: Actor | None, now: datetime) -> None:
    """Throw a draft away for good. Refused once it was announced: people may have it in their calendars."""
    with transaction.atomic():
        stored = Event.objects.select_for_update().filter(pk=event.pk).first()  # whoever publishes it at this moment comes first
        if stored is None:
            return
        rules.ensure_can_edit(actor, stored)
        rules.ensure_discardable(stored)
        audit.record(actor, "event.discarded", stored, at=now, municipality=stored.municipality_id)
        discard(stored)


def call_off_event(*, event: Event, note: str | Mapping[str, str], actor: Actor | None, now: datetime) -> bool:
    """Mark the event as cancelled; False when it had been already. A plain note is in the municipality's language."""
    rules.ensure_can_lead(actor, event)
    rules.ensure_can_be_called_off(event, now=now)
    texts = {event.municipality.language: note} if isinstance(note, str) else note
    with transaction.atomic():
        called_off = Event.objects.filter(pk=event.pk, status=Status.PUBLISHED).update(
            status=Status.CANCELLED,
            cancelled_at=now,
            updated_at=now,
            sequence=F("sequence") + 1,
        )
        event.refresh_from_db()
        if called_off:
            notes = columns("cancellation_note", dict(texts))
            for name, text in notes.items():
                setattr(event, name, text)
            sign(event, actor, now)
            event.save(update_fields=notes.keys())  # not with the rest: what is stored by update() is in no history
            audit.record(actor, "event.cancelled", event, at=now)
    return bool(called_off)


def _keep_capacity(event: Event, capacity: int | None, actor: Actor | None, now: datetime) -> None:
    if capacity is not None:
        for keeper in seat_keepers:
            keeper.set_capacity(event=event, capacity=capacity, actor=actor, now=now)


def _store_with_slug(event: Event) -> None:
    with translation.override(event.municipality.language):  # the address is in the words of the place, whoever types
        title = event.title
    store_with_free_slug(event, title, otherwise="event")
