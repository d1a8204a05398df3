"""Sending again what did not arrive, when somebody has looked and decided."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from portal.common.actor import Actor
from portal.common.audit import record
from portal.common.outbox.backend import DJANGO_MESSAGE
from portal.common.outbox.models import CONTENT_KEPT, STRANDED, Batch, BatchState, Lane, Letter, State
from portal.common.outbox.post import LANE_JOBS
from portal.common.worker.wake import wake


def send_again(letters: QuerySet[Letter], *, actor: Actor | None, now: datetime) -> int:
    """Queue failed and uncertain letters anew. Returns how many.

    Letters in other states stay as they are, and so do those whose contents are no longer kept.
    """
    stranded = Letter.objects.filter(state__in=STRANDED, finished_at__gt=now - CONTENT_KEPT).exclude(kind=DJANGO_MESSAGE.name)
    with transaction.atomic():
        chosen = list(stranded.filter(pk__in=letters.values("pk")))
        anew = [letter for letter in chosen if _queue_anew(letter, now)]
        for letter in anew:
            record(actor, "letter.sent_again", letter, at=now, state=letter.state)
        # a batch of which all had come to an end has something to do once more
        Batch.objects.filter(state=BatchState.DONE, pk__in={letter.batch_id for letter in anew if letter.batch_id}).update(state=BatchState.RUNNING)
        for lane in sorted({letter.lane for letter in anew}):
            wake(LANE_JOBS[Lane(lane)])
    return len(anew)


def _queue_anew(letter: Letter, now: datetime) -> bool:
    mine = Letter.objects.filter(pk=letter.pk, state=letter.state)
    return bool(mine.update(state=State.QUEUED, not_before=now, attempts=0, interruptions=0, finished_at=None))
