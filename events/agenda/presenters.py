"""What pages show of events beyond their own words."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.timezone import localtime, make_aware
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.agenda.choices import KIND_TONES, Call, Kind, SeatCount, Status, Window, programme_links, registration_calls, seat_counters
from events.agenda.models import Event
from events.agenda.rules import can_edit, largest_party, registration_ends_at, window
from locations.municipalities.choices import Section
from locations.municipalities.models import Municipality
from locations.places.choices import Answer
from locations.places.models import Place
from portal.common.actor import Actor
from portal.common.counting import CountUpTo
from portal.common.parts import part
from portal.common.pointers import Naming, free_among
from portal.common.search.excerpt import excerpt
from portal.common.search.query import Query
from portal.common.search.sources import Hit
from portal.common.templatetags.dates import moment_words
from portal.common.templatetags.prose import spoken, words
from portal.common.trail import Act

PLACES_SHOWN = 12
FIRST_SHOWN, LAST_SHOWN = 2000, 2100  # years of the month view
ON_A_DAY = 3  # events in a day's square; the rest is behind a link
LONGEST = 60  # days on which one event is shown
STATUS_LOOKS = {Status.DRAFT: ("", "pencil"), Status.PUBLISHED: ("leaf", "ok"), Status.CANCELLED: ("danger", "stop")}

# How the history page tells what happened.
ACTS = {
    "event.drafted": Act(_("wrote the draft"), "plus"),
    "event.changed": Act(_("changed it")),
    "event.moved": Act(_("changed the time or the place; everybody who registered was told"), "calendar", "wheat"),
    "event.published": Act(_("published it"), "ok"),
    "event.withdrawn": Act(_("took the publication back"), "pencil", "wheat"),
    "event.cancelled": Act(_("cancelled it"), "stop", "danger"),
    "event.capacity_set": Act(_("set the number of seats"), "seat", "sky", numbers={"capacity": _("Seats")}, tells_words=False),
    "registrations.exported": Act(_("took the list of registrations along"), "down", "sky"),
}
TOLD = ("title", "summary", "text", "picture_alt", "cancellation_note")
TOLD_FACTS = ("kind", "starts_at", "ends_at", "place", "online_url", "needs_registration", "registration_opens_at", "registration_closes_at", "party_limit")

KIND_LABELS = dict(Kind.choices)  # Django's own `get_kind_display` makes it anew for each event
ACCESS = {
    "step_free": (
        "access",
        {
            Answer.YES: _("Step-free from the street"),
            Answer.PARTLY: _("Partly step-free from the street"),
            Answer.NO: _("Not step-free"),
            Answer.UNKNOWN: _("Step-free way: not checked"),
        },
    ),
    "accessible_toilet": (
        "door",
        {
            Answer.YES: _("Accessible toilet"),
            Answer.PARTLY: _("Toilet accessible with help"),
            Answer.NO: _("No accessible toilet"),
            Answer.UNKNOWN: _("Accessible toilet: not checked"),
        },
    ),
    "induction_loop": (
        "ear",
        {
            Answer.YES: _("Induction loop"),
            Answer.PARTLY: _("Induction loop in a part of the room"),
            Answer.NO: _("No induction loop"),
            Answer.UNKNOWN: _("Induction loop: not checked"),
        },
    ),
    "disabled_parking": (
        "parking",
        {
            Answer.YES: _("Parking for disabled badge holders"),
            Answer.PARTLY: _("Parking for disabled badge holders near by"),
            Answer.NO: _("No parking for disabled badge holders"),
            Answer.UNKNOWN: _("Parking for disabled badge holders: not checked"),
        },
    ),
}


def counts_of(events: list[Event]) -> dict[int, SeatCount]:
    return {pk: count for counter in seat_counters for pk, count in counter.of(events).items()}


def dressed(events: Iterable[Event], *, now: datetime) -> list[Event]:
    """The events with what their cards show; one query more, however many there are."""
    rows = list(events)
    counts = counts_of(rows)
    for event in rows:
        dress(event, counts.get(event.pk), now=now)
    return rows


def on_cards(events: QuerySet, *, now: datetime) -> list[Event]:
    """What the cards of these events show, with places and seats in one query."""
    rows = list(with_seats(events).for_cards())
    for event in rows:
        dress(event, count_on(event), now=now)
    return rows


def with_seats(events: QuerySet) -> QuerySet:
    for counter in seat_counters:
        events = counter.onto(events)
    return events


def count_on(event: Event) -> SeatCount | None:
    """The seats of an event of `with_seats`."""
    return next((count for counter in seat_counters if (count := counter.on(event))), None)


def mark_free(events: Iterable[Event]) -> None:
    """Says of each event whether nothing leads to it that would stay without it; one query, however many there are."""
    rows = list(events)
    free = {event.pk for event in free_among(rows)}
    for event in rows:
        event.is_free = event.pk in free  # type: ignore[attr-defined]


def address_for(event: Event, actor: Actor) -> str:
    """Where the event is met: at the desk by those who write it, otherwise on its public page."""
    if can_edit(actor, event):
        return reverse("events:desk_event_edit", args=[event.public_id])
    return event.get_absolute_url() if event.is_public else ""


def words_with_day(event: Event) -> str:
    return f"{event.title}, {date_format(localtime(event.starts_at), 'DATE_FORMAT')}"


NAMING = Naming(seen_by=lambda rows, actor: rows.visible_to(actor).latest_first(), address=address_for, words=words_with_day)


def dress(event: Any, count: SeatCount | None, *, now: datetime) -> None:
    event.kind_label = str(KIND_LABELS[event.kind])
    event.where = where_words(event.place) if event.place else ""
    event.card_tone = KIND_TONES[event.kind]
    event.status_tone, event.status_icon = STATUS_LOOKS[event.status]
    event.is_past = event.ends_at <= now
    stands = window(event, has_seats=count is not None, now=now)
    event.opens_later, event.is_closed = stands == Window.OPENS_LATER, stands == Window.CLOSED
    event.shows_seats = event.needs_registration and count is not None
    event.seats_capacity = count.capacity if count and event.shows_seats else None
    event.seats_taken = count.taken if count else 0
    event.waiting_count = count.waiting if count else 0
    event.largest_party = largest_party(event, capacity=event.seats_capacity)


def where_words(place: Place) -> str:
    """A place with its town, unless its name says it."""
    return place.name if not place.town or place.town in place.name else f"{place.name}, {place.town}"


def call_for(event: Event, count: SeatCount | None, *, now: datetime) -> Call | None:
    return next((call(event, count, now) for call in registration_calls), None)


def programmes_of(events: list[Event]) -> dict[int, list[tuple[str, str]]]:
    """Title and address of the public programmes of each event."""
    found: dict[int, list[tuple[str, str]]] = {}
    for links in programme_links:
        for pk, programmes in links(events).items():
            found.setdefault(pk, []).extend(programmes)
    return found


def access_points(place: Place) -> list[tuple[str, Promise | str, bool]]:
    """What a visitor asks before coming: drawing, words, and whether the answer is good news."""
    return [(ACCESS[name][0], ACCESS[name][1][Answer(answer)], answer == Answer.YES) for name, answer in place.access_facts]


def place_of(event: Event) -> SafeString:
    """How to get there and in: drawn once for all events at the place."""
    place, points = event.place, tuple((drawing, str(said), is_good) for drawing, said, is_good in access_points(event.place))
    told = {"note": words(place, "access_note"), "directions": words(place, "directions"), "name": place.name, "address": place.address}
    return part("events/agenda/_place.html", points=points, checked_on=place.access_checked_on, is_online=event.is_online, **told)


def opens_later(event: Event, *, now: datetime) -> datetime | None:
    """When registration opens, while it has not."""
    opens_at = event.registration_opens_at
    return opens_at if opens_at and opens_at > now and event.needs_registration and not event.is_cancelled else None


def calendar_address(event: Event) -> str:
    """The event as a calendar file, in the page's language."""
    return f"{reverse('feeds:event_ics', args=[event.slug])}?language={get_language()}"


