from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError

from portal.common import health
from portal.common.housekeeping import tidy_up
from portal.common.outbox.models import CONTENT_KEPT, Lane, LanePause, Letter, State
from portal.common.worker.models import JobRun
from portal.common.worker.schedule import schedule

pytestmark = pytest.mark.django_db


@pytest.fixture
def working(now):
    JobRun.objects.bulk_create(JobRun(name=name, started_at=now, finished_at=now) for name in schedule.names())


def test_a_portal_that_works_is_well(working, now):
    found = health.report(now + timedelta(seconds=20))
    assert (found["status"], found["ready"], found["database"]["ok"], found["cache"]) == ("ok", True, True, {"ok": True, "on": "database"})
    assert (found["worker"]["ok"], found["worker"]["heartbeat_age"]) == (True, 20)
    assert found["letters"] == {"ok": True, "waiting": 0, "oldest_waiting_age": 0, "retrying": 0, "failed_today": 0, "uncertain_today": 0, "paused_lanes": []}


def test_a_worker_that_never_ran_degrades_but_pages_are_served(now):
    found = health.report(now)
    assert (found["status"], found["ready"], found["worker"]["ok"], found["worker"]["heartbeat_age"]) == ("degraded", True, False, None)


def test_one_job_that_makes_no_progress_is_named(working, now):
    later = now + timedelta(minutes=30)
    JobRun.objects.exclude(name="send_due_reminders").update(finished_at=later)
    found = health.worker(later)
    assert found == {"ok": False, "slowest_job": "send_due_reminders", "heartbeat_age": 1800}


def test_a_nightly_job_is_not_late_at_noon(working, now):
    noon = now + timedelta(hours=12)
    JobRun.objects.exclude(name="tidy_up").update(finished_at=noon)
    assert health.worker(noon)["ok"] is True


def test_letters_that_wait_too_long_or_a_paused_lane_degrade(working, write, now):
    write(2, now=now - timedelta(hours=1))
    found = health.letters(now)
    assert (found["ok"], found["waiting"], found["oldest_waiting_age"]) == (False, 2, 3600)
    Letter.objects.all().delete()
    LanePause.objects.create(lane=Lane.TRANSACTIONAL, paused_until=now + timedelta(minutes=1))
    assert (health.letters(now)["ok"], len(health.letters(now)["paused_lanes"])) == (False, 1)


@pytest.mark.parametrize(("put_off", "is_well"), [(health.MANY_PUT_OFF - 1, True), (health.MANY_PUT_OFF, False)])
def test_some_mailboxes_may_be_full_but_a_server_that_puts_off_many_letters_degrades(working, write, now, put_off, is_well):
    write(put_off, now=now - timedelta(hours=1))
    Letter.objects.update(state="retry_wait", not_before=now + timedelta(hours=1))
    found = health.letters(now)
    assert (found["ok"], found["waiting"], found["retrying"]) == (is_well, 0, put_off)


def test_a_database_that_is_away_is_said_not_raised(now, monkeypatch):
    def away():
        raise OperationalError("connection refused")

    monkeypatch.setattr(health.connection, "cursor", away)
    found = health.report(now)
    assert (found["status"], found["ready"], found["database"]["ok"], found["letters"]) == ("down", False, False, None)


def test_the_night_forgets_what_letters_were_about_and_later_the_letters(write, now):
    old, older, fresh, waiting = write(4, seat=1)
    Letter.objects.exclude(pk=waiting.pk).update(state=State.FAILED, smtp_reply="550 ana@example.si unknown", finished_at=now)
    Letter.objects.filter(pk=old.pk).update(finished_at=now - CONTENT_KEPT - timedelta(days=1))
    Letter.objects.filter(pk=older.pk).update(finished_at=now - timedelta(days=401))
    assert tidy_up(now) == 2
    assert {letter.pk: (letter.facts, letter.smtp_reply) for letter in Letter.objects.all()} == {
        old.pk: ({}, ""),
        fresh.pk: ({"seat": 1}, "550 ana@example.si unknown"),
        waiting.pk: ({"seat": 1}, ""),
    }
    assert tidy_up(now) == 0


def test_the_night_ends_sessions_that_have_run_out(now):
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))
    tidy_up(now)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
