"""Acts with consequences on a programme: each asks the rules, writes, and leaves its trace, in one transaction."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from events.agenda.actions import change_event, discard_event, draft_event
from events.agenda.models import Event
from events.agenda.rules import can_edit
from locations.municipalities.models import Municipality
from portal.common import audit
from portal.common.actor import Actor
from portal.common.history import sign
from portal.common.pointers import discard, free_among
from portal.common.versions import ensure_unchanged
from portal.common.words import Words, columns, say, store_with_free_slug
from programmes.catalogue import rules
from programmes.catalogue.choices import Method, PartnerRole, Status
from programmes.catalogue.models import ChecklistItem, Funding, Milestone, Participation, Partner, Phase, Programme
from programmes.catalogue.querysets import drafts_of_it_alone
from programmes.catalogue.rules import Following, LaidEvent, LaidMilestone, LaidPhase
from stakeholders.organisations.models import Organisation
from stakeholders.people.models import User


def start_programme(
    *,
    method: Method,
    municipality: Municipality,
    title: Words | str,
    starts_on: date,
    phases: Sequence[LaidPhase],
    milestones: Sequence[LaidMilestone],
    events: Sequence[LaidEvent],
    actor: Actor,
    now: datetime,
    submission_key: UUID | None = None,
) -> Programme:
    """Lay out a programme as a draft, with its phases, milestones, checklists and draft events.

    `phases`, `milestones` and `events` are those of `rules.lay_out`, moved or left out as the coordinator wished. A plain
    title is in the municipality's language. The same `submission_key` starts one programme only.
    """
    rules.ensure_can_start(actor, municipality)
    rules.ensure_ordered(phases)
    words = {municipality.language: title} if isinstance(title, str) else title
    programme = Programme(
        method=method.key,
        municipality=municipality,
        coordinator_id=actor.user_id,
        starts_on=min((starts_on, *(phase.starts_on for phase in phases))),
        ends_on=max((starts_on, *(phase.ends_on for phase in phases))),
        submission_key=submission_key or uuid4(),
        **columns("title", words),
    )
    programme.original_ends_on = programme.ends_on
    sign(programme, actor, now)
    try:
        with transaction.atomic():
            store_with_free_slug(programme, words.get(municipality.language) or say(words), otherwise=method.key)
            Participation.objects.create(programme=programme, municipality=municipality, role=PartnerRole.LEAD, joined_at=now)
            stored = {laid.plan.key: _store_phase(programme, position, laid) for position, laid in enumerate(phases)}
            Milestone.objects.bulk_create(
                [
                    Milestone(programme=programme, phase=stored.get(laid.plan.phase), due_on=laid.due_on, **columns("name", laid.plan.name))
                    for laid in milestones
                ],
            )
            programme.events.set([_draft(programme, laid, actor, now) for laid in events])
            audit.record(actor, "programme.started", programme, at=now, method=method.key, municipality=municipality.pk, phases=len(phases), events=len(events))
    except IntegrityError:
        # a second click on the same form came in between
        earlier = Programme.objects.filter(submission_key=programme.submission_key).first()
        if earlier is None:
            raise
        return earlier
    return programme


def _store_phase(programme: Programme, position: int, laid: LaidPhase) -> Phase:
    plan = laid.plan
    phase = Phase.objects.create(
        programme=programme,
        key=plan.key,
        position=position,
        season=plan.season,
        starts_on=laid.starts_on,
        ends_on=laid.ends_on,
        **columns("name", plan.name),
        **columns("purpose", plan.purpose),
    )
    gates = ((ChecklistItem.Gate.ENTRY, plan.entry), (ChecklistItem.Gate.EXIT, plan.exit))
    ChecklistItem.objects.bulk_create(
        [ChecklistItem(phase=phase, gate=gate, position=place, **columns("text", words)) for gate, texts in gates for place, words in enumerate(texts)],
    )
    return phase


def _draft(programme: Programme, laid: LaidEvent, actor: Actor, now: datetime) -> Event:
    plan = laid.plan
    return draft_event(
        municipality=programme.municipality,
        kind=plan.kind,
        words={"title": plan.title, "summary": plan.summary},
        starts_at=laid.starts_at,
        ends_at=laid.ends_at,
        capacity=plan.capacity,
        actor=actor,
        now=now,
    )


def change_programme(*, programme: Programme, columns: Collection[str], seen: int | None = None, actor: Actor, now: datetime) -> Programme:
    """Store what a form changed, and only its columns. Raises ChangedMeanwhile when there is a newer version than `seen`."""
    with transaction.atomic():
        stored = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
        rules.ensure_can_write(actor, stored)
        ensure_unchanged(stored, seen)
        sign(programme, actor, now)
        programme.save(update_fields=columns)
        audit.record(actor, "programme.changed", programme, at=now)
    return programme


def publish_programme(*, programme: Programme, actor: Actor, now: datetime) -> Programme:
    """Show the programme to everybody. From now on its first end is remembered."""
    rules.ensure_can_manage(actor, programme)
    rules.ensure_publishable(programme, phases=_phases(programme))
    with transaction.atomic():
        shown = Programme.objects.filter(pk=programme.pk, status=Status.DRAFT).update(status=Status.PUBLISHED, published_at=now, updated_at=now)
        if shown:
            audit.record(actor, "programme.published", programme, at=now)
    programme.refresh_from_db()
    return programme


def close_programme(*, programme: Programme, actor: Actor, now: datetime) -> Programme:
    rules.ensure_can_manage(actor, programme)
    rules.ensure_closable(programme, phases=_phases(programme), today=timezone.localdate(now))
    with transaction.atomic():
        if Programme.objects.filter(pk=programme.pk, status=Status.PUBLISHED).update(status=Status.CLOSED, updated_at=now):
            audit.record(actor, "programme.closed", programme, at=now)
    programme.refresh_from_db()
    return programme


def reopen_programme(*, programme: Programme, actor: Actor, now: datetime) -> Programme:
    """Take a closing back: its phases can be moved and ticked again."""
    rules.ensure_can_manage(actor, programme)
    rules.ensure_can_reopen(programme)
    with transaction.atomic():
        if Programme.objects.filter(pk=programme.pk, status=Status.CLOSED).update(status=Status.PUBLISHED, updated_at=now):
            audit.record(actor, "programme.reopened", programme, at=now)
    programme.refresh_from_db()
    return programme


def discard_programme(*, programme: Programme, with_events: bool, actor: Actor, now: datetime) -> None:
    """Throw a draft away with its phases and milestones; with `with_events` also the draft events that serve it alone and hold nobody's registration."""
    with transaction.atomic():
        stored = Programme.objects.select_for_update(of=("self",)).select_related("municipality").filter(pk=programme.pk).first()
        if stored is None:
            return
        rules.ensure_can_manage(actor, stored)
        rules.ensure_discardable(stored)
        events = free_among(drafts_of_it_alone(stored, actor)) if with_events else []
        audit.record(actor, "programme.discarded", stored, at=now, municipality=stored.municipality_id, events=len(events))
        discard(stored)
        for event in events:
            discard_event(event=event, actor=actor, now=now)


