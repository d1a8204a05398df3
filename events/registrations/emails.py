"""What people are written about their seats.

A letter is rendered when it leaves, from what is true then. The first letter to an address that nobody has confirmed
holds nothing that the visitor typed, so that the form cannot be used to write to strangers.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from events.agenda.models import Event
from events.calendars.documents import CANCEL, REQUEST, calendar_file
from events.registrations.choices import Standing
from events.registrations.models import Registration
from events.registrations.presenters import links_of
from events.registrations.rules import registration_ends_at
from locations.municipalities.models import Municipality
from locations.places.models import Place
from portal.common.outbox.kinds import Attachment, Content, LetterKind
from portal.common.outbox.models import Letter
from portal.common.outbox.post import post
from portal.common.outbox.render import absolute, letter
from portal.common.outbox.samples import ADDRESS, MOMENT, NOBODY, SLUG, sample_letter
from portal.common.reminders.occasions import Due, Occasion, rows_in

BEFORE = timedelta(hours=24)  # the reminder
FOLDER = "events/registrations/emails"
EVENT_SUBJECT = "events.event"  # what reminders call an event


# --- How each kind is rendered, and when it is still wanted ----------------------------------------


def _row(given: Letter) -> Registration | None:
    return Registration.objects.filter(pk=given.facts.get("registration")).select_related("event__municipality", "event__place").first()


def _kind(
    name: str, label: Promise, trigger: Promise, *, wanted: Iterable[Standing], recipient: Promise | None = None, calendar: str = "", **sample_facts: Any
) -> LetterKind:
    standings = frozenset(wanted)

    def still_wanted(given: Letter, _now: datetime) -> bool:
        row = _row(given)
        return row is not None and row.standing in standings and _is_newest(given, row)

    def render(given: Letter) -> Content:
        return write(Registration.objects.select_related("event__municipality", "event__place").get(pk=given.facts["registration"]), given)

    def sample(municipality: Municipality) -> Content:
        return write(_sample_row(municipality), sample_letter(**sample_facts))

    def write(row: Registration, given: Letter) -> Content:
        content = letter(f"{FOLDER}/{name}", _facts(row, given))
        return replace(content, attachments=(_calendar(row, calendar, given),)) if calendar and given.facts.get("with_calendar", True) else content

    return LetterKind(
        name=f"registrations.{name}",
        label=label,
        recipient=recipient or _("Whoever has registered."),
        trigger=trigger,
        still_wanted=still_wanted,
        render=render,
        sample=sample,
    )


def _is_newest(given: Letter, row: Registration) -> bool:
    """Of two moves only the last is told; of two offers only the one that stands; a reminder only before the beginning."""
    facts = given.facts
    return (
        facts.get("sequence", row.event.sequence) == row.event.sequence
        and facts.get("times_offered", row.times_offered) == row.times_offered
        and facts.get("starts_at", row.event.starts_at.isoformat()) == row.event.starts_at.isoformat()
    )


def _facts(row: Registration, given: Letter) -> dict[str, Any]:
    return {
        "registration": row,
        "event": row.event,
        "municipality": row.event.municipality,
        "facts": given.facts,
        "position": given.facts.get("position"),
        "event_url": absolute(row.event.get_absolute_url()),
        **{f"{name}_url": absolute(path) for name, path in links_of(row).items()},
        "register_url": absolute(reverse("events:register", args=[row.event.slug])),
        "events_url": absolute(reverse("events:event_list")),
    }


def _calendar(row: Registration, method: str, given: Letter) -> Attachment:
    content = calendar_file(row.event, method=method, url=absolute(row.event.get_absolute_url()), at=given.created_at, attendee=row.email)
    return Attachment(name=f"{row.event.slug}.ics", content=content, mimetype=f"text/calendar; method={method}; charset=utf-8")


def _sample_row(municipality: Municipality) -> Registration:
    place = Place(
        municipality=municipality,
        name=say("Library on the square"),
        street=say("Main Square 4"),
        postcode="1270",
        town=municipality.name,
        directions=say("The lift is on the left behind the entrance."),
    )
    event = Event(
        public_id=NOBODY,
        municipality=municipality,
        slug=SLUG,
        title=say("Neighbours’ talk about the old mill"),
        summary=say("What could become of it, and who would take part?"),
        starts_at=MOMENT + timedelta(days=1),
        ends_at=MOMENT + timedelta(days=1, hours=2),
        place=place,
        online_url="https://video.example/sample",
    )
    return Registration(
        public_id=NOBODY,
        event=event,
        name="Ana Kovač",
        email=ADDRESS,
        party_size=2,
        standing=Standing.CONFIRMED,
        joined_at=MOMENT,
        expires_at=MOMENT + timedelta(hours=24),
    )


SEATED = (Standing.CONFIRMED,)
UNPROVEN = _("The address that was given in the form.")
KNOWN = (Standing.CONFIRMED, Standing.WAITING, Standing.OFFERED)

CONFIRM_SEAT = _kind(
    "confirm_seat",
    _("Confirm your seats"),
    _("Somebody has registered; the seats are kept until the link is clicked."),
    wanted=(Standing.HELD,),
    recipient=UNPROVEN,
)
CONFIRM_WAITING = _kind(
    "confirm_waiting", _("Confirm your place in line"), _("Somebody has registered for a full event."), wanted=(Standing.UNVERIFIED,), recipient=UNPROVEN
)
SEAT_CONFIRMED = _kind(
    "seat_confirmed", _("Your seats are confirmed"), _("The link was clicked, or an offered seat was taken."), wanted=SEATED, calendar=REQUEST
)
WAITING_CONFIRMED = _kind(
    "waiting_confirmed",
    _("You are on the waiting list"),
    _("The link was clicked, and no seat is free."),
    wanted=(Standing.WAITING,),
    position=3,
)
ALREADY_REGISTERED = _kind(
    "already_registered", _("You are already registered"), _("Somebody who is registered has registered again; at most once an hour."), wanted=KNOWN
)
SEAT_OFFERED = _kind(
    "seat_offered", _("A seat is free for you"), _("Seats came free and this person is the first in line who fits."), wanted=(Standing.OFFERED,)
)
OFFER_LAPSED = _kind("offer_lapsed", _("The offered seat has gone to the next person"), _("An offer was not answered in time."), wanted=(Standing.WAITING,))
REGISTRATION_CANCELLED = _kind(
    "registration_cancelled",
    _("Your registration is cancelled"),
    _("A registration was cancelled, by the person or by the organiser."),
    wanted=(Standing.CANCELLED,),
    calendar=CANCEL,
)
EVENT_CHANGED = _kind("event_changed", _("The event has moved"), _("The time or the place of a published event has changed."), wanted=KNOWN, calendar=REQUEST)
EVENT_CANCELLED = _kind("event_cancelled", _("The event is cancelled"), _("A published event was cancelled."), wanted=(Standing.CANCELLED,), calendar=CANCEL)
WAITING_LIST_CLOSED = _kind(
    "waiting_list_closed", _("The waiting list is closed"), _("Registration has ended while this person was waiting."), wanted=(Standing.EXPIRED,)
)
EVENT_REMINDER = _kind("event_reminder", _("Tomorrow is the day"), _("One day before the event begins."), wanted=SEATED)

KINDS = (
    CONFIRM_SEAT,
    CONFIRM_WAITING,
    SEAT_CONFIRMED,
    WAITING_CONFIRMED,
    ALREADY_REGISTERED,
    SEAT_OFFERED,
    OFFER_LAPSED,
    REGISTRATION_CANCELLED,
    EVENT_CHANGED,
    EVENT_CANCELLED,
    WAITING_LIST_CLOSED,
    EVENT_REMINDER,
)


# --- What is written, one function for each cause ---------------------------------------------------


def _write(kind: LetterKind, row: Registration, *, cause: object, now: datetime, not_after: datetime | None = None, **facts: Any) -> None:
    post(kind, to=row.email, language=row.language, once=f"{row.public_id}:{cause}", now=now, not_after=not_after, registration=row.pk, **facts)


def confirm_seat(row: Registration, *, now: datetime) -> None:
    _write(CONFIRM_SEAT, row, cause="first", now=now, not_after=row.expires_at)


def confirm_waiting(row: Registration, *, now: datetime) -> None:
    _write(CONFIRM_WAITING, row, cause="first", now=now, not_after=row.expires_at)


def registered_again(row: Registration, *, now: datetime) -> None:
    """What the address should know, at most once an hour: to confirm at last, or that all is well already."""
    first = {Standing.HELD: CONFIRM_SEAT, Standing.UNVERIFIED: CONFIRM_WAITING}
    kind = first.get(Standing(row.standing), ALREADY_REGISTERED)
    hours = (now - row.joined_at) // timedelta(hours=1)
    _write(kind, row, cause=f"again:{row.standing}:{hours}", now=now, not_after=row.expires_at or row.event.ends_at)


def seat_confirmed(row: Registration, *, now: datetime) -> None:
    _write(SEAT_CONFIRMED, row, cause=f"confirmed:{row.confirmed_at}:{row.times_offered}", now=now, not_after=row.event.ends_at)


def waiting_confirmed(row: Registration, *, now: datetime) -> None:
    position = Registration.objects.ahead_of(row).count() + 1
    _write(WAITING_CONFIRMED, row, cause=f"waits:{row.confirmed_at}", now=now, not_after=registration_ends_at(row.event), position=position)


def seat_offered(row: Registration, *, now: datetime) -> None:
    _write(SEAT_OFFERED, row, cause=f"offer:{row.times_offered}:{row.joined_at}", now=now, not_after=row.expires_at, times_offered=row.times_offered)


def offer_lapsed(row: Registration, *, now: datetime) -> None:
    _write(OFFER_LAPSED, row, cause=f"lapsed:{row.times_offered}:{row.joined_at}", now=now, not_after=registration_ends_at(row.event))


def registration_cancelled(row: Registration, *, by_organiser: bool, had_seat: bool, now: datetime) -> None:
    if row.confirmed_at is None:
        return  # nobody has shown yet that the address is theirs
    _write(REGISTRATION_CANCELLED, row, cause="cancelled", now=now, not_after=row.event.ends_at, by_organiser=by_organiser, with_calendar=had_seat)


def event_changed(row: Registration, *, now: datetime) -> None:
    _write(
        EVENT_CHANGED,
        row,
        cause=f"moved:{row.event.sequence}",
        now=now,
        not_after=row.event.ends_at,
        sequence=row.event.sequence,
        with_calendar=row.standing == Standing.CONFIRMED,
    )


def event_cancelled(row: Registration, *, had_seat: bool, now: datetime) -> None:
    if row.confirmed_at is None:
        return  # as the first letter said: without a click, no second one
    _write(EVENT_CANCELLED, row, cause="event", now=now, not_after=row.event.ends_at, with_calendar=had_seat)


def waiting_list_closed(row: Registration, *, now: datetime) -> None:
    _write(WAITING_LIST_CLOSED, row, cause=f"closed:{row.joined_at}", now=now, not_after=row.event.ends_at)


# --- The day before ------------------------------------------------------------------------------


def due_tomorrow(start: datetime, end: datetime, *, subjects: Collection[str] | None = None) -> Iterable[Due]:
    """Everybody with a seat in a published event that begins a day after the span asked for."""
    rows = (
        Registration.objects.confirmed()
        .filter(event__status="published", event__starts_at__gte=start + BEFORE, event__starts_at__lte=end + BEFORE)
        .select_related("event")
    )
    if subjects is not None:
        rows = rows.filter(event__in=rows_in(subjects, EVENT_SUBJECT))
    for row in rows.order_by("event__starts_at", "pk").iterator():
        yield Due(
            subject=f"{EVENT_SUBJECT}:{row.event_id}",
            anchor_at=row.event.starts_at,
            due_at=row.event.starts_at - BEFORE,
            not_after=row.event.starts_at,
            recipient_key=f"registration:{row.public_id}",
            email=row.email,
            language=row.language,
            joined_at=row.confirmed_at or row.joined_at,
            facts={"registration": row.pk, "starts_at": row.event.starts_at.isoformat()},
        )


EVENT_TOMORROW = Occasion(name="events.event_tomorrow", label=_("The day before an event"), kind=EVENT_REMINDER, find=due_tomorrow)
