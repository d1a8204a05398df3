"""Is the portal well? Facts for `/healthz` and `/readyz`, and for whoever watches them."""

from datetime import datetime, timedelta
from typing import Literal, TypedDict
from uuid import uuid4

from django.core.cache import caches
from django.db import DatabaseError, InterfaceError, connection

from portal.common.cache import SturdyCache
from portal.common.outbox.inspect import pauses, standing
from portal.common.worker.models import JobRun
from portal.common.worker.schedule import Job, schedule

Status = Literal["ok", "degraded", "down"]
LATE_JOB = timedelta(minutes=2)  # beyond three of its intervals
LATE_LETTER = timedelta(minutes=15)
MANY_PUT_OFF = 20  # a full mailbox puts off its own letters; so many at once are the mail server's no to us


class Database(TypedDict):
    ok: bool
    vendor: str


class Cache(TypedDict):
    ok: bool
    on: Literal["redis", "database"]


class Worker(TypedDict):
    """`slowest_job` is the one furthest behind its own interval; its age in seconds is None when it never ran."""

    ok: bool
    slowest_job: str
    heartbeat_age: int | None


class Letters(TypedDict):
    ok: bool
    waiting: int
    oldest_waiting_age: int
    retrying: int
    failed_today: int
    uncertain_today: int
    paused_lanes: list[str]


class Report(TypedDict):
    """`ready`: pages can be served. A worker that sleeps makes it "degraded": letters wait, pages do not."""

    status: Status
    ready: bool
    database: Database
    cache: Cache
    worker: Worker | None
    letters: Letters | None


def database() -> Database:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return {"ok": False, "vendor": connection.vendor}
    return {"ok": True, "vendor": connection.vendor}


def counting() -> Cache:
    """Whether the cache keeps what it is given, and where."""
    cache = caches["default"]
    key, value = f"health:{uuid4()}", "kept"
    try:
        cache.set(key, value, timeout=10)
        is_kept = cache.get(key) == value
        cache.delete(key)
    except (DatabaseError, InterfaceError):
        is_kept = False
    return {"ok": is_kept, "on": "redis" if isinstance(cache, SturdyCache) and cache.is_on_redis else "database"}


def worker(now: datetime) -> Worker:
    runs = JobRun.objects.in_bulk(schedule.names())
    behind = [(_behind(job, runs.get(job.name), now), job) for job in schedule]
    if not behind:
        return {"ok": True, "slowest_job": "", "heartbeat_age": 0}
    late, slowest = max(behind, key=lambda pair: pair[0])
    last = runs[slowest.name].finished_at if slowest.name in runs else None
    return {"ok": late <= LATE_JOB, "slowest_job": slowest.name, "heartbeat_age": _seconds(now, last) if last else None}


def _behind(job: Job, last: JobRun | None, now: datetime) -> timedelta:
    """How far the job is beyond three of its intervals."""
    if last is None or last.finished_at is None:
        return timedelta.max
    return now - last.finished_at - 3 * job.every


def letters(now: datetime) -> Letters:
    found, paused = standing(now), pauses(now)
    age = _seconds(now, found.oldest_waiting_at) if found.oldest_waiting_at else 0
    return {
        "ok": age <= LATE_LETTER.total_seconds() and found.retrying < MANY_PUT_OFF and not paused,
        "waiting": found.waiting,
        "oldest_waiting_age": age,
        "retrying": found.retrying,
        "failed_today": found.failed_today,
        "uncertain_today": found.uncertain_today,
        "paused_lanes": [pause.get_lane_display() for pause in paused],
    }


def _seconds(now: datetime, then: datetime) -> int:
    return max(int((now - then).total_seconds()), 0)


def report(now: datetime) -> Report:
    """Everything in seven queries. Never raises because something is down: that is what it reports."""
    data = database()
    if not data["ok"]:
        return {"status": "down", "ready": False, "database": data, "cache": {"ok": False, "on": "database"}, "worker": None, "letters": None}
    try:
        counted, worked, written = counting(), worker(now), letters(now)
    except (DatabaseError, InterfaceError):  # reachable, but not migrated, or lost meanwhile
        return {"status": "down", "ready": False, "database": data, "cache": {"ok": False, "on": "database"}, "worker": None, "letters": None}
    is_well = worked["ok"] and written["ok"]
    status: Status = "down" if not counted["ok"] else "ok" if is_well else "degraded"
    return {"status": status, "ready": counted["ok"], "database": data, "cache": counted, "worker": worked, "letters": written}
