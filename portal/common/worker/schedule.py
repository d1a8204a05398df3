"""One schedule of plain functions, run by Celery when a broker is set and by `manage.py run_worker` when not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.common.registry import Registry

SHORTEST_BEAT = timedelta(seconds=30)  # beat only finds what a nudge lost
LONGEST_BEAT = timedelta(minutes=5)  # beat counts from its own start: a daily job asked for once a day would never run where beat is restarted each night


@dataclass(frozen=True)
class Job:
    """A plain function that finds its work from state. It may run at any time, twice at once, or be killed half-way.

    `run` takes the moment and returns how many things it did. `queue` names the Celery queue. `is_alone`: a second
    runner leaves it alone while one runs; the lanes share their work letter by letter instead.
    """

    name: str
    run: Callable[[datetime], int]
    every: timedelta
    queue: str = "transactional"
    is_alone: bool = True


schedule: Registry[Job] = Registry("job")


def register(name: str, run: Callable[[datetime], int], *, every: timedelta, queue: str = "transactional", is_alone: bool = True) -> Job:
    return schedule.register(name, Job(name=name, run=run, every=every, queue=queue, is_alone=is_alone))


def beat_entries() -> dict[str, dict[str, Any]]:
    """The same schedule for Celery's beat."""
    return {job.name: _beat_entry(job) for job in schedule}


def _beat_entry(job: Job) -> dict[str, Any]:
    every = min(max(job.every, SHORTEST_BEAT), LONGEST_BEAT)
    return {
        "task": "setev.run_job",
        "schedule": every.total_seconds(),
        "kwargs": {"name": job.name, "only_if_due": job.every > LONGEST_BEAT},
        "options": {"queue": job.queue, "expires": every.total_seconds()},  # a tick that lay longer in the broker is dropped: the next one does the same
    }
