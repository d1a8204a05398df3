"""Letters that belong together, as one: let go, held back, called off, and counted."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from portal.common.outbox.models import DUE, WAITING, Batch, BatchState, Lane, Letter, State
from portal.common.outbox.post import LANE_JOBS
from portal.common.worker.wake import wake


@dataclass(frozen=True)
class Reckoning:
    """How a batch stands, counted from its letters: what was selected is always the sum of the rest."""

    by_state: Counter[str]

    @property
    def selected(self) -> int:
        return self.by_state.total()

    @property
    def waiting(self) -> int:
        return sum(self.by_state[state] for state in WAITING)

    @property
    def sent(self) -> int:
        return self.by_state[State.SENT]

    @property
    def ended(self) -> int:
        return self.selected - self.waiting

    def of(self, state: str) -> int:
        return self.by_state[state]


def write_batch(kind: str, *, now: datetime) -> Batch:
    """A new batch; its letters are held back until it is let go."""
    return Batch.objects.create(kind=kind, created_at=now)


def let_go(batch: Batch) -> bool:
    """Its letters leave from now on. False: it is called off, or they are leaving already."""
    changed = Batch.objects.filter(pk=batch.pk, state__in=(BatchState.HELD, BatchState.DONE)).update(state=BatchState.RUNNING)
    if changed:
        wake(LANE_JOBS[Lane.BULK])
    return bool(changed)


def hold_back(batch: Batch) -> bool:
    """No further letter begins to leave; what is in hand goes its way."""
    return bool(Batch.objects.filter(pk=batch.pk, state=BatchState.RUNNING).update(state=BatchState.HELD))


def close(batch: Batch) -> bool:
    """All its letters have come to an end; workers no longer look at it."""
    return bool(Batch.objects.filter(pk=batch.pk).update(state=BatchState.DONE))


def call_off(batch: Batch, *, now: datetime) -> int:
    """Whatever has not begun to leave never does. Returns how many letters that ends; those which a worker holds it gives back, so ask again."""
    with transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(state=BatchState.CALLED_OFF)
        return Letter.objects.filter(batch=batch, state__in=DUE).update(state=State.CANCELLED, finished_at=now)


def reckon(batch: Batch) -> Reckoning:
    return reckon_all([batch])[batch]


def reckon_all(batches: list[Batch]) -> dict[Batch, Reckoning]:
    """All of them in one query."""
    counts: dict[Batch, Counter[str]] = {batch: Counter() for batch in batches}
    by_key = {batch.pk: batch for batch in batches}
    for key, state, number in Letter.objects.filter(batch__in=by_key).values_list("batch", "state").annotate(number=Count("pk")).order_by():
        counts[by_key[key]][state] = number
    return {batch: Reckoning(counted) for batch, counted in counts.items()}