# --- Phases ---


def move_phase(*, phase: Phase, starts_on: date, ends_on: date, move_following: bool, actor: Actor, now: datetime) -> Following:
    """Give a phase other days; with `move_following` what lies in it and after it goes along. Returns what went along."""
    with transaction.atomic():
        programme = Programme.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=phase.programme_id)
        rules.ensure_can_manage(actor, programme)
        rules.ensure_not_closed(programme)
        phases = _phases(programme)
        phase = next(one for one in phases if one.pk == phase.pk)
        rules.ensure_open(phase)
        events = Event.objects.visible_to(actor).filter(pk__in=programme.events.values("pk"))  # another municipality's draft is not ours to move
        following = rules.what_follows(phase, starts_on, ends_on, phases=phases, milestones=programme.milestones.all(), events=events)
        spans = rules.spans_after_move(phase, starts_on, ends_on, phases=phases, following=following if move_following else None)
        rules.ensure_ordered(spans)
        for span in spans:
            Phase.objects.filter(pk=span.phase.pk).update(starts_on=span.starts_on, ends_on=span.ends_on)
        if move_following:
            _move_along(following, actor, now)
        _keep_ends(programme, [span.starts_on for span in spans], [span.ends_on for span in spans], actor, now)
        days = {"starts_on": starts_on, "ends_on": ends_on, "was_starts_on": phase.starts_on, "was_ends_on": phase.ends_on}
        audit.record(actor, "phase.moved", phase, at=now, following=move_following, **{name: day.isoformat() for name, day in days.items()})
    return following if move_following else Following(following.inside_days, following.after_days)


