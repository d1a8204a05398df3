"""What the second step shows of the method, in the page's language."""

from dataclasses import dataclass
from typing import Any

from events.agenda.choices import Kind
from portal.common.words import say
from programmes.catalogue.choices import PhasePlan
from programmes.catalogue.presenters import season_look
from programmes.catalogue.rules import LaidEvent
from stakeholders.organisations.choices import StakeholderType


@dataclass(frozen=True)
class MilestoneRow:
    name: str
    due_on: Any


@dataclass(frozen=True)
class EventRow:
    title: str
    summary: str
    kind: str
    minutes: int
    capacity: int
    audience: list[str]
    make: Any
    day: Any
    time: Any


@dataclass(frozen=True)
class PhaseRow:
    name: str
    purpose: str
    season: str
    starts_on: Any
    ends_on: Any
    milestones: list[MilestoneRow]
    events: list[EventRow]


def phase_rows(rows: list[Any]) -> list[PhaseRow]:
    return [phase_row(*row) for row in rows]


def phase_row(plan: PhasePlan, starts_on: Any, ends_on: Any, milestones: list[Any], events: list[Any]) -> PhaseRow:
    return PhaseRow(
        name=say(plan.name),
        purpose=say(plan.purpose),
        season=season_look(plan.season),
        starts_on=starts_on,
        ends_on=ends_on,
        milestones=[MilestoneRow(say(milestone.name), due_on) for milestone, due_on in milestones],
        events=[event_row(laid, *fields) for laid, fields in events],
    )


def event_row(laid: LaidEvent, make: Any, day: Any, time: Any) -> EventRow:
    plan = laid.plan
    return EventRow(
        title=say(plan.title),
        summary=say(plan.summary),
        kind=str(Kind(plan.kind).label),
        minutes=plan.lasts_minutes,
        capacity=plan.capacity,
        audience=[str(StakeholderType(kind).label) for kind in plan.stakeholder_types],
        make=make,
        day=day,
        time=time,
    )