@dataclass(frozen=True)
class Offer:
    """The addresses of a subject's feeds."""

    calendar: str
    webcal: str
    atom: str
    whose: str = ""  # where the page does not say it anyway


def offer(kind: str = "", slug: str = "", *, whose: str = "") -> Offer:
    """Of everybody, or of a subject: `offer("municipalities", "litija")`."""
    names, of_it = ([kind, slug], "_of") if kind else ([], "")
    ics, atom = (f"{reverse(f'feeds:{name}{of_it}', args=names)}?language={get_language()}" for name in ("agenda_ics", "agenda_atom"))
    host = settings.SITE_URL.partition("://")[2]
    return Offer(settings.SITE_URL + ics, f"webcal://{host}{ics}", settings.SITE_URL + atom, whose)


def offer_to(municipality: Municipality | None) -> Offer:
    """To somebody who looks at the events of a municipality: its own; of everybody otherwise."""
    return offer("municipalities", municipality.slug, whose=municipality.name) if municipality else offer()


def page_facts(event: Event, *, now: datetime) -> dict[str, Any]:
    """Everything the event's page shows besides the event, which comes `with_seats`."""
    count = count_on(event)
    dress(event, count, now=now)
    return {
        "count": count,
        "call": call_for(event, count, now=now),
        "programmes": programmes_of([event]).get(event.pk, []),
        "place": place_of(event) if event.place else "",
        "same_day": localtime(event.starts_at).date() == localtime(event.ends_at).date(),
        "closes_at": registration_ends_at(event),
        "opens_at": opens_later(event, now=now),
        "ics_url": calendar_address(event),
    }


