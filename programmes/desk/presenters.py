"""What a programme's desk page shows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from events.agenda.models import Event
from events.agenda.presenters import counts_of, dress
from events.agenda.rules import can_edit, can_lead
from events.agenda.rules import missing as missing_of_event
from portal.common.actor import Actor
from portal.common.errors import Refused
from programmes.catalogue.models import ChecklistItem, Milestone, Phase, Programme
from programmes.catalogue.presenters import Stop, late_words, method_of, milestone_state, stop
from programmes.catalogue.rules import can_manage, can_write, ensure_closable, missing
from stakeholders.organisations.choices import StakeholderType


@dataclass(frozen=True)
class DeskPhase:
    row: Phase
    stop: Stop
    entry: list[ChecklistItem]
    exit: list[ChecklistItem]

    @property
    def done(self) -> int:
        return sum(1 for item in (*self.entry, *self.exit) if item.done_at)

    @property
    def total(self) -> int:
        return len(self.entry) + len(self.exit)


@dataclass(frozen=True)
class DeskMilestone:
    row: Milestone
    state: str
    late: str


@dataclass(frozen=True)
class DeskEvent:
    row: Event
    is_mine: bool
    may_lead: bool
    lacks: list[Any]


def desk_phases(programme: Programme, today: date) -> list[DeskPhase]:
    gate = ChecklistItem.Gate
    return [
        DeskPhase(
            row=phase,
            stop=stop(phase, today),
            entry=[item for item in phase.checklist.all() if item.gate == gate.ENTRY],
            exit=[item for item in phase.checklist.all() if item.gate == gate.EXIT],
        )
        for phase in programme.phases.all()
    ]


def desk_milestones(programme: Programme, today: date) -> list[DeskMilestone]:
    return [DeskMilestone(row, milestone_state(row, today), late_words(row, today)) for row in programme.milestones.all()]


def desk_events(programme: Programme, actor: Actor, now: datetime) -> list[DeskEvent]:
    """Events of the programme, soonest first, with what a draft still lacks. Another municipality's drafts are not told."""
    rows = list(programme.events.visible_to(actor).with_surroundings().soonest_first())
    counts = counts_of(rows)
    for event in rows:
        dress(event, counts.get(event.pk), now=now)
    return [
        DeskEvent(event, can_edit(actor, event), can_lead(actor, event), missing_of_event(event, has_seats=event.pk in counts) if not event.is_public else [])
        for event in rows
    ]


def absent_stakeholders(programme: Programme) -> list[str]:
    """Kinds of stakeholders that the method wants at the table and that are not there yet."""
    present = {partner.organisation.type for partner in programme.partners.all()}
    return [str(StakeholderType(kind).label) for kind in method_of(programme).stakeholder_types if kind not in present]


def is_closable(programme: Programme, today: date) -> bool:
    try:
        ensure_closable(programme, phases=list(programme.phases.all()), today=today)
    except Refused:
        return False
    return True


def desk_facts(programme: Programme, actor: Actor, now: datetime, today: date) -> dict[str, Any]:
    return {
        "phases": desk_phases(programme, today),
        "milestones": desk_milestones(programme, today),
        "events": desk_events(programme, actor, now),
        "absent": absent_stakeholders(programme),
        "people": list(programme.person_parts.select_related("person").order_by("role", "person__name")) if can_manage(actor, programme) else [],
        "lacks": missing(programme, phases=list(programme.phases.all())) if programme.is_draft else [],
        "may_lead": can_manage(actor, programme),
        "may_change": can_manage(actor, programme) and not programme.is_closed,  # what lies in time
        "may_write": can_write(actor, programme),
        "is_closable": is_closable(programme, today),
    }
