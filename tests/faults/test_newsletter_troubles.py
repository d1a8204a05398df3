"""A newsletter while what it stands on gives way: its broker forgets everything, its database cuts everybody off, its disk is full, beat runs twice."""

import time
from urllib.parse import urlsplit

import pytest
import redis
from celery import Celery
from django.conf import settings

from tests.faults.conftest import until
from tests.faults.test_newsletter import PATIENCE, WORKER, Hostile, ensure_nobody_is_lost, is_finished, standing, tell
from tests.services import on_server

pytestmark = [pytest.mark.slow, pytest.mark.once]
RECIPIENTS = 600
ROOM = 600_000  # bytes that a file may have on the full disk: enough for some dozens of letters

# As `run_worker`, on a disk that holds no file larger than ROOM: what does not fit is refused as by a full one.
ON_A_FULL_DISK = (
    f"import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({ROOM}, {ROOM}));"
    "os.execv(sys.executable, [sys.executable, 'manage.py', 'run_worker'])"
)


class Beats:
    """So many of them: each tells the workers the same, and more often than in earnest."""

    def __init__(self, broker, number):
        self.app, self.number, self.last = Celery(broker=broker.url, set_as_current=False), number, 0.0

    def tick(self):
        if time.monotonic() - self.last < 0.5:
            return
        self.last = time.monotonic()
        for job in ("advance_newsletters", "deliver_bulk"):
            for _ in range(self.number):
                self.app.send_task("setev.run_job", kwargs={"name": job}, queue="bulk", expires=5)


@pytest.fixture
def hostile(dice):
    return Hostile(dice.random())


@pytest.fixture
def sink(make_mail_server, hostile):
    return make_mail_server(behave=hostile)


@pytest.fixture
def house(make_portal, sink, broker):
    """On PostgreSQL, with the workers of Celery still to be started."""
    portal = make_portal("postgres")
    portal.environment |= {"EMAIL_URL": sink.url, "CELERY_BROKER_URL": broker.url, "REDIS_URL": broker.url}
    tell(portal, recipients=RECIPIENTS)
    return portal


@pytest.mark.postgres
def test_two_beats_and_a_broker_that_forgets_everything_make_no_letter_twice(house, sink, hostile, broker):
    beats = Beats(broker, 2)
    house.start(*WORKER), house.start(*WORKER)
    for share in (RECIPIENTS // 4, RECIPIENTS // 2):
        assert until(lambda share=share: beats.tick() or len(sink.accepted) >= share, seconds=PATIENCE), house.states()
        with redis.Redis.from_url(broker.url) as connection:
            connection.flushall()
    assert until(lambda: beats.tick() or is_finished(house), seconds=PATIENCE), (standing(house), house.states())
    ensure_nobody_is_lost(house, sink, hostile, 0, recipients=RECIPIENTS)


@pytest.mark.postgres
def test_a_database_that_cuts_everybody_off_and_comes_back_loses_nobody(house, sink, hostile, broker):
    beats, cuts = Beats(broker, 1), 3
    name = urlsplit(house.database_url).path.lstrip("/")
    house.start(*WORKER), house.start(*WORKER)
    for number in range(1, cuts + 1):
        share = RECIPIENTS * number // (cuts + 2)
        assert until(lambda share=share: beats.tick() or len(sink.accepted) >= share, seconds=PATIENCE), house.states()
        on_server(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        on_server(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608  our own name
        time.sleep(1)
        on_server(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert until(lambda: beats.tick() or is_finished(house), seconds=PATIENCE), (standing(house), house.states())
    ensure_nobody_is_lost(house, sink, hostile, 2 * cuts, recipients=RECIPIENTS)


def test_on_a_full_disk_nothing_leaves_that_cannot_be_noted(make_portal, sink, hostile):
    portal = make_portal("sqlite")
    portal.environment["EMAIL_URL"] = sink.url
    tell(portal, recipients=RECIPIENTS)
    first = portal.start("manage.py", "run_worker")
    assert until(lambda: len(sink.accepted) > RECIPIENTS // 10, seconds=PATIENCE)
    portal.kill(first)
    portal.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    before = len(sink.accepted)
    second = portal.start("-c", ON_A_FULL_DISK)
    assert until(lambda: is_quiet(sink, before), seconds=PATIENCE), portal.states()
    noted, told = portal.states(), len(sink.accepted)
    print(f"{told - before} letters until the disk was full, {noted}")  # noqa: T201
    assert second.poll() is None  # it waits for better days
    assert told < RECIPIENTS
    assert told - noted.get("sent", 0) - noted.get("uncertain", 0) <= 2 * settings.MAIL_CONNECTIONS + len(
        hostile.cut
    )  # in hand when one was killed and the other stopped
    portal.kill(second)
    portal.start("manage.py", "run_worker")
    assert until(lambda: is_finished(portal), seconds=PATIENCE), (standing(portal), portal.states())
    ensure_nobody_is_lost(portal, sink, hostile, 2, recipients=RECIPIENTS)


def is_quiet(sink, before):
    """Some letters have come, and for three seconds no further one."""
    now = len(sink.accepted)
    time.sleep(3)
    return before < now == len(sink.accepted)
