"""A day or a week passes in a moment: the worker looks at every morning on the way, so that what is due really happens."""

from datetime import datetime, timedelta

from django.db.models import F

from portal.common.clock import now, turn_to, turning
from portal.common.worker.models import JobRun
from portal.home.demo.clock import AFTER_AN_ACT, EACH_MORNING, MORNING, local, run_jobs, sweep, tidy

LONGEST = 31  # days at once
FARTHEST = timedelta(days=4 * 365)  # in all: a whole cycle of a programme, and not the end of the calendar


class TooFar(ValueError):
    """The clock would leave the years that the story knows."""


def forward(days: int, *, real: datetime) -> datetime:
    """Turn the clock forward, day by day. `real` is the true time. Returns the moment at which it stands afterwards."""
    with turning():
        start = now()
        target = start + timedelta(days=days)
        if not 1 <= days <= LONGEST or target - real > FARTHEST:
            raise TooFar
        mornings = [local((start + timedelta(days=day)).date(), MORNING) for day in range(days + 1)]
        for morning in mornings:
            if start < morning < target:
                turn_to(morning)
                look(morning)
                tidy(morning)
        turn_to(target)
        look(target)
        take_heartbeats_along(target - start)
    return target


def look(moment: datetime) -> None:
    """What the worker does, until nothing is left that one act made possible for the next: an offer frees a letter, a letter leaves."""
    run_jobs(EACH_MORNING, moment)
    sweep(moment)
    run_jobs(AFTER_AN_ACT, moment)


def take_heartbeats_along(passed: timedelta) -> None:
    """How long the worker has been silent is a matter of true time, however far the story went meanwhile."""
    JobRun.objects.update(**{name: F(name) + passed for name in ("started_at", "finished_at", "claimed_until")})