def _move_along(following: Following, actor: Actor, now: datetime) -> None:
    for moved in following.milestones:
        Milestone.objects.filter(pk=moved.milestone.pk).update(due_on=moved.due_on)
    for along in (along for along in following.events if can_edit(actor, along.event)):
        along.event.starts_at, along.event.ends_at = along.starts_at, along.ends_at
        along.event.registration_opens_at, along.event.registration_closes_at = along.registration_opens_at, along.registration_closes_at
        change_event(event=along.event, capacity=None, actor=actor, now=now)


def _keep_ends(programme: Programme, first_days: list[date], last_days: list[date], actor: Actor, now: datetime) -> None:
    """A programme lasts as long as its phases. Once it is public, the end that was announced first is kept."""
    programme.starts_on, programme.ends_on = min(first_days), max(last_days)
    if programme.is_draft:
        programme.original_ends_on = programme.ends_on
    programme.updated_at = now
    sign(programme, actor, now)
    programme.save(update_fields=["starts_on", "ends_on", "original_ends_on", "updated_at"])


def close_phase(*, phase: Phase, actor: Actor, now: datetime) -> Phase:
    """End a phase by hand, whatever its last day is."""
    rules.ensure_can_manage(actor, phase.programme)
    rules.ensure_not_closed(phase.programme)
    rules.ensure_begun(phase, today=timezone.localdate(now))
    with transaction.atomic():
        if Phase.objects.filter(pk=phase.pk, closed_at=None).update(closed_at=now):
            audit.record(actor, "phase.closed", phase, at=now, open_items=phase.checklist.filter(done_at=None).count())
    phase.refresh_from_db()
    return phase


def reopen_phase(*, phase: Phase, actor: Actor, now: datetime) -> Phase:
    """Take a closing back: what the phase is follows from its days again."""
    rules.ensure_can_manage(actor, phase.programme)
    rules.ensure_not_closed(phase.programme)
    with transaction.atomic():
        if Phase.objects.filter(pk=phase.pk, closed_at__isnull=False).update(closed_at=None):
            audit.record(actor, "phase.reopened", phase, at=now)
    phase.refresh_from_db()
    return phase


def tick_item(*, item: ChecklistItem, is_done: bool, actor: Actor, now: datetime) -> ChecklistItem:
    """Say that a condition is met, or that it is not after all."""
    rules.ensure_can_manage(actor, item.phase.programme)
    rules.ensure_not_closed(item.phase.programme)
    with transaction.atomic():
        item.done_at, item.done_by_id = (now, actor.user_id) if is_done else (None, None)
        item.save(update_fields=["done_at", "done_by"])
        audit.record(actor, "checklist.ticked" if is_done else "checklist.unticked", item, at=now)
    return item


# --- Milestones ---


def set_milestone(*, milestone: Milestone, columns: Collection[str] | None = None, actor: Actor, now: datetime) -> Milestone:
    """Store a new milestone, or the columns that a form changed of one."""
    rules.ensure_can_manage(actor, milestone.programme)
    rules.ensure_not_closed(milestone.programme)
    is_new = milestone.pk is None
    with transaction.atomic():
        was = None if is_new else Milestone.objects.get(pk=milestone.pk).due_on.isoformat()
        milestone.save(update_fields=columns)
        audit.record(actor, "milestone.set" if is_new else "milestone.changed", milestone, at=now, due_on=milestone.due_on.isoformat(), was=was)
    return milestone


def reach_milestone(*, milestone: Milestone, reached_on: date | None, actor: Actor, now: datetime) -> Milestone:
    """Mark a milestone as reached on a day; without a day it is open again."""
    rules.ensure_can_manage(actor, milestone.programme)
    rules.ensure_not_closed(milestone.programme)
    if reached_on:
        rules.ensure_can_be_reached(reached_on, today=timezone.localdate(now))
    with transaction.atomic():
        milestone.reached_on = reached_on
        milestone.save(update_fields=["reached_on"])
        audit.record(actor, "milestone.reached" if reached_on else "milestone.reopened", milestone, at=now)
    return milestone


