"""Who may do what with a programme, how a method lies in time, and what moves with what. No query, no clock."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.agenda.choices import Status as EventStatus
from events.agenda.models import Event
from locations.municipalities.models import Municipality
from portal.common.actor import Actor, Right
from portal.common.errors import Refused
from programmes.catalogue.choices import FIRST_DAY, LAST_DAY, EventPlan, Method, MilestonePlan, PhasePlan, PhaseState, Status
from programmes.catalogue.models import Milestone, Participation, Phase, Programme

ONE_DAY = timedelta(days=1)


class NotYours(Refused):
    """Somebody acts for a municipality without its mandate."""


class OutOfOrder(Refused):
    """Phases that cannot follow one another like this."""


class NotPublishable(Refused):
    """The programme lacks something the public needs."""


class NotNow(Refused):
    """The programme, phase or milestone is not in a state for this."""


# --- Who may ---


def can_start(actor: Actor, municipality_id: int | None) -> bool:
    return actor.may(Right.LEAD, municipality_id)


def can_manage(actor: Actor, programme: Programme) -> bool:
    return actor.may(Right.LEAD, programme.municipality_id)


def can_look(actor: Actor, programme: Programme) -> bool:
    """See it at the desk, also as a draft."""
    return actor.may(Right.LOOK, programme.municipality_id)


def can_write(actor: Actor, programme: Programme) -> bool:
    """Its words and its picture; nothing that moves, announces or ends it."""
    return actor.may(Right.WRITE, programme.municipality_id)


def ensure_can_start(actor: Actor, municipality: Municipality) -> None:
    if not can_start(actor, municipality.pk):
        raise NotYours(_("You can start programmes only for municipalities that you coordinate."))


def ensure_can_manage(actor: Actor, programme: Programme) -> None:
    if not can_manage(actor, programme):
        raise NotYours(_("You can change only programmes of municipalities that you coordinate."))


def ensure_can_write(actor: Actor, programme: Programme) -> None:
    if not can_write(actor, programme):
        raise NotYours(_("You can write only programmes of municipalities for which you have a mandate."))


def ensure_can_attach(actor: Actor, programme: Programme, event: Event) -> None:
    ensure_can_manage(actor, programme)
    if not actor.may(Right.LEAD, event.municipality_id):
        raise NotYours(_("You can add only events of municipalities that you coordinate."))


# --- How a method lies in time ---


@dataclass(frozen=True)
class LaidPhase:
    plan: PhasePlan
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class LaidMilestone:
    plan: MilestonePlan
    due_on: date


@dataclass(frozen=True)
class LaidEvent:
    plan: EventPlan
    starts_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.plan.lasts_minutes)


@dataclass(frozen=True)
class Layout:
    """A method laid out from a first day, before anybody moves anything."""

    phases: tuple[LaidPhase, ...]
    milestones: tuple[LaidMilestone, ...]
    events: tuple[LaidEvent, ...]


def lay_out(method: Method, starts_on: date) -> Layout:
    phases = tuple(laid_phase(plan, starts_on) for plan in method.phases)
    first_days = {phase.plan.key: phase.starts_on for phase in phases}
    return Layout(
        phases=phases,
        milestones=tuple(LaidMilestone(plan, first_days[plan.phase] + timedelta(days=plan.after_days)) for plan in method.milestones),
        events=tuple(
            LaidEvent(plan, local_moment(working_day(first_days[plan.phase] + timedelta(days=plan.after_days)), time.fromisoformat(plan.starts_at)))
            for plan in method.events
        ),
    )


def laid_phase(plan: PhasePlan, programme_starts_on: date) -> LaidPhase:
    first = programme_starts_on + timedelta(days=plan.starts_after_days)
    return LaidPhase(plan, first, first + timedelta(days=plan.lasts_days) - ONE_DAY)


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend: nobody plans a council sitting on a Sunday."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)  # noqa: PLR2004 - Friday is the fourth


def local_moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def moved_moment(moment: datetime, days: int) -> datetime:
    """So many days later at the same time on the wall, also when the clocks change in between."""
    local = timezone.localtime(moment)
    return local_moment(local.date() + timedelta(days=days), local.time())


# --- Phases in order ---


class Span(Protocol):
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...


@dataclass(frozen=True)
class Fault:
    """What is wrong with the phase at this place, and beside which of its dates it is said."""

    place: int
    field: str
    words: Promise


def phase_faults(spans: Sequence[Span]) -> list[Fault]:
    """A phase ends on its first day or later, and begins after the one before it began. They may overlap."""
    faults = []
    for place, span in enumerate(spans):
        if not FIRST_DAY <= span.starts_on <= LAST_DAY or not FIRST_DAY <= span.ends_on <= LAST_DAY:
            faults.append(Fault(place, "ends_on", _("Choose days between 1990 and 2100.")))
        if span.ends_on < span.starts_on:
            faults.append(Fault(place, "ends_on", _("The phase ends before it begins. Choose its first day or a later one.")))
        if place and span.starts_on <= spans[place - 1].starts_on:
            faults.append(Fault(place, "starts_on", _("The phase begins before the previous one does, or on the same day. Choose a later day.")))
    return faults


def ensure_ordered(spans: Sequence[Span]) -> None:
    faults = phase_faults(spans)
    if faults:
        raise OutOfOrder(faults[0].words)


# --- What follows when a phase moves ---


@dataclass(frozen=True)
class Shift:
    """A phase gets other days: how far goes along what lies in it or after it. `later` are the keys of the phases after it."""

    key: Hashable
    starts_on: date  # until now
    ends_on: date
    later: Collection[Hashable]
    inside: int  # days by which its first day moves, and with it what lies inside
    after: int  # days by which its last day moves, and with it what comes after

    def days_of(self, day: date, belongs_to: Hashable = None) -> int:
        if belongs_to in self.later:
            return self.after
        if belongs_to not in {None, self.key} or day < self.starts_on:
            return 0
        return self.after if day >= self.ends_on else self.inside


@dataclass(frozen=True)
class MovedPhase:
    phase: Phase
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class MovedMilestone:
    milestone: Milestone
    due_on: date


@dataclass(frozen=True)
class MovedEvent:
    event: Event
    starts_at: datetime
    ends_at: datetime
    registration_opens_at: datetime | None
    registration_closes_at: datetime | None


@dataclass(frozen=True)
class Following:
    """What goes along when a phase moves: what lies inside it with its first day, what comes after with its last one."""

    inside_days: int
    after_days: int
    phases: list[MovedPhase] = field(default_factory=list)
    milestones: list[MovedMilestone] = field(default_factory=list)
    events: list[MovedEvent] = field(default_factory=list)
    staying: list[Event] = field(default_factory=list)  # announced events stay: people have them in their calendars

    def __bool__(self) -> bool:
        return bool(self.phases or self.milestones or self.events)

    @property
    def earlier_inside(self) -> int:
        return -self.inside_days

    @property
    def earlier_after(self) -> int:
        return -self.after_days


def what_follows(
    phase: Phase, starts_on: date, ends_on: date, *, phases: Iterable[Phase], milestones: Iterable[Milestone], events: Iterable[Event]
) -> Following:
    inside, after = (starts_on - phase.starts_on).days, (ends_on - phase.ends_on).days
    following = Following(inside_days=inside, after_days=after)
    for other in phases:
        if after and other.position > phase.position and not other.closed_at:
            following.phases.append(MovedPhase(other, other.starts_on + timedelta(days=after), other.ends_on + timedelta(days=after)))
    later = {other.pk for other in phases if other.position > phase.position}
    shift = Shift(phase.pk, phase.starts_on, phase.ends_on, later, inside=inside, after=after)
    for milestone in milestones:
        days = shift.days_of(milestone.due_on, milestone.phase_id)
        if days and not milestone.reached_on:
            following.milestones.append(MovedMilestone(milestone, milestone.due_on + timedelta(days=days)))
    for event in events:
        days = shift.days_of(timezone.localtime(event.starts_at).date())
        if days and event.status == EventStatus.DRAFT:
            following.events.append(moved_event(event, days))
        elif days and event.status == EventStatus.PUBLISHED:
            following.staying.append(event)
    return following


def moved_event(event: Event, days: int) -> MovedEvent:
    opens, closes = event.registration_opens_at, event.registration_closes_at
    return MovedEvent(
        event,
        starts_at=moved_moment(event.starts_at, days),
        ends_at=moved_moment(event.ends_at, days),
        registration_opens_at=opens and moved_moment(opens, days),
        registration_closes_at=closes and moved_moment(closes, days),
    )


def spans_after_move(phase: Phase, starts_on: date, ends_on: date, *, phases: Iterable[Phase], following: Following | None) -> list[MovedPhase]:
    """All phases of the programme as they will lie."""
    moved = {other.phase.pk: other for other in following.phases} if following else {}
    moved[phase.pk] = MovedPhase(phase, starts_on, ends_on)
    return [moved.get(other.pk, MovedPhase(other, other.starts_on, other.ends_on)) for other in sorted(phases, key=lambda one: one.position)]


# --- It must be so, else refuse ---


@dataclass(frozen=True)
class Lack:
    """What the public would miss, in words for the coordinator, and the field where it is written."""

    field: str
    words: Promise


def lacks(said: Mapping[str, Any], own: str) -> list[Lack]:
    """What is missing of what is written of a programme: `said` is its columns by name, `own` the municipality's language."""
    found = []
    if not said.get(f"title_{own}"):
        found.append(Lack(f"title_{own}", _("a title in the language of the municipality")))
    if not said.get(f"summary_{own}"):
        found.append(Lack(f"summary_{own}", _("one or two sentences about it in the language of the municipality")))
    if not said.get("coordinator"):
        found.append(Lack("coordinator", _("a coordinator to whom people can turn")))
    if said.get("picture") and not said.get(f"picture_alt_{own}"):
        found.append(Lack(f"picture_alt_{own}", _("a description of the picture for those who do not see it")))
    return found


