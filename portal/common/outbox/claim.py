"""Who may hand over which letter. The claim in the database is the only lock: workers of any make and number share one outbox."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, Q, QuerySet

from portal.common.outbox.models import DUE, HELD, Batch, BatchState, Lane, LanePause, Letter, State

CLAIM = 50
ALONE_AFTER = 2  # a letter that was held by that many dying workers is claimed by itself, so that it takes no other with it
MAX_INTERRUPTIONS = 5


def lease() -> timedelta:
    """How long a claim holds: longer than a run and the slowest hand-over together."""
    return timedelta(seconds=settings.LETTER_LEASE_SECONDS)


def due(lane: Lane, moment: datetime) -> QuerySet[Letter]:
    """What may leave by now: letters by themselves, and those of batches that are let go."""
    return Letter.objects.filter(Q(batch=None) | Q(batch__in=running()), lane=lane, state__in=DUE, not_before__lte=moment)


def running() -> QuerySet[Batch]:
    return Batch.objects.filter(state=BatchState.RUNNING)


def is_waiting(lane: Lane, moment: datetime) -> bool:
    """There is something to do for the lane: a letter due or left behind, and the lane is not paused."""
    pause = LanePause.objects.filter(lane=lane, paused_until__gt=moment)
    work = due(lane, moment) | _left_behind(lane, moment)
    return work.filter(~Exists(pause)).exists()


def claim(lane: Lane, moment: datetime) -> list[Letter]:
    """Take the next letters for ourselves. Committed before anything is handed over.

    Letters by themselves first, then the batches in the order in which they were written: each is looked for by itself, so that a million held
    letters are not in the way.
    """
    batches: list[UUID | None] = [None]
    if lane == Lane.BULK:
        batches += running().order_by("created_at").values_list("pk", flat=True)
    for batch in batches:
        waiting = Letter.objects.filter(lane=lane, batch=batch, state__in=DUE, not_before__lte=moment)
        usual = waiting.filter(interruptions__lt=ALONE_AFTER).order_by("not_before", "created_at")
        alone = waiting.filter(interruptions__gte=ALONE_AFTER).order_by("interruptions", "not_before")
        if letters := _take(usual, CLAIM, moment) or _take(alone, 1, moment):
            return letters
    return []


def _take(letters: QuerySet[Letter], count: int, moment: datetime) -> list[Letter]:
    if not letters.exists():  # a look without a lock: an idle worker never writes
        return []
    mark = uuid4()
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            taken: Iterable[UUID] | QuerySet[Any] = list(letters.select_for_update(skip_locked=True).values_list("pk", flat=True)[:count])
        else:
            # SQLite: the transaction began with the write lock, so nobody can take them in between
            taken = letters.values("pk")[:count]
        Letter.objects.filter(pk__in=taken, state__in=DUE).update(state=State.CLAIMED, claimed_by=mark, lease_until=moment + lease())
    return list(Letter.objects.filter(claimed_by=mark, state=State.CLAIMED).order_by("not_before", "created_at"))


def begin(letter: Letter, message_id: str, moment: datetime) -> bool:
    """Mark the letter as being handed over, if it is still ours. False: somebody else has it, it was cancelled, or its batch is held back."""
    change = {"state": State.IN_FLIGHT, "attempts": letter.attempts + 1, "lease_until": moment + lease(), "message_id": message_id}
    if not _update_ours(letter, change, states=(State.CLAIMED,), held_at=moment, is_leaving=True):
        return False
    letter.attempts += 1
    return True


def settle(letter: Letter, change: dict[str, Any]) -> bool:
    """Write how it ended. Only the holder of the present claim may."""
    change = {"claimed_by": None, "lease_until": None, **change}
    if any(hasattr(value, "resolve_expression") for value in change.values()):
        return bool(Letter.objects.filter(pk=letter.pk, state__in=HELD, claimed_by=letter.claimed_by).update(**change))
    return _update_ours(letter, change, states=HELD)


def _update_ours(letter: Letter, change: dict[str, Any], *, states: tuple[State, ...], held_at: datetime | None = None, is_leaving: bool = False) -> bool:
    """One UPDATE of the letter as long as the claim is ours; false when it is not any more.

    Written in SQL: twice for each letter to many, it is most of what sending costs, and the ORM takes ten times as long to say it.
    """
    quote, fields = connection.ops.quote_name, {field.name: field for field in Letter._meta.concrete_fields}
    values = [fields[name].get_db_prep_save(value, connection) for name, value in change.items()]
    conditions = ["id = %s", "claimed_by = %s", f"state IN ({', '.join(['%s'] * len(states))})"]
    values += [fields[name].get_db_prep_value(value, connection) for name, value in (("id", letter.pk), ("claimed_by", letter.claimed_by))]
    values += [str(state) for state in states]
    if held_at:
        conditions.append("lease_until > %s")
        values.append(fields["lease_until"].get_db_prep_value(held_at, connection))
    if is_leaving and letter.batch_id:
        conditions.append(f"EXISTS (SELECT 1 FROM {quote(Batch._meta.db_table)} AS batch WHERE batch.id = %s AND batch.state = %s)")  # noqa: S608
        values += [Batch._meta.pk.get_db_prep_value(letter.batch_id, connection), str(BatchState.RUNNING)]
    columns = ", ".join(f"{quote(name)} = %s" for name in change)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {quote(Letter._meta.db_table)} SET {columns} WHERE {' AND '.join(conditions)}", values)  # noqa: S608  our own names
        return cursor.rowcount > 0


def release(letters: Iterable[Letter]) -> None:
    """Give back what was claimed and not begun."""
    keys = [letter.pk for letter in letters]
    marks = {letter.claimed_by for letter in letters}
    if keys:
        Letter.objects.filter(pk__in=keys, state=State.CLAIMED, claimed_by__in=marks).update(state=State.QUEUED, claimed_by=None, lease_until=None)


def _left_behind(lane: Lane, moment: datetime) -> QuerySet[Letter]:
    return Letter.objects.filter(lane=lane, state__in=HELD, lease_until__lte=moment)


def recover(lane: Lane, moment: datetime) -> int:
    """Find what dead workers held. What was only claimed waits again.

    What was being handed over may have arrived: a person waits for a transactional letter, so it is sent again; a bulk
    letter stays uncertain, for somebody to decide.
    """
    left = _left_behind(lane, moment)
    if not left.exists():
        return 0
    free = {"claimed_by": None, "lease_until": None, "interruptions": F("interruptions") + 1}
    often = MAX_INTERRUPTIONS - 1
    with transaction.atomic():
        claimed, begun = left.filter(state=State.CLAIMED), left.filter(state=State.IN_FLIGHT)
        end = {**free, "finished_at": moment, "message": b""}
        found = claimed.filter(interruptions__gte=often).update(state=State.FAILED, smtp_reply="Workers died whenever they held it.", **end)
        found += claimed.update(state=State.QUEUED, **free)
        if lane == Lane.TRANSACTIONAL:
            found += begun.filter(interruptions__lt=often).update(state=State.QUEUED, **free)
        found += begun.update(state=State.UNCERTAIN, smtp_reply="The worker died during the hand-over.", **end)
    return found
