"""How the outbox stands, for pages and health."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from portal.common.outbox.models import DUE, HELD, Lane, LanePause, Letter, State


@dataclass(frozen=True)
class Standing:
    """`oldest_waiting_at` is when the letter that waits longest should have left; None when nothing waits."""

    waiting: int
    oldest_waiting_at: datetime | None
    failed_today: int
    uncertain_today: int


def standing(now: datetime) -> Standing:
    day = Q(finished_at__gt=now - timedelta(days=1))
    late = Q(state__in=(State.QUEUED, *HELD), not_before__lte=now)
    found = Letter.objects.aggregate(
        waiting=Count("pk", filter=late),
        oldest=Min("not_before", filter=late),
        failed=Count("pk", filter=day & Q(state=State.FAILED)),
        uncertain=Count("pk", filter=day & Q(state=State.UNCERTAIN)),
    )
    return Standing(found["waiting"], found["oldest"], found["failed"], found["uncertain"])


def counts_by_state(lane: Lane | None = None, *, kinds: tuple[str, ...] = ()) -> dict[State, int]:
    """How many letters are in which state; a state without letters is not named."""
    letters = Letter.objects.all()
    if lane is not None:
        letters = letters.filter(lane=lane)
    if kinds:
        letters = letters.filter(kind__in=kinds)
    rows = letters.order_by().values_list("state").annotate(number=Count("pk"))
    return {State(state): number for state, number in rows}


def oldest_waiting(lane: Lane | None = None) -> Letter | None:
    letters = Letter.objects.filter(state__in=(*DUE, *HELD))
    if lane is not None:
        letters = letters.filter(lane=lane)
    return letters.order_by("created_at").first()


def pauses(now: datetime) -> list[LanePause]:
    """The lanes that wait because the mail server does not take our letters."""
    return list(LanePause.objects.filter(paused_until__gt=now).order_by("lane"))
