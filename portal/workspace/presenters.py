"""The coordinator's desk: what is due, what is on, what waits, for the municipalities somebody acts for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.agenda.choices import Status
from events.agenda.models import Event
from events.agenda.presenters import dressed
from events.agenda.rules import can_edit
from events.registrations.emails import BEFORE
from events.registrations.models import Registration
from locations.municipalities.models import Municipality
from portal.common.actor import Actor
from portal.common.outbox.models import Letter, State
from programmes.catalogue.choices import PhaseState
from programmes.catalogue.models import Milestone, Programme
from programmes.catalogue.presenters import months_to_show, plan_rows, present
from programmes.catalogue.rules import local_moment
from programmes.plan.emails import AT, DAYS_BEFORE
from stakeholders.organisations.models import Organisation

AHEAD, BACK = timedelta(days=14), timedelta(days=14)
PROGRAMMES, EVENTS, DRAFTS, REMINDERS, LETTERS = 12, 20, 5, 6, 20
STRANDED = 500  # of the whole portal in two weeks; more than that is a mail server away, which the letters' lane tells
LATE_MORNING, EVENING = time(11), time(18)


@dataclass(frozen=True)
class Line:
    """One row of a list at the desk."""

    title: str
    url: str
    meta: str = ""
    icon: str = ""
    tone: str = ""
    tag: str = ""
    tag_tone: str = ""
    tag_icon: str = ""


@dataclass(frozen=True)
class Reminder:
    at: datetime
    title: str
    meta: str
    url: str


def desk(actor: Actor, now: datetime) -> dict[str, Any]:
    """The whole page in eight queries, however much there is to do."""
    today = timezone.localdate(now)
    programmes = [present(row, today) for row in Programme.objects.on_desk_of(actor).with_phases().in_season_order(on=today)[:PROGRAMMES]]
    public = [row for row in programmes if row.is_public]
    milestones = open_milestones(public, now)
    coming = dressed(
        Event.objects.on_desk_of(actor).published().upcoming(at=now).filter(starts_at__lte=now + AHEAD).with_surroundings().soonest_first()[:EVENTS], now=now
    )
    for event in coming:
        event.is_mine = can_edit(actor, event)
    drafts = Event.objects.on_desk_of(actor).filter(status=Status.DRAFT, ends_at__gt=now).soonest_first()
    due = due_lines(public, milestones, today)
    return {
        "greeting": greeting(actor, now),
        "today": today,
        "municipalities": [] if actor.is_admin else list(Municipality.objects.filter(pk__in=set(actor.roles)).in_order()),
        "organisations": list(Organisation.objects.filter(pk__in=set(actor.organisation_roles)).in_order()) if actor.organisation_roles else [],
        "programmes": programmes,
        "rows": plan_rows(programmes),
        "first_month": months_to_show(today),
        "due": due,
        "due_words": due_words(due),
        "events": coming,
        "drafts": draft_lines(programmes, list(drafts[:DRAFTS]), actor),
        "reminders": coming_reminders(public, milestones, coming, now),
        "letters": failed_letters(actor, now),
    }


def greeting(actor: Actor, now: datetime) -> str:
    name, at = actor.name.split(" ")[0], timezone.localtime(now).time()
    if not name:
        return _("Your desk")
    if at < LATE_MORNING:
        return _("Good morning, %(name)s") % {"name": name}
    return (_("Hello, %(name)s") if at < EVENING else _("Good evening, %(name)s")) % {"name": name}


# --- What is due ---------------------------------------------------------------------------------


def open_milestones(programmes: list[Programme], now: datetime) -> list[Milestone]:
    until = timezone.localdate(now + AHEAD) + timedelta(days=DAYS_BEFORE)
    return list(Milestone.objects.filter(programme__in=programmes, reached_on=None, due_on__lte=until).select_related("programme").order_by("due_on", "pk"))


def due_lines(programmes: list[Programme], milestones: list[Milestone], today: date) -> list[Line]:
    """Late first, then what comes within two weeks: milestones, and phases that end."""
    found = [(row.due_on, row.name, row.programme, _("Milestone, %(programme)s"), "flag") for row in milestones]
    for programme in programmes:
        found += [
            (stop.ends_on, stop.name, programme, _("The phase ends, %(programme)s"), "hourglass") for stop in programme.stops if stop.state == PhaseState.NOW
        ]
    soon = sorted((one for one in found if one[0] <= today + AHEAD), key=lambda one: one[0])
    return [
        Line(name, desk_url(programme), words % {"programme": programme.title}, icon, **how_soon((day - today).days, day))
        for day, name, programme, words, icon in soon
    ]


def how_soon(days: int, day: date) -> dict[str, str]:
    """Colour and tag of something that is due on a day, so many days ahead."""
    if days < 0:
        late = ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}
        return {"tone": "danger", "tag": late, "tag_tone": "danger", "tag_icon": "alert"}
    if days == 0:
        return {"tone": "wheat", "tag": _("today"), "tag_tone": "wheat", "tag_icon": "clock"}
    return {"tone": "leaf", "tag": date_format(day, "SHORT_DAY_FORMAT")}


def due_words(due: list[Line]) -> str:
    late = sum(line.tone == "danger" for line in due)
    coming = len(due) - late
    words = []
    if late:
        words.append(ngettext("%(count)s thing is late.", "%(count)s things are late.", late) % {"count": late})
    if coming:
        words.append(ngettext("%(count)s thing is due in the next two weeks.", "%(count)s things are due in the next two weeks.", coming) % {"count": coming})
    return " ".join(words) or _("Nothing is due in the next two weeks.")


# --- Drafts, reminders, letters ------------------------------------------------------------------


def draft_lines(programmes: list[Programme], events: list[Event], actor: Actor) -> list[Line]:
    lines = [
        Line(
            row.title,
            desk_url(row),
            _("programme, begins on %(day)s") % {"day": date_format(row.starts_on, "DATE_FORMAT")},
            icon=row.method_icon,
            tone=row.method_tone,
        )
        for row in programmes
        if not row.is_public
    ]
    for event in events:
        day = date_format(timezone.localtime(event.starts_at), "DATE_FORMAT")
        lines.append(
            Line(
                event.title,
                reverse("events:desk_event_edit", args=[event.public_id]) if can_edit(actor, event) else event.get_absolute_url(),
                _("event, planned for %(day)s") % {"day": day},
                icon="calendar",
                tone="wheat",
            )
        )
    return lines[:DRAFTS]


def coming_reminders(programmes: list[Programme], milestones: list[Milestone], events: Iterable[Event], now: datetime) -> list[Reminder]:
    """What leaves by itself in the next two weeks, soonest first. The plan's own page tells it person by person."""
    found = []
    for programme in programmes:
        for stop in programme.stops:
            if stop.state != PhaseState.DONE:
                found.append(to_coordinators(stop.starts_on, _("The phase “%(phase)s” begins") % {"phase": stop.name}, programme))
                found.append(to_coordinators(stop.ends_on, _("The phase “%(phase)s” ends") % {"phase": stop.name}, programme))
    found += [to_coordinators(row.due_on, row.name, row.programme) for row in milestones]
    found += [
        Reminder(event.starts_at - BEFORE, event.title, _("to everybody with a seat"), reverse("events:desk_registration_list", args=[event.public_id]))
        for event in events
        if event.shows_seats
    ]
    return sorted((one for one in found if now < one.at <= now + AHEAD), key=lambda one: one.at)[:REMINDERS]


