"""Writing a letter: one row, in the transaction of the act that causes it. Nothing is sent inside a request."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.common.outbox.kinds import LetterKind
from portal.common.outbox.models import Batch, Lane, Letter, State
from portal.common.rows import store_unless_there
from portal.common.worker.wake import wake

LANE_JOBS = {Lane.TRANSACTIONAL: "deliver_transactional", Lane.BULK: "deliver_bulk"}


def post(
    kind: LetterKind,
    *,
    to: str,
    language: str,
    once: str,
    now: datetime,
    lane: Lane = Lane.TRANSACTIONAL,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    **facts: Any,
) -> Letter | None:
    """Queue a letter of a kind. `once` names the occasion: the same kind and occasion are written once only.

    Returns the letter, or None when it had been written before. `facts` are ids that `render` needs.
    """
    letter = Letter(
        kind=kind.name,
        lane=lane,
        dedupe_key=f"{kind.name}:{once}",
        recipient=to,
        language=language,
        facts=facts,
        created_at=now,
        not_before=not_before or now,
        not_after=not_after,
    )
    return letter if put(letter) else None


def put(letter: Letter) -> bool:
    """Store the letter and wake its lane. False when one with the same occasion is there already."""
    if not store_unless_there(letter):
        return False
    wake(LANE_JOBS[Lane(letter.lane)])
    return True


@dataclass(frozen=True)
class Addressee:
    """One of many. `once` names who it is; `is_suppressed`: counted, and not written to."""

    to: str
    language: str
    once: str
    is_suppressed: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


def post_many(kind: LetterKind, batch: Batch, addressees: Iterable[Addressee], *, now: datetime, not_after: datetime | None = None) -> None:
    """Queue a letter of a batch for each addressee. Done again, for the same or for overlapping people, it changes nothing."""
    letters = [
        Letter(
            kind=kind.name,
            lane=Lane.BULK,
            batch=batch,
            dedupe_key=f"{kind.name}:{batch.pk}:{one.once}",
            recipient=one.to,
            language=one.language,
            facts=one.facts,
            created_at=now,
            not_before=now,
            not_after=not_after,
            state=State.SUPPRESSED if one.is_suppressed else State.QUEUED,
            finished_at=now if one.is_suppressed else None,
        )
        for one in addressees
    ]
    Letter.objects.bulk_create(letters, ignore_conflicts=True, batch_size=1000)


def look_again(recipient: str) -> int:
    """Somebody no longer wishes to be written to: what a worker holds for them and has not begun is asked again whether it is wanted.

    Returns how many letters were put back. Those that nobody holds are asked anyway before they leave.
    """
    held = Letter.objects.filter(recipient=recipient, lane=Lane.BULK, state=State.CLAIMED)
    return held.update(state=State.QUEUED, claimed_by=None, lease_until=None)
