"""What pages show of a programme beyond its own words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Case, F, Q, Subquery, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.agenda.choices import Status as EventStatus
from events.agenda.models import Event
from events.agenda.presenters import on_cards
from events.agenda.querysets import PUBLIC as PUBLIC_EVENTS
from locations.municipalities.choices import Section
from locations.municipalities.models import Municipality
from portal.common.actor import Actor
from portal.common.counting import Listed
from portal.common.parts import drawn, once
from portal.common.pointers import Naming
from portal.common.search.excerpt import excerpt
from portal.common.search.query import Query
from portal.common.search.sources import Hit
from portal.common.templatetags.prose import spoken
from portal.common.words import Words, say
from programmes.catalogue.choices import Method, PhaseState, Running, Season, Status, methods
from programmes.catalogue.models import Milestone, Partner, Phase, Programme
from programmes.catalogue.querysets import PUBLIC, in_each
from programmes.catalogue.rules import can_look
from stakeholders.newsletters.choices import Block, Entry
from stakeholders.organisations.choices import StakeholderType

DAYS_IN_WEEK = 7
UNKNOWN = Method(key="", name={}, summary={}, tone="", icon="flag", phases=())  # a method that was taken out again

STATUS_LOOKS = {Status.DRAFT: ("", "pencil"), Status.PUBLISHED: ("leaf", "ok"), Status.CLOSED: ("", "check")}


STATUS_LABELS = dict(Status.choices)
NEWS_FOR = timedelta(days=60)  # how long something is news in a newsletter
NEWS_SHOWN = 8


@dataclass(frozen=True)
class Stop:
    """A phase as the ribbon, the timeline and the table of months draw it."""

    name: str
    season: str
    state: str
    starts_on: date
    ends_on: date
    purpose: str = ""


@dataclass(frozen=True)
class PlanRow:
    """A programme in the table of months."""

    title: str
    url: str
    phases: list[Stop]


@dataclass(frozen=True)
class MethodView:
    """A method in the page's language."""

    key: str
    label: str
    summary: str
    tone: str
    icon: str
    method: Method

    @property
    def purposes(self) -> list[str]:
        return [say(purpose) for purpose in self.method.purposes]

    @property
    def glossary(self) -> list["TermView"]:
        return [TermView(say(term.term), say(term.meaning), said_elsewhere(term.term)) for term in self.method.glossary]


@dataclass(frozen=True)
class TermView:
    """A word of a method, and what it is called in the method's other languages."""

    term: str
    meaning: str
    others: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Point:
    """A milestone in a list of dates."""

    at: date
    title: str
    state: str
    text: str = ""
    tag: str = ""


def method_of(programme: Programme) -> Method:
    return methods.get(programme.method) or UNKNOWN


def view_of(method: Method) -> MethodView:
    return MethodView(
        key=method.key,
        label=say(method.name),
        summary=say(method.summary),
        tone=method.tone,
        icon=method.icon,
        method=method,
    )


def about_method(method: Method) -> SafeString:
    """How a method works, for the pages of its programmes: the same on each of them."""
    if not method.key:
        return SafeString("")
    return once(lambda: drawn("programmes/catalogue/_method.html", {"method": view_of(method)}), "about a method", method.key)


def said_elsewhere(words: Words) -> list[tuple[str, str, str]]:
    """Code, name and text of each other language."""
    here = say(words)
    return [(code, settings.LANGUAGE_NAMES[code], text) for code, text in words.items() if text != here]


def season_look(season: str) -> str:
    """The season as components know it."""
    return Season(season).value.replace("_", "-")


def stop(phase: Phase, today: date, *, whole: bool = True) -> Stop:
    return Stop(phase.name, season_look(phase.season), phase.state_on(today).value, phase.starts_on, phase.ends_on, phase.purpose if whole else "")


def stops_of(programme: Programme, today: date, *, whole: bool) -> list[Stop]:
    return [stop(phase, today, whole=whole) for phase in sorted(programme.phases.all(), key=lambda phase: phase.position)]


