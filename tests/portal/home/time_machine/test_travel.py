"""A visitor of the demo turns the clock, and what is due really happens."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from django.urls import reverse

from portal.common import clock as doors
from portal.common.health import report
from portal.common.outbox.models import Letter
from portal.common.worker.models import JobRun
from portal.common.worker.schedule import schedule
from portal.home.time_machine import travel
from programmes.catalogue.models import Programme
from programmes.catalogue.presenters import present
from tests.factories.events import make_event, make_registration
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_programme
from tests.factories.stakeholders import make_coordinator
from tests.reading import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR, settings.EMAIL_URL = tmp_path, f"file://{tmp_path}/mail"
    return tmp_path


def kinds():
    return sorted(Letter.objects.filter(state="sent").values_list("kind", flat=True))


def test_turning_the_clock_moves_every_door_and_only_forward(now):
    real = now
    assert travel.forward(7, real=real) == now + 7 * DAY
    assert doors.now() == now + 7 * DAY
    doors.turn_to(now)
    assert doors.now() == now + 7 * DAY


def test_outside_a_demo_the_file_means_nothing(settings, folder, now):
    (folder / doors.FILE).write_text("86400")
    assert doors.ahead() == DAY
    settings.DEMO = False
    assert abs(doors.now() - doors.timezone.now()) < timedelta(seconds=5)


@pytest.mark.parametrize("text", ["", "soon", "-5", "9" * 40])
def test_a_damaged_file_stops_nothing(folder, text):
    (folder / doors.FILE).write_text(text)
    assert doors.ahead() == timedelta()


def test_in_a_week_reminders_leave_offers_run_out_and_the_next_is_asked(now):
    home = make_municipality()
    coordinator = make_coordinator(municipality=home)
    make_programme(municipality=home, coordinator=coordinator, starts_on=now.date() - 90 * DAY, published_at=now - 90 * DAY)
    event = make_event(municipality=home, starts_at=now + 5 * DAY, capacity=1)
    lapsing = make_registration(event=event, standing="offered", expires_at=now + DAY)
    waiting = make_registration(event=event, standing="waiting")

    travel.forward(7, real=now)

    lapsing.refresh_from_db()
    waiting.refresh_from_db()
    assert "registrations.offer_lapsed" in kinds()
    assert "registrations.seat_offered" in kinds()
    assert waiting.times_offered + (waiting.standing == "offered") >= 1


def test_who_is_signed_in_stays_so_while_months_pass(client, now):
    client.force_login(make_coordinator(municipality=make_municipality()))
    for _turn in range(3):
        travel.forward(28, real=now)
    assert client.get(reverse("workspace:home")).status_code == 200


def test_the_worker_is_as_awake_after_a_week_of_the_story_as_before(now):
    for job in schedule:
        JobRun.objects.create(name=job.name, started_at=now, finished_at=now)
    travel.forward(7, real=now)
    assert report(doors.now())["worker"] == {"ok": True, "slowest_job": min(schedule.names()), "heartbeat_age": 0}


def test_the_clock_is_not_turned_while_a_worker_holds_a_letter(now):
    """Its lease would have run out by the time it is handed over, and the letter would leave twice."""
    turned = Event()

    def turn():
        with doors.turning():
            turned.set()

    visitor = Thread(target=turn)
    with doors.standing():
        visitor.start()
        assert not turned.wait(0.1)
    visitor.join(5)
    assert turned.is_set()


def test_outside_a_demo_nobody_waits_for_the_clock(settings, folder):
    settings.DEMO = False
    with doors.standing():
        assert not (folder / doors.LOCK).exists()


@pytest.mark.slow
@pytest.mark.once
def test_a_whole_cycle_passes_and_each_phase_is_announced(now):
    home = make_municipality()
    coordinator = make_coordinator(municipality=home)
    programme = make_programme(municipality=home, coordinator=coordinator, starts_on=now.date() + 10 * DAY, published_at=now)
    states = []
    while (today := travel.now().date()) <= programme.phases.order_by("-position").first().ends_on:
        shown = present(Programme.objects.with_phases().get(pk=programme.pk), today)
        states.append(shown.now_words)
        travel.forward(28, real=now)
    begun = Letter.objects.filter(kind="plan.phase_begins", state="sent", recipient=coordinator.email).count()
    assert begun == programme.phases.count()
    assert len(set(states)) >= programme.phases.count()


def test_it_does_not_go_beyond_what_the_story_knows(now):
    for days in (0, 32):
        with pytest.raises(travel.TooFar):
            travel.forward(days, real=now)
    with pytest.raises(travel.TooFar):
        travel.forward(28, real=now - travel.FARTHEST)


def test_the_page_says_what_happened_and_the_bar_shows_the_day(client, now):
    response = client.post("/dev/clock/", {"days": "7"})
    assert response.status_code == 302
    text = page_of(client.get(response.url, headers={"Accept-Language": "en"})).text
    assert "What happened meanwhile" in text
    bar = client.get("/en/").content.decode()
    assert "17 May 2027" in bar
    assert client.post("/dev/clock/", {"days": "9999"}).status_code == 422
    assert client.get("/dev/clock/?since=%00x").status_code in {200, 400}
    assert client.get("/dev/clock/?since=yesterday").status_code == 200


@pytest.mark.once
def test_in_production_the_address_does_not_exist(tmp_path):
    """Asked of a fresh process with the settings of production."""
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "k3-Vm0xUHpQyT5bJw9rC2aLfE8nGdS6iZoK1tX7uWqYh4RvMjNlBgA",
        "SITE_URL": "https://setev.example",
        "ALLOWED_HOSTS": "setev.example",
        "DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3",
        "EMAIL_URL": "smtp+tls://setev:secret@mail.example:587",
        "TRUSTED_PROXY_COUNT": "0",
        "OPERATOR_NAME": "Razvojni center",
        "OPERATOR_EMAIL": "portal@setev.example",
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    (tmp_path / doors.FILE).write_text("86400")
    code = (
        "import django; django.setup(); from django.urls import reverse, NoReverseMatch; from portal.common import clock; from django.utils import timezone\n"
        "try: reverse('machine:time_machine'); print('there')\n"
        "except NoReverseMatch: print('gone', (clock.now() - timezone.now()).total_seconds() < 5)"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout.strip()
    assert said == "gone True"
