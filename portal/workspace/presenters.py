"""The coordinator's desk: what is due, what is on, what waits, for the municipalities somebody acts for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
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
from portal.common.actor import Actor
from portal.common.outbox.models import Letter, State
from portal.workspace.counts import numbers, waiting
from programmes.catalogue.choices import PhaseState
from programmes.catalogue.choices import Status as ProgrammeStatus
from programmes.catalogue.models import Milestone, Phase, Programme
from programmes.catalogue.presenters import method_of, months_to_show, plan_rows, present
from programmes.catalogue.querysets import ProgrammeQuerySet
from programmes.catalogue.rules import can_manage, local_moment
from programmes.plan.emails import AT, DAYS_BEFORE, KINDS

AHEAD, BACK = timedelta(days=14), timedelta(days=14)
PROGRAMMES, DUE, EVENTS, DRAFTS, REMINDERS, LETTERS = 12, 20, 20, 5, 6, 20  # what is shown; what is counted has no limit
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
    """The whole page in eleven queries, however much there is to do."""
    today = timezone.localdate(now)
    mine = Programme.objects.on_desk_of(actor)
    letters = stranded_letters(now)
    rows = programmes_to_show(mine, letters, today)
    phases, milestones = open_phases(mine, today), open_milestones(mine, today)
    coming, drafts = events_to_show(actor, now)
    due = due_lines(phases, milestones, today)
    found = numbers(actor, now)
    failed = failed_letters(actor, letters, {row.pk: row for row in rows if can_manage(actor, row)})
    return {
        "greeting": greeting(actor, now),
        "today": today,
        "programmes": rows[:PROGRAMMES],
        "rows": plan_rows(rows[:PROGRAMMES]),
        "first_month": months_to_show(today),
        "due": due[:DUE],
        "due_more": max(0, len(due) - DUE),
        "due_words": due_words(due),
        "events": coming,
        "drafts": draft_lines([row for row in rows if row.is_draft][:DRAFTS], drafts, actor),
        "reminders": coming_reminders(phases, milestones, coming, now),
        "letters": failed[:LETTERS],
        "waiting": waiting(found, len(failed)),
        "to_set_up": found,
    }


def programmes_to_show(mine: ProgrammeQuerySet, letters: list[Letter], today: date) -> list[Programme]:
    """The first in season order; and later ones that are drafts, or whose letters did not arrive."""
    first = mine.in_season_order(on=today).values("pk")
    drafts = first.filter(status=ProgrammeStatus.DRAFT)
    wanted = Q(pk__in=first[:PROGRAMMES]) | Q(pk__in=drafts[:DRAFTS]) | Q(pk__in=ids_of(letters, "programme"))
    return [present(row, today) for row in mine.filter(wanted).with_phases().in_season_order(on=today)]


def events_to_show(actor: Actor, now: datetime) -> tuple[list[Event], list[Event]]:
    """What is on in the next two weeks, and drafts of what is not over; in one read."""
    mine = Event.objects.on_desk_of(actor)
    coming = mine.published().upcoming(at=now).filter(starts_at__lte=now + AHEAD).soonest_first().values("pk")[:EVENTS]
    drafts = mine.filter(status=Status.DRAFT, ends_at__gt=now).soonest_first().values("pk")[:DRAFTS]
    rows = dressed(mine.filter(Q(pk__in=coming) | Q(pk__in=drafts)).with_surroundings().soonest_first(), now=now)
    for row in rows:
        row.is_mine = can_edit(actor, row)
    return [row for row in rows if row.is_public], [row for row in rows if not row.is_public]


def greeting(actor: Actor, now: datetime) -> str:
    name, at = actor.name.split(" ")[0], timezone.localtime(now).time()
    if not name:
        return _("Your desk")
    if at < LATE_MORNING:
        return _("Good morning, %(name)s") % {"name": name}
    return (_("Hello, %(name)s") if at < EVENING else _("Good evening, %(name)s")) % {"name": name}


# --- What is due ---------------------------------------------------------------------------------


def open_phases(programmes: ProgrammeQuerySet, today: date) -> list[Phase]:
    """Of what is published: a closed programme asks nothing of anybody."""
    until = today + AHEAD + timedelta(days=DAYS_BEFORE)
    return list(Phase.objects.reminding().filter(programme__in=programmes, starts_on__lte=until, ends_on__gte=today).order_by("ends_on", "pk"))


def open_milestones(programmes: ProgrammeQuerySet, today: date) -> list[Milestone]:
    until = today + AHEAD + timedelta(days=DAYS_BEFORE)
    return list(Milestone.objects.reminding().filter(programme__in=programmes, due_on__lte=until).order_by("due_on", "pk"))


def due_lines(phases: list[Phase], milestones: list[Milestone], today: date) -> list[Line]:
    """Late first, then what comes within two weeks: milestones, and phases that end."""
    found = [(row.due_on, row.name, row.programme, _("Milestone, %(programme)s"), "flag") for row in milestones]
    ending = (phase for phase in phases if phase.state_on(today) == PhaseState.NOW)
    found += [(phase.ends_on, phase.name, phase.programme, _("The phase ends, %(programme)s"), "hourglass") for phase in ending]
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
            icon=method_of(row).icon,
            tone=method_of(row).tone,
        )
        for row in programmes
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


def coming_reminders(phases: list[Phase], milestones: list[Milestone], events: Iterable[Event], now: datetime) -> list[Reminder]:
    """What leaves by itself in the next two weeks, soonest first. The plan's own page tells it person by person."""
    found = []
    for phase in phases:
        found.append(to_coordinators(phase.starts_on, _("The phase “%(phase)s” begins") % {"phase": phase.name}, phase.programme))
        found.append(to_coordinators(phase.ends_on, _("The phase “%(phase)s” ends") % {"phase": phase.name}, phase.programme))
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


