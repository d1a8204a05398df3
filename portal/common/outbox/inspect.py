"""How the outbox stands, for pages and health."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from portal.common.outbox.kinds import kinds
from portal.common.outbox.models import DUE, HELD, STRANDED, LanePause, Letter, State


@dataclass(frozen=True)
class Standing:
    """`oldest_waiting_at` is when the letter that waits longest should have left; None when nothing waits.

    `retrying` are those that the mail server put off, and that will be tried again later.
    """

    waiting: int
    oldest_waiting_at: datetime | None
    failed_today: int
    uncertain_today: int
    retrying: int = 0


def standing(now: datetime) -> Standing:
    """Letters by themselves; how a batch fares is told by whoever sends it. Each question has an index of its own, so that none looks at what has arrived."""
    due = Letter.objects.filter(batch=None, state__in=DUE).aggregate(
        waiting=Count("pk", filter=Q(state=State.QUEUED, not_before__lte=now)),
        oldest=Min("not_before", filter=Q(state=State.QUEUED, not_before__lte=now)),
        retrying=Count("pk", filter=Q(state=State.RETRY_WAIT)),
    )
    held = Letter.objects.filter(batch=None, state__in=HELD).aggregate(waiting=Count("pk"), oldest=Min("not_before"))
    stranded = Letter.objects.filter(state__in=STRANDED, finished_at__gt=now - timedelta(days=1)).aggregate(
        failed=Count("pk", filter=Q(state=State.FAILED)), uncertain=Count("pk", filter=Q(state=State.UNCERTAIN))
    )
    oldest = min((moment for moment in (due["oldest"], held["oldest"]) if moment), default=None)
    return Standing(due["waiting"] + held["waiting"], oldest, stranded["failed"], stranded["uncertain"], due["retrying"])


def sent_between(since: datetime, until: datetime) -> list[tuple[str, int]]:
    """What left in that time: each kind by its label and how many letters, most first."""
    counted = Counter(Letter.objects.filter(sent_at__gt=since, sent_at__lte=until).values_list("kind", flat=True))
    labels = {kind.name: str(kind.label) for kind in kinds}
    return [(labels.get(name, name), number) for name, number in counted.most_common()]


def pauses(now: datetime) -> list[LanePause]:
    """The lanes that wait because the mail server does not take our letters."""
    return list(LanePause.objects.filter(paused_until__gt=now).order_by("lane"))
