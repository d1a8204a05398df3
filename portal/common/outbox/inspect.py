"""How the outbox stands, for pages and health."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from portal.common.outbox.kinds import kinds
from portal.common.outbox.models import HELD, LanePause, Letter, State


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
    day = Q(finished_at__gt=now - timedelta(days=1), state__in=(State.FAILED, State.UNCERTAIN))
    late = Q(state__in=(State.QUEUED, *HELD), not_before__lte=now)
    put_off = Q(state=State.RETRY_WAIT)
    found = Letter.objects.filter(late | put_off | day).aggregate(  # not the hundred thousands that have arrived
        waiting=Count("pk", filter=late),
        oldest=Min("not_before", filter=late),
        failed=Count("pk", filter=day & Q(state=State.FAILED)),
        uncertain=Count("pk", filter=day & Q(state=State.UNCERTAIN)),
        retrying=Count("pk", filter=put_off),
    )
    return Standing(found["waiting"], found["oldest"], found["failed"], found["uncertain"], found["retrying"])


def sent_between(since: datetime, until: datetime) -> list[tuple[str, int]]:
    """What left in that time: each kind by its label and how many letters, most first."""
    counted = Counter(Letter.objects.filter(sent_at__gt=since, sent_at__lte=until).values_list("kind", flat=True))
    labels = {kind.name: str(kind.label) for kind in kinds}
    return [(labels.get(name, name), number) for name, number in counted.most_common()]


def pauses(now: datetime) -> list[LanePause]:
    """The lanes that wait because the mail server does not take our letters."""
    return list(LanePause.objects.filter(paused_until__gt=now).order_by("lane"))