def stranded_letters(now: datetime) -> list[Letter]:
    """What the mail server refused, or whose answer was lost: about registrations, and about programmes."""
    about = Q(facts__has_key="registration") | Q(facts__has_key="programme")
    return list(Letter.objects.filter(about, state__in=(State.FAILED, State.UNCERTAIN), finished_at__gte=now - BACK).order_by("-finished_at")[:STRANDED])


def ids_of(letters: list[Letter], name: str) -> set[Any]:
    return {letter.facts[name] for letter in letters if name in letter.facts}


def failed_letters(actor: Actor, letters: list[Letter], programmes: dict[int, Programme]) -> list[Line]:
    """Those about my events and programmes. Another municipality's many do not hide mine."""
    return [letter_line(letter, row) for letter, row in matched(actor, letters, programmes)]


def matched(actor: Actor, letters: list[Letter], programmes: Mapping[int, Programme]) -> list[tuple[Letter, Registration | Programme]]:
    registrations = Registration.objects.filter(event__in=Event.objects.manageable_by(actor)).select_related("event")
    seats = registrations.in_bulk(ids_of(letters, "registration"))
    found = [(letter, seats.get(letter.facts.get("registration")) or programmes.get(letter.facts.get("programme"))) for letter in letters]
    return [(letter, row) for letter, row in found if row]


def letters_to_send(actor: Actor, now: datetime) -> list[tuple[Letter, Line]]:
    """The list of letters that did not arrive, with what each is about."""
    letters = stranded_letters(now)
    mine = Programme.objects.manageable_by(actor).in_bulk(ids_of(letters, "programme"))
    return [(letter, letter_line(letter, row)) for letter, row in matched(actor, letters, mine)]


def letter_line(letter: Letter, row: Registration | Programme) -> Line:
    is_lost = letter.state == State.UNCERTAIN
    title, url, meta = about_seat(letter, row) if isinstance(row, Registration) else about_plan(letter, row)
    return Line(
        title,
        url,
        meta,
        icon="mail",
        tone="wheat" if is_lost else "danger",
        tag=_("uncertain") if is_lost else _("not delivered"),
        tag_tone="wheat" if is_lost else "danger",
        tag_icon="alert",
    )


def about_seat(letter: Letter, row: Registration) -> tuple[str, str, str]:
    return row.name or letter.recipient, reverse("events:desk_registration_list", args=[row.event.public_id]), row.event.title


def about_plan(letter: Letter, row: Programme) -> tuple[str, str, str]:
    label = next((kind.label for kind in KINDS if kind.name == letter.kind), letter.kind)
    return row.title, desk_url(row), _("%(letter)s, to %(address)s") % {"letter": label, "address": letter.recipient}


def desk_url(programme: Programme) -> str:
    return reverse("programmes:desk_programme_detail", args=[programme.slug])
