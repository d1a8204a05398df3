"""How a method goes, in the page's language: its phases with checklists, milestones and suggested events, and how long it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.agenda.choices import KIND_TONES, Kind
from portal.common.search.query import Query
from portal.common.search.sources import Hit
from portal.common.templatetags.tracks import season_icon, season_tone
from portal.common.words import active_languages, say
from programmes.catalogue.choices import EventPlan, Method, MilestonePlan, PhasePlan, Unit, method_names, methods
from programmes.catalogue.presenters import MethodView, season_look, view_of
from stakeholders.organisations.choices import StakeholderType

DAYS_IN_WEEK, DAYS_IN_MONTH = 7, 365.25 / 12
IN_DAYS, IN_WEEKS = 14, 75  # up to so many days a length is told in days, in weeks; then in months
MINUTES = 90  # up to so many a length is told in minutes


@dataclass(frozen=True)
class EventView:
    """An event that a method suggests, in the page's language."""

    kind: str
    tone: str
    title: str
    summary: str
    length: str
    seats: str
    people: list[str]


@dataclass(frozen=True)
class PhaseView:
    """A phase of a method, in the page's language."""

    name: str
    purpose: str
    season: str
    tone: str
    icon: str
    length: str
    starts_after_days: int
    lasts_days: int
    steps: list[str]
    entry: list[str]
    exit: list[str]
    milestones: list[str]
    events: list[EventView]


@dataclass(frozen=True)
class MethodPage:
    """A method with all that its page shows."""

    about: MethodView
    length: str
    parts: str
    stakeholders: list[str]
    phases: list[PhaseView]
    abroad: list["MethodAbroad"]

    @property
    def events(self) -> int:
        return sum(len(phase.events) for phase in self.phases)


@dataclass(frozen=True)
class MethodAbroad:
    """A method in a language that it speaks and this installation does not."""

    code: str
    language: str
    label: str
    summary: str
    phases: list[tuple[str, str]]
    glossary: list[tuple[str, str]]


def page_of(method: Method) -> MethodPage:
    return MethodPage(
        about=view_of(method),
        length=length_words(method.lasts_days),
        parts=part_words(method),
        stakeholders=stakeholder_words(method.stakeholder_types),
        phases=[phase_view(method, phase) for phase in method.phases],
        abroad=abroad(method),
    )


def phase_view(method: Method, phase: PhasePlan) -> PhaseView:
    own = lambda plans: sorted((plan for plan in plans if plan.phase == phase.key), key=lambda plan: plan.after_days)  # noqa: E731 - used twice below
    milestones: list[MilestonePlan] = own(method.milestones)
    events: list[EventPlan] = own(method.events)
    season = season_look(phase.season)
    return PhaseView(
        name=say(phase.name),
        purpose=say(phase.purpose),
        season=season,
        tone=season_tone(season),
        icon=season_icon(season),
        length=length_words(phase.lasts_days),
        starts_after_days=phase.starts_after_days,
        lasts_days=phase.lasts_days,
        steps=[say(step) for step in phase.steps],
        entry=[say(text) for text in phase.entry],
        exit=[say(text) for text in phase.exit],
        milestones=[say(plan.name) for plan in milestones],
        events=[event_view(plan) for plan in events],
    )


def event_view(plan: EventPlan) -> EventView:
    return EventView(
        kind=capfirst(str(Kind(plan.kind).label)),
        tone=KIND_TONES[plan.kind],
        title=say(plan.title),
        summary=say(plan.summary),
        length=duration_words(plan),
        seats=seat_words(plan),
        people=stakeholder_words(plan.stakeholder_types),
    )


def stakeholder_words(types: tuple[str, ...]) -> list[str]:
    return [str(StakeholderType(kind).label) for kind in types]


def abroad(method: Method) -> list[MethodAbroad]:
    """In the languages of its own that the interface does not speak."""
    return [
        MethodAbroad(
            code=code,
            language=settings.LANGUAGE_NAMES[code],
            label=method.name[code],
            summary=method.summary[code],
            phases=[(phase.name[code], phase.purpose[code]) for phase in method.phases],
            glossary=[(term.term[code], term.meaning[code]) for term in method.glossary],
        )
        for code in method.languages
        if code not in active_languages()
    ]


def part_words(method: Method) -> str:
    """How many phases it has, in its own word for them."""
    number = len(method.phases)
    words = {
        Unit.PHASE: ngettext("%(number)s phase", "%(number)s phases", number),
        Unit.LEVEL: ngettext("%(number)s level", "%(number)s levels", number),
        Unit.STEP: ngettext("%(number)s step", "%(number)s steps", number),
    }
    return words[Unit(method.unit)] % {"number": number}


def length_words(days: int) -> str:
    """About how long it takes, in the unit in which people would say it."""
    if days < IN_DAYS:
        return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
    if days < IN_WEEKS:
        weeks = round(days / DAYS_IN_WEEK)
        return ngettext("%(number)s week", "%(number)s weeks", weeks) % {"number": weeks}
    months = round(days / DAYS_IN_MONTH)
    return ngettext("%(number)s month", "%(number)s months", months) % {"number": months}


def duration_words(plan: EventPlan) -> str:
    """How long a suggested event lasts: in minutes, in hours, or in days when it goes on after a night."""
    starts = datetime.combine(date.min, time.fromisoformat(plan.starts_at))
    days = (starts + timedelta(minutes=plan.lasts_minutes) - datetime.combine(date.min, time())).days + 1
    if days > 1:
        return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
    if plan.lasts_minutes <= MINUTES:
        return ngettext("%(number)s minute", "%(number)s minutes", plan.lasts_minutes) % {"number": plan.lasts_minutes}
    hours, minutes = divmod(plan.lasts_minutes, 60)
    if minutes:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    return ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}


def seat_words(plan: EventPlan) -> str:
    return ngettext("%(number)s seat", "%(number)s seats", plan.capacity) % {"number": plan.capacity}


def find_methods(query: Query) -> list[Method]:
    """By their names and what they are about, in all their languages. They are data, so that no column holds them."""
    return [method for method in methods if query.finds_in(*method.name.values(), *method.summary.values())]


def method_hits(found: Sequence[Method], _query: Query, _now: datetime) -> list[Hit]:
    views = [view_of(method) for method in found]
    return [Hit(title=one.label, url=reverse("programmes:method_detail", args=[one.key]), icon=one.icon, tone=one.tone, text=one.summary) for one in views]


def method_words() -> list[str]:
    return [name for names in method_names().values() for name in names]
