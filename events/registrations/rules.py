"""Who may claim a seat, until when an offer stands, what is refused and how that is said. No query, no write, no clock."""

from datetime import datetime, time, timedelta, tzinfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.agenda.choices import Window
from events.agenda.models import Event
from events.agenda.rules import largest_party, registration_ends_at, window
from events.registrations.choices import RESIZABLE
from events.registrations.models import Registration
from portal.common.errors import Refused

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFFER = timedelta(hours=24)
LATE_OFFER = timedelta(hours=3)  # when the event is near, so that more than one person can still be asked
NEAR = timedelta(hours=48)
REST = timedelta(hours=24)  # after an offer was passed on or ran out
LINE_CONFIRMATION = timedelta(hours=24)  # to confirm a place in line; it holds no seat, so it may take its time
KEPT = timedelta(days=30)  # after the event; then only the number of people is left
KEPT_UNCONFIRMED = timedelta(days=7)  # an address that nobody ever showed to be theirs; for whoever asks what became of it
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(8)


class RegistrationClosed(Refused):
    """Nobody can register now."""


class PartyTooLarge(Refused):
    """More people than one registration may bring."""


class NotEnoughSeats(Refused):
    """A larger party does not fit."""


class OfferGone(Refused):
    """The offered seat is no longer this person's to take."""


class RegistrationGone(Refused):
    """The registration was cancelled; there is nothing left to act on."""


class Overtaken(Refused):
    """Something else happened to the row in the same moment; what was shown is no longer true."""

    def __init__(self) -> None:
        super().__init__(_("Something changed at the very same moment. This is how it stands now."))


GONE = _("This registration was cancelled. You are welcome to register again.")
REGISTERED_ANEW = _("You have registered again in the meantime. The newer registration counts; please use its letter.")
PARTY_DOES_NOT_FIT = _("So many seats are not free. Your registration stays as it was.")
OFFER_RAN_OUT = _("The seat was kept for you until the time in the letter and has gone to the next person.")

REASONS = {
    Window.DRAFT: _("This event is not announced yet."),
    Window.CANCELLED: _("The event is cancelled. Nobody can register any more."),
    Window.PAST: _("The event is over."),
    Window.FREE_ENTRY: _("You do not need to register. Just come."),
    Window.NOT_READY: _("Registration is not open yet."),
    Window.OPENS_LATER: _("Registration is not open yet."),
    Window.CLOSED: _("Registration is closed."),
}


def can_register(event: Event, *, has_seats: bool, now: datetime) -> bool:
    return window(event, has_seats=has_seats, now=now) == Window.OPEN


def ensure_open(event: Event, *, has_seats: bool, now: datetime) -> None:
    state = window(event, has_seats=has_seats, now=now)
    if state != Window.OPEN:
        raise RegistrationClosed(REASONS[state])


def ensure_not_begun(event: Event, *, now: datetime) -> None:
    if event.is_cancelled:
        raise RegistrationClosed(REASONS[Window.CANCELLED])
    if event.starts_at <= now:
        raise RegistrationClosed(_("The event has begun. Nothing can be changed any more."))


def ensure_party_fits_the_rule(event: Event, party_size: int, *, capacity: int | None, brought: int = 0) -> None:
    """`brought` is how many come already: whoever comes with fewer is never refused, whatever the limit has become."""
    if party_size < 1:
        raise PartyTooLarge(_("Somebody has to come: register at least one person."))
    limit = largest_party(event, capacity=capacity)
    if party_size > max(limit, brought):
        raise PartyTooLarge(
            ngettext("One registration can bring %(limit)s person at most.", "One registration can bring %(limit)s people at most.", limit) % {"limit": limit}
        )


def ensure_can_change_party(registration: Registration) -> None:
    if registration.standing not in RESIZABLE:
        raise Refused(_("The number of people can be changed once your registration is confirmed or waiting."))


def can_change(registration: Registration, *, now: datetime) -> bool:
    """Whether the person can still change or give back something."""
    return registration.is_live and not registration.event.is_cancelled and registration.event.starts_at > now


def kept_until(event: Event) -> datetime:
    """When the answers of those who registered are forgotten."""
    return event.ends_at + KEPT


def free_seats(*, capacity: int, taken: int) -> int:
    return max(capacity - taken, 0)


def hold_until(event: Event, *, now: datetime, minutes: int) -> datetime:
    """How long an unconfirmed registration keeps its seats."""
    return min(now + timedelta(minutes=minutes), event.starts_at)


def line_confirmation_until(event: Event, *, now: datetime) -> datetime:
    return min(now + LINE_CONFIRMATION, registration_ends_at(event))


def offer_deadline(event: Event, *, now: datetime, zone: tzinfo | None = None) -> datetime:
    """Until when an offered seat is kept. Nobody has to answer by night, and nothing is kept past the end of registration."""
    near = event.starts_at - now < NEAR
    return min(_by_day(now + (LATE_OFFER if near else OFFER), zone or timezone.get_default_timezone()), registration_ends_at(event))


def _by_day(moment: datetime, zone: tzinfo) -> datetime:
    local = moment.astimezone(zone)
    if NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return moment
    morning = local.date() + timedelta(days=1) if local.time() >= NIGHT_BEGINS else local.date()
    return datetime.combine(morning, NIGHT_ENDS, tzinfo=zone)


def offers_seats(event: Event, *, now: datetime) -> bool:
    """The line moves while people can register, or would be able to again."""
    return event.is_public and not event.is_cancelled and now < registration_ends_at(event)
