"""Writing a letter: one row, in the transaction of the act that causes it. Nothing is sent inside a request."""

from datetime import datetime
from typing import Any

from portal.common.outbox.kinds import LetterKind
from portal.common.outbox.models import Lane, Letter
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
    # ignore_conflicts keeps the surrounding transaction whole where an IntegrityError would break it
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
    if not Letter.objects.filter(pk=letter.pk).exists():
        return False
    wake(LANE_JOBS[Lane(letter.lane)])
    return True
