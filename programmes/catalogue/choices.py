"""The words of the catalogue, and the registry of methods: each method's room adds its own, the catalogue names none."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.agenda.choices import Kind
from portal.common.registry import Registry
from portal.common.words import Words
from stakeholders.organisations.choices import StakeholderType

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)  # what a programme's dates may be
LAST_START = date(2090, 12, 31)


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed")


class Season(models.TextChoices):
    """What a phase is for. Gives colour and icon; the phase keeps its method's own name."""

    SOWING = "sowing", _("sowing")
    GROWTH = "growth", _("growth")
    HARVEST = "harvest", _("harvest")
    RE_HARVEST = "re_harvest", _("re-harvest")


class Unit(models.TextChoices):
    """What a method itself calls a stretch of its way."""

    PHASE = "phase", _("phase")
    LEVEL = "level", _("level")
    STEP = "step", _("step")


class PhaseState(models.TextChoices):
    NEXT = "next", _("to come")
    NOW = "now", _("now")
    DONE = "done", _("finished")


class PartnerRole(models.TextChoices):
    LEAD = "lead", _("lead")
    PARTNER = "partner", _("partner")
    HOST = "host", _("host")
    ASSOCIATED = "associated", _("associated partner")
    INITIATOR = "initiator", _("initiator")


class Running(models.TextChoices):
    """Where a public programme stands, as the list narrows by it."""

    NOW = "now", _("running now")
    NEXT = "next", _("to come")
    DONE = "done", _("finished")


@dataclass(frozen=True)
class PhasePlan:
    key: str
    name: Words
    purpose: Words
    season: str
    starts_after_days: int
    lasts_days: int
    steps: tuple[Words, ...] = ()  # what is done in it, one after the other
    entry: tuple[Words, ...] = ()
    exit: tuple[Words, ...] = ()


@dataclass(frozen=True)
class MilestonePlan:
    phase: str
    name: Words
    after_days: int  # from the phase's first day


@dataclass(frozen=True)
class EventPlan:
    phase: str
    kind: str
    title: Words
    summary: Words
    after_days: int
    lasts_minutes: int
    starts_at: str = "17:00"
    capacity: int = 20
    stakeholder_types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    """A word of the method, as those who practise it use it."""

    term: Words
    meaning: Words


@dataclass(frozen=True)
class Method:
    """A proven model as data. `tone` and `icon` name the look of DESIGN.md; every text speaks all of its `languages`."""

    key: str
    name: Words
    summary: Words
    tone: str
    icon: str
    phases: tuple[PhasePlan, ...]
    milestones: tuple[MilestonePlan, ...] = ()
    events: tuple[EventPlan, ...] = ()
    stakeholder_types: tuple[str, ...] = ()
    purposes: tuple[Words, ...] = ()
    glossary: tuple[Term, ...] = ()
    unit: str = Unit.PHASE
    languages: tuple[str, ...] = ("sl", "en")

    @property
    def lasts_days(self) -> int:
        """From its first day to its last; phases may overlap."""
        return max((phase.starts_after_days + phase.lasts_days for phase in self.phases), default=0)


methods: Registry[Method] = Registry("method")


def method_names() -> dict[str, list[str]]:
    """What each method is called in its languages, for the search."""
    return {method.key: list(method.name.values()) for method in methods}


# --- A method's data, read when the portal starts. A mistake in it stops the start and says where it is. ---

SPOKEN = ("sl", "en")  # every method speaks these, and others if it says so; any other known language may be added to single texts


class MethodFaulty(ValueError):
    """A method's data has a mistake."""


