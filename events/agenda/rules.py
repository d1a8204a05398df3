"""Who may do what with an event, and what it needs before the public sees it. No query, no clock."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.agenda.choices import Status, Window
from events.agenda.models import Event
from portal.common.actor import Actor, Right
from portal.common.errors import Refused


class NotPublishable(Refused):
    """The event lacks something the public needs."""


class NotYours(Refused):
    """Somebody acts on an event of a municipality without the mandate for it."""


class AlreadyOver(Refused):
    """Too late for that."""


def can_edit(actor: Actor, event: Event) -> bool:
    return actor.may(Right.WRITE, event.municipality_id)


def can_lead(actor: Actor, event: Event) -> bool:
    """Publish it, cancel it, take registrations along or end them: what residents feel at once."""
    return actor.may(Right.LEAD, event.municipality_id)


def can_meet(actor: Actor, event: Event) -> bool:
    """See the names of those who come."""
    return actor.may(Right.MEET, event.municipality_id)


def can_look(actor: Actor, event: Event) -> bool:
    """See its workspace: words, numbers and history, no names."""
    return actor.may(Right.LOOK, event.municipality_id)


def ensure_can_edit(actor: Actor | None, event: Event) -> None:
    """Nobody as the actor is the portal itself: the worker, the story of the demo."""
    if actor is not None and not can_edit(actor, event):
        raise NotYours(_("You can change only events of municipalities for which you write."))


def ensure_can_lead(actor: Actor | None, event: Event) -> None:
    if actor is not None and not can_lead(actor, event):
        raise NotYours(_("Only a coordinator of the municipality can do this."))


def registration_ends_at(event: Event) -> datetime:
    """The last moment at which somebody can register: the event's beginning at the latest."""
    return min(event.registration_closes_at or event.starts_at, event.starts_at)


def largest_party(event: Event, *, capacity: int | None) -> int:
    """How many people one registration can bring. Never more than there are seats: they would wait for ever."""
    return event.party_limit if capacity is None else min(event.party_limit, capacity)


def window(event: Event, *, has_seats: bool, now: datetime) -> Window:
    if event.status == Status.DRAFT:
        return Window.DRAFT
    if event.status == Status.CANCELLED:
        return Window.CANCELLED
    if event.ends_at <= now:
        return Window.PAST
    if not event.needs_registration:
        return Window.FREE_ENTRY
    if not has_seats:
        return Window.NOT_READY
    if now >= registration_ends_at(event):
        return Window.CLOSED
    if event.registration_opens_at and now < event.registration_opens_at:
        return Window.OPENS_LATER
    return Window.OPEN


def missing(event: Event, *, has_seats: bool) -> list[Promise]:
    """What the public would miss, in words for the coordinator."""
    lacks: list[Promise] = []
    if not event.title:
        lacks.append(_("a title"))
    if event.place_id is None and not event.online_url:
        lacks.append(_("a place, or a link for taking part online"))
    if event.needs_registration and not has_seats:
        lacks.append(_("the number of seats"))
    return lacks


def ensure_publishable(event: Event, *, has_seats: bool, now: datetime) -> None:
    if event.status == Status.CANCELLED:
        raise NotPublishable(_("A cancelled event cannot be published again. Make a new one."))
    if event.ends_at <= now:
        raise NotPublishable(_("The event is over. Change its date first."))
    if missing(event, has_seats=has_seats):
        raise NotPublishable(_("Something is still missing. The page says what."))


def ensure_can_appear(event: Event, *, has_seats: bool, now: datetime) -> None:
    """As `ensure_publishable`, for rows of a list: what is out already stays as it is."""
    if event.status == Status.PUBLISHED:
        raise NotPublishable(_("It is published already."))
    lacks = missing(event, has_seats=has_seats)
    if lacks and event.status == Status.DRAFT:
        raise NotPublishable(_("Still missing: %(what)s.") % {"what": ", ".join(str(lack) for lack in lacks)})
    ensure_publishable(event, has_seats=has_seats, now=now)


def ensure_can_be_called_off(event: Event, *, now: datetime) -> None:
    if event.status == Status.DRAFT:
        raise Refused(_("A draft is not announced yet, so it need not be cancelled."))
    if event.ends_at <= now:
        raise AlreadyOver(_("The event is over and can no longer be cancelled."))


class SomebodyComes(Refused):
    """People have registered: the event is cancelled, not taken back."""

    def __init__(self) -> None:
        super().__init__(_("People have registered already. Cancel the event, so that they get a letter."))


def ensure_can_be_withdrawn(event: Event, *, people: int = 0, now: datetime) -> None:
    """Back to a draft: only while nobody relies on it. `people` are those who come or wait, as far as the caller knows."""
    if people:
        raise SomebodyComes
    if event.status != Status.PUBLISHED:
        raise Refused(_("Only a published event can be taken back."))
    if event.starts_at <= now:
        raise AlreadyOver(_("The event has begun and can no longer be taken back."))


def ensure_discardable(event: Event, *, is_free: bool = True) -> None:
    """`is_free`: nothing leads to it, not even a registration from before it was taken back."""
    if event.status != Status.DRAFT:
        raise Refused(_("Only a draft can be thrown away. What was announced is cancelled instead."))
    if not is_free:
        raise Refused(_("People had registered for it, so it stays."))


def has_moved(before: Event, after: Event) -> bool:
    """Time or place differ: what stands in people's calendars is wrong."""
    return any(getattr(before, name) != getattr(after, name) for name in ("starts_at", "ends_at", "place_id", "online_url"))
