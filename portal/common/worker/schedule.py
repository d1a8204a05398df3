"""One schedule of plain functions, run by Celery when a broker is set and by `manage.py run_worker` when not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.common.registry import Registry


@dataclass(frozen=True)
class Job:
    """A plain function that finds its work from state. It may run at any time, twice at once, or be killed half-way.

    `run` takes the moment and returns how many things it did. `queue` names the Celery queue.
    """

    name: str
    run: Callable[[datetime], int]
    every: timedelta
    queue: str = "transactional"


schedule: Registry[Job] = Registry("job")


def register(name: str, run: Callable[[datetime], int], *, every: timedelta, queue: str = "transactional") -> Job:
    return schedule.register(name, Job(name=name, run=run, every=every, queue=queue))