class Sheet:
    """One table of a method's data. Everything in it must be asked for: what is left over is a misspelt name."""

    def __init__(self, table: Any, where: str, languages: tuple[str, ...] = SPOKEN) -> None:
        if not isinstance(table, dict):
            self.refuse(where, "is not a table")
        self.table, self.where, self.languages = dict(table), where, languages

    @staticmethod
    def refuse(where: str, words: str) -> None:
        message = f"{where} {words}"
        raise MethodFaulty(message)

    def take(self, name: str, kind: type, default: Any = None) -> Any:
        value = self.table.pop(name, default)
        if not isinstance(value, kind) or isinstance(value, bool):
            self.refuse(f"{self.where}.{name}", "is missing" if value is None else f"is not of the kind {kind.__name__}")
        return value

    def number(self, name: str, *, least: int, most: int = 40_000, default: int | None = None) -> int:
        value: int = self.take(name, int, default)
        if not least <= value <= most:
            self.refuse(f"{self.where}.{name}", f"is {value}, not between {least} and {most}")
        return value

    def choice(self, name: str, allowed: list[str]) -> str:
        value: str = self.take(name, str)
        if value not in allowed:
            self.refuse(f"{self.where}.{name}", f"is “{value}”, not one of {', '.join(allowed)}")
        return value

    def choices(self, name: str, allowed: list[str]) -> tuple[str, ...]:
        values = self.take(name, list, [])
        for value in values:
            if value not in allowed:
                self.refuse(f"{self.where}.{name}", f"names “{value}”, not one of {', '.join(allowed)}")
        return tuple(values)

    def words(self, name: str, *, longest: int) -> Words:
        return self.checked(self.take(name, dict), f"{self.where}.{name}", longest)

    def many_words(self, name: str, *, longest: int) -> tuple[Words, ...]:
        return tuple(self.checked(words, f"{self.where}.{name}[{place}]", longest) for place, words in enumerate(self.take(name, list, [])))

    def checked(self, words: Any, where: str, longest: int) -> Words:
        if not isinstance(words, dict):
            self.refuse(where, "is not in several languages")
        for language in self.languages:
            if not str(words.get(language, "")).strip():
                self.refuse(where, f"says nothing in “{language}”")
        for language, text in words.items():
            if language not in settings.LANGUAGE_NAMES:
                self.refuse(where, f"speaks “{language}”, which the portal does not")
            if not isinstance(text, str) or len(text) > longest:
                self.refuse(f"{where}.{language}", f"is not a text of at most {longest} characters")
        return words

    def rows(self, name: str) -> list["Sheet"]:
        return [Sheet(row, f"{self.where}.{name}[{place}]", self.languages) for place, row in enumerate(self.take(name, list, []))]

    def speak(self) -> tuple[str, ...]:
        """The languages of the whole method: ours, and those it names besides."""
        further = tuple(language for language in self.choices("languages", list(settings.LANGUAGE_NAMES)) if language not in SPOKEN)
        self.languages = (*SPOKEN, *further)
        return self.languages

    def done(self) -> None:
        if self.table:
            self.refuse(self.where, f"has what nobody asks for: {', '.join(sorted(self.table))}")


def read_phase(sheet: Sheet) -> PhasePlan:
    return PhasePlan(
        key=sheet.take("key", str),
        name=sheet.words("name", longest=80),
        purpose=sheet.words("purpose", longest=300),
        season=sheet.choice("season", Season.values),
        starts_after_days=sheet.number("starts_after_days", least=0),
        lasts_days=sheet.number("lasts_days", least=1),
        steps=sheet.many_words("steps", longest=200),
        entry=sheet.many_words("entry", longest=200),
        exit=sheet.many_words("exit", longest=200),
    )


def read_milestone(sheet: Sheet, phase: str) -> MilestonePlan:
    return MilestonePlan(phase=phase, name=sheet.words("name", longest=160), after_days=sheet.number("after_days", least=0))


def read_event(sheet: Sheet, phase: str) -> EventPlan:
    starts_at = sheet.take("starts_at", str, "17:00")
    try:
        time.fromisoformat(starts_at)
    except ValueError:
        sheet.refuse(f"{sheet.where}.starts_at", f"is “{starts_at}”, not a time of day")
    return EventPlan(
        phase=phase,
        kind=sheet.choice("kind", Kind.values),
        title=sheet.words("title", longest=120),
        summary=sheet.words("summary", longest=240),
        after_days=sheet.number("after_days", least=0),
        lasts_minutes=sheet.number("lasts_minutes", least=15),
        starts_at=starts_at,
        capacity=sheet.number("capacity", least=1, default=20),
        stakeholder_types=sheet.choices("stakeholder_types", StakeholderType.values),
    )


def read_term(sheet: Sheet) -> Term:
    term = Term(term=sheet.words("term", longest=80), meaning=sheet.words("meaning", longest=400))
    sheet.done()
    return term


def read_rows(sheets: list[tuple[Sheet, PhasePlan]], name: str, read: Callable[[Sheet, str], Any]) -> tuple[Any, ...]:
    rows = []
    for sheet, phase in sheets:
        for row in sheet.rows(name):
            rows.append(read(row, phase.key))
            row.done()
    return tuple(rows)


def read_method(path: Path) -> Method:
    """A method from its `method.toml`. Raises MethodFaulty, which names the place of the mistake."""
    sheet = Sheet(tomllib.loads(path.read_text(encoding="utf-8")), path.parent.name)
    languages = sheet.speak()
    sheets = [(row, read_phase(row)) for row in sheet.rows("phases")]
    phases = tuple(phase for _row, phase in sheets)
    if not phases or len({phase.key for phase in phases}) < len(phases):
        sheet.refuse(f"{sheet.where}.phases", "are missing, or two have the same key")
    if any(later.starts_after_days <= earlier.starts_after_days for earlier, later in pairwise(phases)):
        sheet.refuse(f"{sheet.where}.phases", "do not begin one after the other")
    method = Method(
        key=sheet.take("key", str),
        name=sheet.words("name", longest=80),
        summary=sheet.words("summary", longest=400),
        tone=sheet.take("tone", str),
        icon=sheet.take("icon", str),
        phases=phases,
        milestones=read_rows(sheets, "milestones", read_milestone),
        events=read_rows(sheets, "events", read_event),
        stakeholder_types=sheet.choices("stakeholder_types", StakeholderType.values),
        purposes=sheet.many_words("purposes", longest=300),
        glossary=tuple(read_term(row) for row in sheet.rows("glossary")),
        unit=sheet.choice("unit", Unit.values),
        languages=languages,
    )
    for row, _phase in sheets:
        row.done()
    sheet.done()
    return method
