"""Running what is due. Two runners may do this at once: each job is claimed in the database, and one that fails stops no other."""

import logging
import time
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import Q

from portal.common.worker.models import JobRun
from portal.common.worker.schedule import Job, schedule

logger = logging.getLogger(__name__)

CLAIM = timedelta(minutes=1)  # a job that is killed is free again after this; one that takes longer may overlap


def run_due(now: datetime, *, only: Collection[str] | None = None, only_if_due: bool = False) -> dict[str, int | None]:
    """Run the jobs whose time has come; with `only`, these jobs whether or not it has, unless `only_if_due`.

    Returns what each did, None for one that failed. A job that another runner holds is left out.
    """
    began = time.monotonic()
    must_be_due = only is None or only_if_due
    runs = JobRun.objects.in_bulk()
    done: dict[str, int | None] = {}
    for job in schedule:
        if (only is not None and job.name not in only) or (must_be_due and not is_due(job, runs.get(job.name), now)):
            continue
        moment = now + timedelta(seconds=time.monotonic() - began)
        mark = claim(job, runs.get(job.name), moment, must_be_due=must_be_due)
        if mark is not None:
            done[job.name] = run(job, mark, moment)
    return done


def is_due(job: Job, last: JobRun | None, now: datetime) -> bool:
    if last is None or last.started_at is None:
        return True
    # a clock that was turned back must not stop the work until it has caught up
    return now - last.started_at >= job.every or now < last.started_at


def claim(job: Job, seen: JobRun | None, moment: datetime, *, must_be_due: bool) -> UUID | None:
    """Take the job. None when another runner has it, or has just done this tick."""
    mark = uuid4()
    row = JobRun.objects.filter(name=job.name)
    if seen is None:
        JobRun.objects.bulk_create([JobRun(name=job.name)], ignore_conflicts=True)
    if must_be_due:
        row = row.filter(started_at=seen.started_at) if seen and seen.started_at else row.filter(started_at=None)
    if job.is_alone:
        row = row.filter(Q(claimed_until=None) | Q(claimed_until__lte=moment) | Q(claimed_until__gt=moment + 2 * CLAIM))
    return mark if row.update(claimed_by=mark, claimed_until=moment + CLAIM, started_at=moment) else None


def run(job: Job, mark: UUID, moment: datetime) -> int | None:
    began = time.monotonic()
    count: int | None = None
    try:
        count = job.run(moment)
        result = {"last_result": str(count), "finished_at": moment + timedelta(seconds=time.monotonic() - began)}
    except Exception as error:  # the other jobs go on; the heartbeat of this one grows old
        logger.exception("The job %s failed.", job.name)
        result = {"last_result": f"failed: {type(error).__name__}"}
    row = JobRun.objects.filter(name=job.name)
    row.update(**result)
    row.filter(claimed_by=mark).update(claimed_by=None, claimed_until=None)
    return count