SHOWN_OF_A_MUNICIPALITY, SHOWN_NEAR_IT, MANY = 6, 4, 99


def events_in_districts(now: datetime) -> dict[str, Any]:
    """How much is on in each district, for the municipality's page; more than many are not counted."""
    there = Event.objects.public().upcoming(now).filter(place__district=OuterRef("pk"), municipality=OuterRef("municipality"))
    return {"events_there": CountUpTo(there.order_by(), MANY)}


def municipality_sections(municipality: Any, now: datetime) -> list[Section]:
    """What is on in a municipality and in which of its districts; where that is little, what is on at its neighbours'."""
    coming = Event.objects.public().upcoming(now).soonest_first()
    events = on_cards(coming.filter(municipality=municipality)[:SHOWN_OF_A_MUNICIPALITY], now=now)
    if not municipality.takes_part:
        return [section_of(municipality, events)] if events else []
    near = coming.filter(municipality__in=[one.pk for one in municipality.neighbours.all() if one.takes_part])
    others = on_cards(near[:SHOWN_NEAR_IT], now=now) if len(events) < SHOWN_NEAR_IT else []
    beside = Section(title=_("In the neighbourhood"), items=others, template="events/agenda/_municipality_section.html", rank=2)
    return [section_of(municipality, events), *([beside] if others else [])]


def section_of(municipality: Any, events: list[Event]) -> Section:
    agenda = f"{reverse('events:event_list')}?municipality={municipality.slug}"
    here = [(one.name, one.events_there, f"{agenda}&district={one.slug}") for one in municipality.districts.all() if one.events_there]
    return Section(
        title=_("What is on"),
        items=events,
        template="events/agenda/_municipality_section.html",
        more_url=agenda if events else f"{agenda}&when=past",
        more_label=_("All events") if events else _("Past events"),
        facts={"districts": here},
        rank=1,
    )


def places_section(municipality: Any, _now: datetime) -> list[Section]:
    """Where people meet there, with what is known of getting in."""
    places = list(known_places().filter(municipality=municipality).in_order()[:PLACES_SHOWN])
    agenda = f"{reverse('events:event_list')}?municipality={municipality.slug}"
    items = [(place, f"{agenda}&place={place.pk}", [words for _icon, words, is_good in access_points(place) if is_good]) for place in places]
    return [Section(title=_("Where people meet"), items=items, template="events/agenda/_municipality_places.html", rank=8)] if items else []


