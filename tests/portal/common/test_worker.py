from datetime import timedelta
from threading import Event

import pytest
from django.core.management import call_command
from django.db import OperationalError, transaction
from kombu.exceptions import OperationalError as BrokerError

from portal.common import tasks
from portal.common.outbox.models import Letter, State
from portal.common.registry import Registry
from portal.common.worker import loop, run, wake
from portal.common.worker.leaving import leaving
from portal.common.worker.models import JobRun
from portal.common.worker.schedule import Job, beat_entries, schedule

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def jobs(monkeypatch):
    """A schedule of its own; `jobs(name=function)` fills it."""
    own = Registry("job")
    monkeypatch.setattr(run, "schedule", own)
    return lambda every=MINUTE, **functions: [own.register(name, Job(name=name, run=function, every=every)) for name, function in functions.items()]


def test_a_job_runs_at_its_interval(jobs, now):
    jobs(count=lambda _now: 3)
    ran = [run.run_due(now + timedelta(seconds=seconds)) for seconds in (0, 30, 61)]
    assert ran == [{"count": 3}, {}, {"count": 3}]


def test_a_named_job_runs_whether_or_not_it_is_due(jobs, now):
    jobs(first=lambda _now: 1, second=lambda _now: 2)
    run.run_due(now)
    assert run.run_due(now, only={"second"}) == {"second": 2}


def test_a_job_that_fails_stops_no_other_and_its_heartbeat_grows_old(jobs, now):
    jobs(bad=lambda _now: {}["missing"], good=lambda _now: 1)
    assert run.run_due(now) == {"bad": None, "good": 1}
    bad, good = JobRun.objects.get(name="bad"), JobRun.objects.get(name="good")
    assert (bad.last_result, bad.finished_at, bad.claimed_until) == ("failed: KeyError", None, None)
    assert (good.last_result, good.finished_at >= now) == ("1", True)


def test_a_job_that_another_runner_holds_is_left_alone_until_its_claim_runs_out(jobs, now):
    jobs(count=lambda _now: 1)
    JobRun.objects.create(name="count", claimed_until=now + MINUTE)
    assert [run.run_due(now + wait) for wait in (timedelta(0), MINUTE)] == [{}, {"count": 1}]


def test_two_runners_at_once_do_a_tick_once(jobs, now):
    (job,) = jobs(count=lambda _now: 1)
    seen = JobRun.objects.create(name="count", started_at=now - MINUTE)
    marks = [run.claim(job, seen, now, must_be_due=True)]
    JobRun.objects.update(claimed_until=None)  # the other runner has finished meanwhile
    marks.append(run.claim(job, seen, now, must_be_due=True))
    assert [mark is not None for mark in marks] == [True, False]


def test_a_clock_turned_back_does_not_stop_the_work(jobs, now):
    jobs(count=lambda _now: 1)
    run.run_due(now + timedelta(days=90))
    assert run.run_due(now) == {"count": 1}


def test_the_moment_of_a_job_is_the_doors(jobs, now):
    moments = []
    jobs(look=lambda moment: moments.append(moment) or 0)
    run.run_due(now)
    assert timedelta(0) <= moments[0] - now < timedelta(seconds=5)


def test_beat_runs_the_same_schedule_never_faster_than_half_a_minute():
    entries = beat_entries()
    assert set(entries) == set(schedule.names())
    assert min(entry["schedule"] for entry in entries.values()) >= 30
    assert entries["deliver_bulk"]["options"] == {"queue": "bulk", "expires": 30.0}
    assert entries["deliver_bulk"]["kwargs"] == {"name": "deliver_bulk", "only_if_due": False}


def test_beat_asks_for_rare_jobs_often_so_that_restarting_it_each_night_loses_none(now):
    assert beat_entries()["tidy_up"]["schedule"] == 300
    assert beat_entries()["tidy_up"]["kwargs"] == {"name": "tidy_up", "only_if_due": True}
    assert set(run.run_due(now, only={"tidy_up"}, only_if_due=True)) == {"tidy_up"}
    assert run.run_due(now + timedelta(minutes=5), only={"tidy_up"}, only_if_due=True) == {}
    assert set(run.run_due(now + timedelta(days=1, minutes=1), only={"tidy_up"}, only_if_due=True)) == {"tidy_up"}