def to_coordinators(day: date, title: str, programme: Programme) -> Reminder:
    at = local_moment(day - timedelta(days=DAYS_BEFORE), AT)
    return Reminder(at, title, _("to the coordinators, %(programme)s") % {"programme": programme.title}, desk_url(programme))


def failed_letters(actor: Actor, now: datetime) -> list[Line]:
    """Letters about my events that the mail server refused, or whose answer was lost. Another municipality's many do not hide mine."""
    stranded = Letter.objects.filter(state__in=(State.FAILED, State.UNCERTAIN), finished_at__gte=now - BACK, facts__has_key="registration")
    letters = list(stranded.order_by("-finished_at")[:STRANDED])
    mine = (
        Registration.objects.filter(event__in=Event.objects.manageable_by(actor))
        .select_related("event")
        .in_bulk([letter.facts["registration"] for letter in letters])
    )
    return [letter_line(letter, mine[letter.facts["registration"]]) for letter in letters if letter.facts["registration"] in mine][:LETTERS]


def letter_line(letter: Letter, registration: Registration) -> Line:
    is_lost = letter.state == State.UNCERTAIN
    return Line(
        registration.name or letter.recipient,
        reverse("events:desk_registration_list", args=[registration.event.public_id]),
        registration.event.title,
        icon="mail",
        tone="wheat" if is_lost else "danger",
        tag=_("uncertain") if is_lost else _("not delivered"),
        tag_tone="wheat" if is_lost else "danger",
        tag_icon="alert",
    )


def desk_url(programme: Programme) -> str:
    return reverse("programmes:desk_programme_detail", args=[programme.slug])
