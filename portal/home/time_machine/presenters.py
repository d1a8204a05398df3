"""What happened while the clock was turned: read from the rows, as everything else."""

from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.functional import Promise

from portal.common.outbox.kinds import kinds
from portal.common.outbox.models import Letter
from programmes.catalogue.choices import Status
from programmes.catalogue.models import Phase, Programme

SHOWN = 50


class Sent(NamedTuple):
    label: str | Promise
    number: int


def letters_between(since: datetime, until: datetime) -> list[Sent]:
    """The letters that left, by kind, most first."""
    counted = Counter(Letter.objects.filter(sent_at__gt=since, sent_at__lte=until).values_list("kind", flat=True))
    labels = {kind.name: kind.label for kind in kinds}
    return [Sent(labels.get(name, name), number) for name, number in counted.most_common()]


def phases_between(since: datetime, until: datetime) -> list[Phase]:
    """Phases of public programmes that began meanwhile."""
    shown = Phase.objects.filter(programme__status=Status.PUBLISHED, starts_on__gt=since.date(), starts_on__lte=until.date())
    return list(shown.select_related("programme").order_by("starts_on", "pk")[:SHOWN])


def story_so_far(since: datetime | None, until: datetime) -> dict[str, Any]:
    next_phase = Phase.objects.filter(programme__status=Status.PUBLISHED, starts_on__gt=until.date(), closed_at=None).select_related("programme")
    facts: dict[str, Any] = {"until": until, "since": since, "next_phase": next_phase.order_by("starts_on", "pk").first()}
    if since and since < until:
        facts |= {"letters": letters_between(since, until), "phases": phases_between(since, until)}
    facts["is_told"] = Programme.objects.exists()
    return facts
