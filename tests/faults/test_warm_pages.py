"""Warm pages among several processes and in a rush: right in the very next request, and nobody waits for anybody because of them."""

import re
import socket
import threading
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2
import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from events.agenda.models import Event
from events.registrations import actions
from events.registrations.models import Seats
from portal import urls as site
from portal.common.warm.models import LastChange
from portal.common.warm.pages import for_everybody
from portal.common.warm.reading import marks_now
from tests.factories.events import make_event
from tests.faults.conftest import answers, until
from tests.faults.test_last_seat import CROWD, all_at_once, newcomer

CHANGES, READERS = 20, 4


def get(address, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=60) as response:  # noqa: S310  our own server
            return response.status, response.read().decode(), response.headers
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode(), refusal.headers


def seats_taken(page):
    """The number that the page tells; none is told while all are free."""
    found = re.search(r"(\d+) of 100 (?:is|are) taken", page)
    return int(found[1]) if found else 0


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def house(request, make_portal, broker):
    """Two web processes of four threads each, and a Redis that has just died."""
    portal = make_portal(request.param)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    portal.site = f"http://127.0.0.1:{port}"
    portal.environment |= {"SITE_URL": portal.site, "REDIS_URL": broker.url}
    broker.kill()
    broker.wait(5)
    portal.slug = portal.tell("tests.faults.workshop")["workshop"]
    portal.rows("UPDATE events_seats SET capacity = 100, taken = 0")
    portal.start("-m", "gunicorn", "portal.wsgi", "-w", "2", "-k", "gthread", "--threads", "4", "-b", f"127.0.0.1:{port}")
    assert until(lambda: answers(port), seconds=60)
    return portal


@pytest.mark.slow
@pytest.mark.once
def test_every_process_tells_a_change_in_the_very_next_request(house):
    page, agenda = f"{house.site}/en/events/{house.slug}/", f"{house.site}/en/events/"
    told, seen, done, faults, answered = [0], [0], threading.Event(), [], set()

    def read():
        """What is told now is at least what was told to the writer before the question; so is what is said to hold still."""
        while not done.is_set():
            before = told[0]
            status, words, headers = get(page)
            taken, later = seats_taken(words), told[0]
            again = get(page, **{"If-None-Match": headers["ETag"]})[0]
            if status != 200 or taken < before or (again == 304 and taken < later):
                faults.append((status, before, taken, later, again))
            seen[0] = max(seen[0], taken)
            answered.add(again)

    assert seats_taken(get(page)[1]) == 0
    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read) for _ in range(READERS)]
        for number in range(1, CHANGES + 1):
            house.rows(f"UPDATE events_seats SET taken = {number}")  # noqa: S608  our own number
            told[0] = number
            assert until(lambda: seen[0] == told[0], seconds=60)
        done.set()
        assert [reader.result() for reader in readers] == [None] * READERS
    assert (faults, 304 in answered) == ([], True)

    for title in ("Seed swap", "Plant swap"):
        house.rows(f"UPDATE events_event SET title_en = '{title}'")  # noqa: S608
        assert [title in get(address)[1] for address in (page, agenda) * 6] == [True] * 12
    house.rows("UPDATE events_event SET status = 'draft'")
    assert [(get(page)[0], "Plant swap" in get(agenda)[1]) for _ in range(6)] == [(404, False)] * 6


# --- Within one process, by real threads and transactions --------------------------------------------


@pytest.mark.only_postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite only one writes at a time, whatever it writes")
def test_nobody_waits_for_another_s_commit_because_both_change_what_pages_show():
    events, everybody_has_written = [make_event() for _ in range(CROWD)], threading.Barrier(CROWD)
    before = marks_now()

    def change(event):
        with transaction.atomic():
            Seats.objects.filter(event=event).update(taken=1)
            Event.objects.filter(pk=event.pk).update(title_en="Changed")
            everybody_has_written.wait(timeout=20)  # would break if one waited for another to commit

    all_at_once(*(lambda event=event: change(event) for event in events))

    after = marks_now()
    assert [before[table] != after[table] for table in ("events_seats", "events_event")] == [True, True]
    assert CROWD <= LastChange.objects.filter(table="events_seats").count() <= CROWD + 1


@pytest.mark.only_postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that could hang up")
def test_a_connection_that_was_cut_while_nobody_asked_is_made_anew(warm):
    make_event(title_en="Seed swap")
    address = "/en/events/"
    assert "Seed swap" in Client().get(address).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (mine,) = cursor.fetchone()
    with closing(psycopg2.connect(**connection.get_connection_params())) as another:
        another.cursor().execute("SELECT pg_terminate_backend(%s)", [mine])
    connection.health_check_done = False  # as at the beginning of each request to a server
    response = Client().get(address)
    assert (response.status_code, "Seed swap" in response.content.decode()) == (200, True)


@pytest.mark.django_db(transaction=True)
def test_a_rush_for_the_last_seats_leaves_no_page_behind(now, clock, warm):
    event = make_event(capacity=100)
    address = f"/en/events/{event.slug}/"
    behind = []

    def register_and_look(number):
        newcomer(event, now, number)()
        before = Seats.objects.get(event=event).taken
        seen = seats_taken(Client().get(address).content.decode())
        if seen < before:
            behind.append((seen, before))

    all_at_once(*(lambda number=number: register_and_look(number) for number in range(CROWD)))

    assert behind == []
    assert seats_taken(Client().get(address).content.decode()) == CROWD
    actions.set_capacity(event=event, capacity=CROWD, actor=None, now=now)
    assert "All seats are taken." in Client().get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_changes_while_a_page_is_being_made_is_never_hidden(settings, warm):
    event = make_event(title_en="Seed swap")
    read, changed = threading.Event(), threading.Event()

    def slow(_request):
        title = Event.objects.get(pk=event.pk).title_en
        read.set()
        changed.wait(timeout=20)
        return HttpResponse(title)

    class Wiring:
        handler400, handler403, handler404, handler500 = site.handler400, site.handler403, site.handler404, site.handler500
        urlpatterns = [path("slow/", for_everybody()(slow))]

    def change():
        read.wait(timeout=20)
        Event.objects.filter(pk=event.pk).update(title_en="Plant swap")
        changed.set()

    settings.ROOT_URLCONF = Wiring
    pages = all_at_once(lambda: Client().get("/slow/").content, change)
    assert (pages[0], Client().get("/slow/").content) == (b"Seed swap", b"Plant swap")