def day_words(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def now_words(programme: Programme, stops: list[Stop], today: date) -> str:
    """Where a programme stands, in a few words for its card."""
    if programme.status == Status.CLOSED or not stops or all(one.state == PhaseState.DONE for one in stops):
        return _("Finished")
    current = next((one for one in stops if one.state == PhaseState.NOW), None)
    if current:
        return _("%(phase)s until %(day)s") % {"phase": current.name, "day": day_words(current.ends_on)}
    coming = next(one for one in stops if one.state == PhaseState.NEXT)
    return _("%(phase)s begins on %(day)s") % {"phase": coming.name, "day": day_words(coming.starts_on)}


def standing_words(programme: Programme, stops: list[Stop], today: date) -> list[str]:
    """Where a programme stands, in whole sentences for its page."""
    if programme.status == Status.CLOSED or not stops or all(one.state == PhaseState.DONE for one in stops):
        return [_("All phases are finished.")] if stops else []
    said = [week_words(one, today) for one in stops if one.state == PhaseState.NOW]
    coming = next((one for one in stops if one.state == PhaseState.NEXT), None)
    if coming:
        said.append(_("The phase “%(phase)s” begins on %(day)s.") % {"phase": coming.name, "day": day_words(coming.starts_on)})
    return said


def week_words(current: Stop, today: date) -> str:
    week = (today - current.starts_on).days // DAYS_IN_WEEK + 1
    weeks = max(week, -(-((current.ends_on - current.starts_on).days + 1) // DAYS_IN_WEEK))
    if weeks == 1:
        return _("The phase “%(phase)s” lasts until %(day)s.") % {"phase": current.name, "day": day_words(current.ends_on)}
    return _("Week %(week)s of %(weeks)s in the phase “%(phase)s”.") % {"week": week, "weeks": weeks, "phase": current.name}


def present(programme: Programme, today: date, *, whole: bool = False) -> Programme:
    """The programme with what its card shows; on its `whole` page also what each phase is for."""
    method = method_of(programme)
    programme.method_label = say(method.name) or programme.method
    programme.method_icon, programme.method_tone = method.icon, method.tone
    programme.stops = stops_of(programme, today, whole=whole)
    programme.now_words = now_words(programme, programme.stops, today)
    programme.status_label = capfirst(str(STATUS_LABELS[programme.status]))
    programme.status_tone, programme.status_icon = STATUS_LOOKS[programme.status]
    return programme


def plan_rows(programmes: list[Programme]) -> list[PlanRow]:
    """For the table of months at the desk; the programmes are presented already."""
    return [PlanRow(programme.title, reverse("programmes:desk_programme_detail", args=[programme.slug]), programme.stops) for programme in programmes]


def milestone_state(milestone: Milestone, today: date) -> str:
    if milestone.reached_on:
        return "done"
    return "late" if milestone.is_late_on(today) else "next"


def late_words(milestone: Milestone, today: date) -> str:
    if not milestone.is_late_on(today):
        return ""
    days = (today - milestone.due_on).days
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}


def points_of(programme: Programme, today: date) -> list[Point]:
    return [
        Point(
            at=milestone.due_on,
            title=milestone.name,
            state=milestone_state(milestone, today),
            text=_("Reached on %(day)s.") % {"day": day_words(milestone.reached_on)}
            if milestone.reached_on
            else _("Due on %(day)s.") % {"day": day_words(milestone.due_on)},
            tag=late_words(milestone, today),
        )
        for milestone in programme.milestones.all()
    ]


def table_groups(programme: Programme) -> list[tuple[str, list[Partner]]]:
    """Partners by the kind of stakeholder."""
    labels = {key: str(label) for key, label in StakeholderType.choices}
    kind = lambda partner: labels[partner.organisation.type]  # noqa: E731 - used twice, in the next line
    return [(label, list(partners)) for label, partners in groupby(sorted(programme.partners.all(), key=kind), kind)]


def months_to_show(today: date) -> date:
    """The table of months begins two months back, so that what has just ended is still seen."""
    return (today.replace(day=1) - timedelta(days=45)).replace(day=1)


def public_links(events: list[Event]) -> dict[int, list[tuple[str, str]]]:
    """Title and address of the public programmes of each event, in one query for the whole list."""
    found: dict[int, list[tuple[str, str]]] = {}
    rows = Programme.events.through.objects.filter(event__in=[event.pk for event in events], programme__status__in=PUBLIC)
    named = ["event", "programme__slug", *(f"programme__{name}" for name in in_each("title"))]
    for row in rows.select_related("programme").only(*named).order_by("programme__starts_on", "programme_id"):
        found.setdefault(row.event_id, []).append((row.programme.title, row.programme.get_absolute_url()))
    return found


EVENTS_SHOWN = 4


def events_of(programme: Programme, now: datetime) -> tuple[list[Event], list[Event]]:
    """What is on in it, soonest first, and what has been held, latest first: one more of each than is shown, in one query."""
    is_past = Q(ends_at__lte=now)
    of_it = programme.events.filter(is_past & Q(status=EventStatus.PUBLISHED) | ~is_past & Q(status__in=PUBLIC_EVENTS))
    place = Window(
        RowNumber(),
        partition_by=Case(When(is_past, then=1), default=0),
        order_by=[Case(When(is_past, then=None), default="starts_at"), F("starts_at").desc(), "pk"],
    )
    few = of_it.annotate(place_in_line=place).filter(place_in_line__lte=EVENTS_SHOWN + 1)
    found = on_cards(few.soonest_first(), now=now)
    return [event for event in found if not event.is_past], [event for event in reversed(found) if event.is_past]


SHOWN_OF_A_MUNICIPALITY = 6


def municipality_sections(municipality: Municipality, now: datetime) -> list[Section]:
    """The programmes that run in a municipality or come to it, those that are over and stay for what they have found, and the methods at work there."""
    today, mine = localdate(now), Programme.objects.public().filter(participations__municipality=municipality)
    used = Subquery(municipality.participations.filter(programme__status__in=PUBLIC).order_by().values(keys=Listed("programme__method")))
    few = mine.annotate(methods_used=used).first_of_each_half(SHOWN_OF_A_MUNICIPALITY, on=today)
    found = few.for_cards().in_season_order(today)
    shown = [present(programme, today) for programme in found]
    is_over = [programme for programme in shown if programme.is_over_on(today)]
    at_work = [view_of(method) for method in methods if shown and method.key in shown[0].methods_used.split(",")]
    return [
        *section_of(municipality, _("Programmes"), [programme for programme in shown if programme not in is_over], rank=3),
        *([Section(title=_("Methods in use"), items=at_work, template="programmes/catalogue/_municipality_methods.html", rank=6)] if at_work else []),
        *section_of(municipality, _("Finished programmes"), is_over, rank=9, state=Running.DONE),
    ]


def section_of(municipality: Municipality, title: str, shown: list[Programme], *, rank: int, state: str = "") -> list[Section]:
    more = f"{reverse('programmes:programme_list')}?municipality={municipality.slug}{f'&state={state}' if state else ''}"
    template = "programmes/catalogue/_municipality_section.html"
    return [Section(title=title, items=shown, template=template, more_url=more, more_label=_("All programmes"), rank=rank)] if shown else []


def known_programmes(_now: datetime) -> Any:
    return Programme.objects.public().with_phases()


def programme_hits(programmes: Sequence[Programme], query: Query, now: datetime) -> list[Hit]:
    today, hits = localdate(now), []
    for programme in programmes:
        present(programme, today)
        title, language = spoken(programme, "title")
        summary, text_language = spoken(programme, "summary")
        text, language_of_text = spoken(programme, "text")
        hits.append(
            Hit(
                title=title,
                language=language,
                url=programme.get_absolute_url(),
                icon=programme.method_icon,
                tone=programme.method_tone,
                facts=(programme.method_label, programme.municipality.name, programme.now_words),
                text=excerpt(query, summary, text),
                text_language=text_language if summary else language_of_text,
            )
        )
    return hits


def address_for(programme: Programme, actor: Actor) -> str:
    """Where the programme is met: at the desk of those who see it there, otherwise on its public page."""
    if can_look(actor, programme):
        return reverse("programmes:desk_programme_detail", args=[programme.slug])
    return programme.get_absolute_url() if programme.is_public else ""


NAMING = Naming(seen_by=lambda rows, actor: rows.visible_to(actor).order_by("-starts_on", "pk"), address=address_for)
NAMING_OF_A_PART = Naming(  # who takes part is told by the programme in which they do
    seen_by=lambda rows, actor: rows.filter(programme__in=Programme.objects.visible_to(actor)).select_related("programme").order_by("pk"),
    address=lambda row, actor: address_for(row.programme, actor),
    words=lambda row: f"{row.programme} ({row.get_role_display()})",
)


def newsletter_block(*, municipality: Any, now: datetime) -> list[Entry]:
    """What is new in the programmes that the municipality leads, newest first: begun, a phase ended, a milestone reached."""
    since, today = now - NEWS_FOR, localdate(now)
    mine = Programme.objects.public().filter(municipality=municipality)
    phases = Phase.objects.filter(programme__in=mine, ends_on__lt=today, ends_on__gte=localdate(since)).select_related("programme")
    reached = Milestone.objects.filter(programme__in=mine, reached_on__gte=localdate(since), reached_on__lte=today).select_related("programme")
    told = [
        *(
            (programme.starts_on, _news(programme, _("The programme has begun.")))
            for programme in mine.filter(starts_on__gte=localdate(since), starts_on__lte=today)
        ),
        *(
            (localdate(programme.published_at), _news(programme, _("It begins on %(day)s.") % {"day": day_words(programme.starts_on)}))
            for programme in mine.filter(published_at__gt=since, starts_on__gt=today)
        ),
        *((phase.ends_on, _news(phase.programme, _("The phase “%(name)s” has ended.") % {"name": phase.name})) for phase in phases),
        *((one.reached_on or today, _news(one.programme, _("Reached: %(name)s") % {"name": one.name})) for one in reached),
    ]
    told.sort(key=lambda pair: pair[0], reverse=True)
    return [replace(entry, when=date_format(day, "DATE_FORMAT")) for day, entry in told[:NEWS_SHOWN]]


def _news(programme: Programme, words: str) -> Entry:
    return Entry(title=programme.title, url=programme.get_absolute_url(), words=words)


NEWSLETTER_BLOCK = Block(
    name="programmes.news",
    heading=gettext_lazy("New in our programmes"),
    hint=gettext_lazy("what began, ended or was reached in the last two months"),
    fill=newsletter_block,
)