def test_the_task_runs_the_named_job_and_ignores_what_it_does_not_know():
    tasks.run_job(name="deliver_transactional", priority="of the future")
    tasks.run_job(name="job_of_the_future")
    assert list(JobRun.objects.values_list("name", flat=True)) == ["deliver_transactional"]


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_what_is_due_and_ends(write, mail_folder, now):
    write(2, now=now - timedelta(days=3650))  # the command reads the real clock
    call_command("run_worker", "--once")
    assert set(Letter.objects.values_list("state", flat=True)) == {State.SENT}
    assert set(JobRun.objects.values_list("name", flat=True)) == set(schedule.names())


def test_the_worker_waits_for_a_database_that_restarts(monkeypatch):
    ticks = []

    def tick():
        ticks.append(1)
        if len(ticks) < 3:
            raise OperationalError("the database system is starting up")
        leaving.set()

    monkeypatch.setattr(loop, "tick", tick)
    monkeypatch.setattr(loop, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(loop.connections, "close_all", lambda: None)
    monkeypatch.setattr(loop, "close_old_connections", lambda: None)
    try:
        loop.work()
    finally:
        leaving.clear()
    assert len(ticks) == 3


def test_the_worker_ends_when_its_parent_is_gone(monkeypatch):
    monkeypatch.setattr(loop, "tick", lambda: pytest.fail("it went on"))
    loop.work(parent=1_000_000)


class Broker:
    """What `wake` says to Celery, or the trouble it meets."""

    def __init__(self, monkeypatch, settings, *, trouble=None):
        self.told, self.tries, self.trouble = [], 0, trouble
        settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
        monkeypatch.setattr(wake, "caller", wake.Caller())
        monkeypatch.setattr(wake.current_app, "send_task", self.send_task)

    def send_task(self, _task, *, kwargs, queue, **_options):
        self.tries += 1
        if self.trouble:
            raise self.trouble
        self.told.append((kwargs["name"], queue))

    @property
    def sent(self):
        assert wake.caller.settle(10)
        return self.told


def test_a_thousand_letters_in_one_transaction_need_one_nudge(write, monkeypatch, settings, django_capture_on_commit_callbacks):
    broker = Broker(monkeypatch, settings)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        write(20)
        write(2, lane=1)
    assert broker.sent == [("deliver_transactional", "transactional"), ("deliver_bulk", "bulk")]


def test_a_nudge_undone_with_its_savepoint_does_not_swallow_the_next(write, monkeypatch, settings, django_capture_on_commit_callbacks):
    broker = Broker(monkeypatch, settings)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        with transaction.atomic():
            write(1)
            transaction.set_rollback(True)
        write(1)
    assert broker.sent == [("deliver_transactional", "transactional")]


def test_a_dead_broker_is_asked_once_and_then_left_alone(monkeypatch, settings):
    broker = Broker(monkeypatch, settings, trouble=BrokerError("connection refused"))
    for _time in range(3):
        wake._publish("deliver_transactional")
        assert wake.caller.settle(10)
    assert broker.tries == 1


def test_a_connection_that_was_cut_while_nobody_called_is_made_anew(monkeypatch, settings):
    broker, connect = Broker(monkeypatch, settings), wake.current_app.connection_for_write

    def connect_anew():
        broker.trouble = None
        return connect()

    monkeypatch.setattr(wake.current_app, "connection_for_write", connect_anew)
    for trouble in (None, ConnectionResetError("cut"), None):
        broker.trouble = trouble
        wake._publish("deliver_transactional")
        assert wake.caller.settle(10)
    assert (len(broker.sent), broker.tries) == (3, 4)


def test_of_many_nudges_at_once_few_are_told_and_one_after_the_last(monkeypatch, settings):
    """Whoever calls while another nudge is on its way is told of afterwards: what was committed meanwhile may have been overlooked."""
    broker, gate = Broker(monkeypatch, settings), Event()
    told, wait = broker.send_task, gate.wait
    monkeypatch.setattr(wake.current_app, "send_task", lambda *given, **more: (wait(10), told(*given, **more)))
    for _ in range(50):
        wake._publish("deliver_transactional")
    gate.set()
    assert 1 <= len(broker.sent) <= 2
    wake._publish("deliver_transactional")
    assert 2 <= len(broker.sent) <= 3


def test_without_a_broker_nothing_is_published(write, monkeypatch, settings, django_capture_on_commit_callbacks):
    broker = Broker(monkeypatch, settings)
    settings.CELERY_BROKER_URL = ""
    with django_capture_on_commit_callbacks(execute=True):
        write(1)
    assert broker.tries == 0
