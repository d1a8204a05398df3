"""A day or a week passes in a moment: the worker looks at every morning on the way, so that what is due really happens."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from portal.common.clock import now, turn_to
from portal.home.demo.clock import AFTER_AN_ACT, EACH_MORNING, MORNING, local, run_jobs, sweep, tidy

LONGEST = 31  # days at once
FARTHEST = timedelta(days=4 * 365)  # in all: a whole cycle of a programme, and not the end of the calendar


class TooFar(ValueError):
    """The clock would leave the years that the story knows."""


@contextmanager
def alone() -> Iterator[None]:
    """Two visitors who turn the clock at once turn it one after the other."""
    handle = os.open(Path(settings.DATA_DIR) / "clock.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def forward(days: int, *, real: datetime) -> datetime:
    """Turn the clock forward, day by day. `real` is the true time. Returns the moment at which it stands afterwards."""
    with alone():
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
    return target


def look(moment: datetime) -> None:
    """What the worker does, until nothing is left that one act made possible for the next: an offer frees a letter, a letter leaves."""
    run_jobs(EACH_MORNING, moment)
    sweep(moment)
    run_jobs(AFTER_AN_ACT, moment)
