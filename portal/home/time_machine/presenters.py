"""What happened while the clock was turned: read from the rows, as everything else."""

from datetime import datetime
from typing import Any

from portal.common.outbox.inspect import sent_between
from programmes.catalogue.choices import Status
from programmes.catalogue.models import Phase, Programme

SHOWN = 50


def phases_between(since: datetime, until: datetime) -> list[Phase]:
    """Phases of public programmes that began meanwhile."""
    shown = Phase.objects.filter(programme__status=Status.PUBLISHED, starts_on__gt=since.date(), starts_on__lte=until.date())
    return list(shown.select_related("programme").order_by("starts_on", "pk")[:SHOWN])


def story_so_far(since: datetime | None, until: datetime) -> dict[str, Any]:
    next_phase = Phase.objects.filter(programme__status=Status.PUBLISHED, starts_on__gt=until.date(), closed_at=None).select_related("programme")
    facts: dict[str, Any] = {"until": until, "since": since, "next_phase": next_phase.order_by("starts_on", "pk").first()}
    if since and since < until:
        facts |= {"letters": sent_between(since, until), "phases": phases_between(since, until)}
    facts["is_told"] = Programme.objects.exists()
    return facts
