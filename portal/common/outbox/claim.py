"""Who may hand over which letter. The claim in the database is the only lock: workers of any make and number share one outbox."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, Q, QuerySet

from portal.common.outbox.compose import message_id
from portal.common.outbox.models import DUE, HELD, Batch, BatchState, Lane, LanePause, Letter, State

CLAIM = 100
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
        if not waiting.exists():  # a look without a lock: an idle worker never writes
            continue
        usual = waiting.filter(interruptions__lt=ALONE_AFTER).order_by("not_before", "created_at")
        alone = waiting.filter(interruptions__gte=ALONE_AFTER).order_by("interruptions", "not_before")
        if letters := _take(usual, CLAIM, moment) or _take(alone, 1, moment):
            return letters
    return []


def _take(letters: QuerySet[Letter], count: int, moment: datetime) -> list[Letter]:
    mark = uuid4()
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            taken: Iterable[UUID] | QuerySet[Any] = list(letters.select_for_update(skip_locked=True).values_list("pk", flat=True)[:count])
        else:
            # SQLite: the transaction began with the write lock, so nobody can take them in between
            taken = letters.values("pk")[:count]
        Letter.objects.filter(pk__in=taken, state__in=DUE).update(state=State.CLAIMED, claimed_by=mark, lease_until=moment + lease())
    return list(Letter.objects.filter(claimed_by=mark, state=State.CLAIMED).order_by("not_before", "created_at"))


# The two statements that are made for every letter, in plain SQL: building them anew costs Django more than carrying them out costs the database.
# `{given}` holds a row for each letter, whose columns both databases name by their number.
SETTLE_SENT = """UPDATE common_letter SET state = 'sent', sent_at = column3, finished_at = column3, smtp_code = CAST(column4 AS smallint), smtp_reply = column5, message = %s,
 claimed_by = NULL, lease_until = NULL FROM (VALUES {given}) AS given
 WHERE id = column1 AND claimed_by = column2 AND state IN ('claimed', 'in_flight') RETURNING id"""
BEGIN = """UPDATE common_letter SET state = 'in_flight', attempts = attempts + 1, lease_until = %s, message_id = column3 FROM (VALUES {given}) AS given
 WHERE id = column1 AND state = 'claimed' AND claimed_by = column2 AND lease_until > %s
 AND (batch_id IS NULL OR EXISTS (SELECT 1 FROM common_batch WHERE common_batch.id = common_letter.batch_id AND common_batch.state = 'running'))
 RETURNING id"""


@dataclass(frozen=True)
class Sent:
    """A letter that the server has taken, and what it said."""

    letter: Letter
    at: datetime
    code: int | None
    reply: str


def settle_and_begin(sent: Sequence[Sent], letters: Sequence[Letter], moment: datetime) -> tuple[set[UUID], set[UUID]]:
    """Note in one commit which have arrived and mark the next as being handed over. Returns which of the one and of the other were still ours.

    A letter does not begin when somebody else has it, when it was cancelled, or when its batch is held back.
    """
    steps = []
    if sent:
        arrived = [
            [_stored("id", one.letter.pk), _stored("claimed_by", one.letter.claimed_by), _stored("sent_at", one.at), one.code, one.reply] for one in sent
        ]
        steps.append(("settled", SETTLE_SENT.format(given=_places(arrived)), [_stored("message", b""), *chain(*arrived)]))
    if letters:
        leaving = [[_stored("id", letter.pk), _stored("claimed_by", letter.claimed_by), message_id(letter)] for letter in letters]
        until, now = _stored("lease_until", moment + lease()), _stored("lease_until", moment)
        steps.append(("begun", BEGIN.format(given=_places(leaving)), [until, *chain(*leaving), now]))
    found: dict[str, set[UUID]] = {"settled": set(), "begun": set()}
    if steps:
        for name, key in _carried_out(steps):
            found[name].add(key)
    for letter in letters:
        letter.attempts += letter.pk in found["begun"]
    return found["settled"], found["begun"]


def _stored(name: str, given: Any) -> Any:
    field: Any = Letter._meta.get_field(name)
    return field.get_db_prep_save(given, connection)


def _places(rows: Sequence[Sequence[Any]]) -> str:
    return ", ".join(f"({', '.join(['%s'] * len(row))})" for row in rows)


def _carried_out(steps: Sequence[tuple[str, str, list[Any]]]) -> list[tuple[str, UUID]]:
    """Which letters each of the statements has changed, by its name; all of them in one commit."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # one way to the database and back
            named = ", ".join(f"{name} AS ({statement})" for name, statement, _values in steps)
            asked = " UNION ALL ".join(f"SELECT '{name}', id FROM {name}" for name, _statement, _values in steps)  # noqa: S608 -- our own words
            cursor.execute(f"WITH {named} {asked}", [*chain(*(values for _name, _statement, values in steps))])
            return list(cursor.fetchall())
        with transaction.atomic():
            return [(name, UUID(key)) for name, statement, values in steps for (key,) in cursor.execute(statement, values).fetchall()]


def settle(letter: Letter, change: dict[str, Any]) -> bool:
    """Write how it ended. Only the holder of the present claim may."""
    mine = Letter.objects.filter(pk=letter.pk, state__in=HELD, claimed_by=letter.claimed_by)
    return bool(mine.update(claimed_by=None, lease_until=None, **change))


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