def discard_milestone(*, milestone: Milestone, actor: Actor, now: datetime) -> None:
    rules.ensure_can_manage(actor, milestone.programme)
    rules.ensure_not_closed(milestone.programme)
    with transaction.atomic():
        audit.record(actor, "milestone.discarded", milestone, at=now, programme=milestone.programme_id)
        discard(milestone)


# --- Events, partners, municipalities, funding ---


def attach_event(*, programme: Programme, event: Event, actor: Actor, now: datetime) -> None:
    rules.ensure_can_attach(actor, programme, event)
    with transaction.atomic():
        audit.record(actor, "programme.event_attached", programme, at=now, event=event.pk)
        programme.events.add(event)


def detach_event(*, programme: Programme, event: Event, actor: Actor, now: datetime) -> None:
    """The event stays; it no longer belongs to this programme."""
    rules.ensure_can_manage(actor, programme)
    with transaction.atomic():
        audit.record(actor, "programme.event_detached", programme, at=now, event=event.pk)
        programme.events.remove(event)


def add_partner(*, programme: Programme, organisation: Organisation | None, name: str, type: str, role: str, actor: Actor, now: datetime) -> Partner:  # noqa: A002 - an organisation's own words
    """Bring an organisation to the table: one we know, or a new one by its name and kind."""
    rules.ensure_can_manage(actor, programme)
    with transaction.atomic():
        organisation = organisation or Organisation.objects.create(name=name, type=type, municipality=programme.municipality)
        partner, _is_new = Partner.objects.update_or_create(programme=programme, organisation=organisation, defaults={"role": role})
        audit.record(actor, "programme.partner_added", programme, at=now, organisation=organisation.pk, role=role)
    return partner


def remove_partner(*, partner: Partner, actor: Actor, now: datetime) -> None:
    rules.ensure_can_manage(actor, partner.programme)
    with transaction.atomic():
        audit.record(actor, "programme.partner_removed", partner.programme, at=now, organisation=partner.organisation_id)
        discard(partner)


def add_municipality(*, programme: Programme, municipality: Municipality, role: str, actor: Actor, now: datetime) -> Participation:
    rules.ensure_can_manage(actor, programme)
    with transaction.atomic():
        participation, _is_new = Participation.objects.update_or_create(
            programme=programme, municipality=municipality, defaults={"role": role}, create_defaults={"role": role, "joined_at": now}
        )
        audit.record(actor, "programme.municipality_added", programme, at=now, municipality=municipality.pk, role=role)
    return participation


def remove_municipality(*, participation: Participation, actor: Actor, now: datetime) -> None:
    programme = participation.programme
    rules.ensure_can_manage(actor, programme)
    rules.ensure_not_lead(programme, participation)
    with transaction.atomic():
        audit.record(actor, "programme.municipality_removed", programme, at=now, municipality=participation.municipality_id)
        discard(participation)


def remove_funding(*, funding: Funding, actor: Actor, now: datetime) -> None:
    rules.ensure_can_manage(actor, funding.programme)
    with transaction.atomic():
        audit.record(actor, "programme.funding_removed", funding.programme, at=now, funding=funding.pk)
        discard(funding)


def _phases(programme: Programme) -> list[Phase]:
    return list(programme.phases.order_by("position"))


# --- Handing over ---


def count_coordinated(*, user_id: int, municipality_id: int) -> int:
    """Programmes of the municipality to whose coordinator people turn."""
    return Programme.objects.filter(coordinator=user_id, municipality=municipality_id).count()


def hand_over_programmes(*, user_id: int, municipality_id: int, to: User | None, actor: Actor, now: datetime) -> int:
    """Somebody leaves: from now on people turn to the successor, or to nobody until one is chosen."""
    with transaction.atomic():
        rows = list(Programme.objects.select_for_update(of=("self",)).filter(coordinator=user_id, municipality=municipality_id).order_by("pk"))
        for programme in rows:
            audit.record(actor, "programme.handed_over", programme, at=now, was=user_id, to=to.pk if to else None)
        return Programme.objects.filter(pk__in=[row.pk for row in rows]).update(coordinator=to, updated_at=now)