def missing(programme: Programme, *, phases: Sequence[Phase]) -> list[Promise]:
    """All that the public would miss. The municipality's own language comes first."""
    own = programme.municipality.language
    written = (f"title_{own}", f"summary_{own}", "picture", f"picture_alt_{own}")
    said = {name: getattr(programme, name, "") for name in written}
    found = [lack.words for lack in lacks({**said, "coordinator": programme.coordinator_id}, own)]
    return found if phases else [*found, _("at least one phase")]


def ensure_publishable(programme: Programme, *, phases: Sequence[Phase]) -> None:
    if programme.status != Status.DRAFT:
        raise NotNow(_("The programme is public already."))
    if missing(programme, phases=phases):
        raise NotPublishable(_("Something is still missing. The page says what."))
    ensure_ordered(phases)


def ensure_closable(programme: Programme, *, phases: Sequence[Phase], today: date) -> None:
    if programme.status != Status.PUBLISHED:
        raise NotNow(_("Only a programme that is public can be closed."))
    if any(phase.state_on(today) != PhaseState.DONE for phase in phases):
        raise NotNow(_("A phase is not finished yet. Close its phases first."))


def ensure_discardable(programme: Programme) -> None:
    if programme.status != Status.DRAFT:
        raise NotNow(_("Only a draft can be thrown away. What was public is closed instead, and stays to be read."))


def ensure_can_reopen(programme: Programme) -> None:
    if programme.status != Status.CLOSED:
        raise NotNow(_("The programme is not closed."))


def ensure_not_closed(programme: Programme) -> None:
    if programme.is_closed:
        raise NotNow(_("The programme is closed. Open it again first; then its phases and milestones can be changed."))


def ensure_can_be_followed(programme: Programme) -> None:
    if programme.is_draft or programme.is_closed:
        raise NotNow(_("Only a programme that is public and not closed can be followed."))


def ensure_open(phase: Phase) -> None:
    if phase.closed_at:
        raise NotNow(_("The phase is closed."))


def ensure_begun(phase: Phase, *, today: date) -> None:
    if today < phase.starts_on:
        raise NotNow(_("The phase has not begun yet. Move it instead."))


def ensure_can_be_reached(reached_on: date, *, today: date) -> None:
    if reached_on > today:
        raise NotNow(_("The day on which it was reached lies in the future."))


def ensure_not_lead(programme: Programme, participation: Participation) -> None:
    if participation.municipality_id == programme.municipality_id:
        raise NotNow(_("The municipality that leads the programme cannot leave it."))