# --- A month ---


@dataclass(frozen=True)
class Day:
    on: date
    is_today: bool
    is_outside: bool  # of the month before or after, to fill the week
    events: list[Event]
    more: int
    url: str  # the list of this day


@dataclass(frozen=True)
class Month:
    first: date
    weeks: list[list[Day]]
    before: date | None  # the first of the month before, as far as the calendar goes
    after: date | None
    count: int

    @property
    def days(self) -> list[Day]:
        return [day for week in self.weeks for day in week]


def month_span(first: date) -> tuple[datetime, datetime]:
    """The month's beginning and end on the portal's clock, also where summer time begins or ends in it."""
    following = (first + timedelta(days=32)).replace(day=1)
    return make_aware(datetime.combine(first, time.min)), make_aware(datetime.combine(following, time.min))


def month_of(first: date, events: list[Event], *, today: date, query: str) -> Month:
    """The weeks of a month, Monday first; an event of several days stands on each of them."""
    by_day: dict[date, list[Event]] = {}
    for event in events:
        begins, ends = localtime(event.starts_at).date(), localtime(event.ends_at - timedelta(microseconds=1)).date()
        for number in range(min((ends - begins).days, LONGEST) + 1):
            by_day.setdefault(begins + timedelta(days=number), []).append(event)
    weeks = [
        [_day(on, by_day, first=first, today=today, query=query) for on in week] for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    before, after = (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=32)).replace(day=1)
    return Month(
        first=first,
        weeks=weeks,
        before=before if before.year >= FIRST_SHOWN else None,
        after=after if after.year <= LAST_SHOWN else None,
        count=len(events),
    )


def _day(on: date, by_day: dict[date, list[Event]], *, first: date, today: date, query: str) -> Day:
    is_outside = on.month != first.month
    found = [] if is_outside else by_day.get(on, [])
    when = "&when=past" if on < today else ""
    url = f"{reverse('events:event_list')}?from_day={on.isoformat()}&to_day={on.isoformat()}{when}{f'&{query}' if query else ''}"
    return Day(on, on == today, is_outside, found[:ON_A_DAY], max(len(found) - ON_A_DAY, 0), url)


# --- In the search -------------------------------------------------------------------------------


def coming_events(now: datetime) -> Any:
    return Event.objects.public().upcoming(now).for_results()


def past_events(now: datetime) -> Any:
    return Event.objects.public().past(now).for_results()


def known_places(_now: datetime | None = None) -> Any:
    """Places where something public is or was; a hall that is only in somebody's plans is nobody's business yet."""
    return Place.objects.filter(Exists(Event.objects.public().filter(place=OuterRef("pk")))).select_related("municipality", "district")


def event_hits(events: Sequence[Event], query: Query, now: datetime) -> list[Hit]:
    return [event_hit(event, query) for event in events]


def event_hit(event: Event, query: Query) -> Hit:
    title, language = spoken(event, "title")
    summary, text_language = spoken(event, "summary")
    text, language_of_text = spoken(event, "text")
    where = [str(event.place)] if event.place else []
    return Hit(
        title=title,
        language=language,
        url=event.get_absolute_url(),
        icon="calendar",
        tone=KIND_TONES[event.kind],
        facts=(moment_words(localtime(event.starts_at), "long"), *where, event.municipality.name),
        text=excerpt(query, summary, text),
        text_language=text_language if summary else language_of_text,
        tag=_("Cancelled") if event.is_cancelled else str(KIND_LABELS[event.kind]),
        tag_tone="danger" if event.is_cancelled else "",
    )


def place_hits(places: Sequence[Place], _query: Query, _now: datetime) -> list[Hit]:
    agenda = reverse("events:event_list")
    return [
        Hit(
            title=place.name,
            url=f"{agenda}?municipality={place.municipality.slug}&place={place.pk}",
            icon="pin",
            tone="sky",
            facts=(place.address, place.municipality.name, *([place.district.name] if place.district else [])),
        )
        for place in places
    ]
