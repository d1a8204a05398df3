"""What pages and imports cost in a large installation: run by `make bench`, never part of the suite.

200 programmes, 5,000 events, 100,000 registrations and 20,000 contacts of one municipality. Queries are asserted, because they must
not grow; times are printed, because they are this machine's.
"""

import time
import tracemalloc
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.agenda.models import Event
from events.registrations.models import Registration, Seats
from portal.common.search.models import fill
from portal.common.tables import read_table, write_table
from programmes.catalogue.models import Milestone
from stakeholders.contacts.models import ContactNote
from stakeholders.imports import actions as imports
from stakeholders.people.models import Person
from tests.factories.events import NOW
from tests.factories.locations import make_municipality, make_place
from tests.factories.programmes import TODAY, make_programme
from tests.factories.stakeholders import actor_for, make_coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock"), pytest.mark.slow]
PROGRAMMES, EVENTS, REGISTRATIONS, CONTACTS = 200, 5_000, 100_000, 20_000
MOST_QUERIES = 12
DESK = (
    "/en/workspace/",
    "/en/workspace/due/",
    "/en/workspace/programmes/",
    "/en/workspace/programmes/?q=programme&when=now",
    "/en/workspace/events/",
    "/en/workspace/events/?waiting=on&when=upcoming",
    "/en/workspace/events/?status=draft",
    "/en/workspace/stakeholders/people/",
    "/en/workspace/stakeholders/people/?q=7&quiet=on",
    "/en/workspace/letters/",
)
PUBLIC = (
    "/en/",
    "/en/events/",
    "/en/calendar/2027/5/",
    "/en/search/?q=delavnica",
    "/en/search/?q=delavincah+17",
    "/events.ics",
    "/events.atom",
    "/en/municipalities/litija/",
)


@pytest.fixture
def litija():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture
def large(litija):
    place = make_place(municipality=litija)
    programmes = [make_programme(municipality=litija, starts_on=TODAY - timedelta(days=number)) for number in range(PROGRAMMES)]
    Milestone.objects.bulk_create(
        [Milestone(programme=row, name_sl="Mejnik", name_en="Milestone", due_on=TODAY + timedelta(days=day)) for row in programmes for day in (-9, 3, 90)]
    )
    Event.objects.bulk_create(
        [
            Event(
                municipality=litija, place=place, slug=f"delavnica-{number}", title_sl=f"Delavnica {number}", title_en=f"Workshop {number}",
                status="draft" if number % 10 == 0 else "published", published_at=NOW - timedelta(days=1),
                starts_at=NOW + timedelta(hours=number - EVENTS // 2), ends_at=NOW + timedelta(hours=number - EVENTS // 2 + 2),
            )
            for number in range(EVENTS)
        ],
        batch_size=500,
    )  # fmt: skip
    fill(Event, Event.named_by, Event.told_by)
    events = list(Event.objects.order_by("pk"))
    Seats.objects.bulk_create([Seats(event=event, capacity=15, taken=15) for event in events], batch_size=500)
    for programme, share in zip(programmes, range(0, EVENTS, EVENTS // PROGRAMMES), strict=False):
        programme.events.set(events[share : share + EVENTS // PROGRAMMES])
    Registration.objects.bulk_create(
        [
            Registration(
                event=events[number % EVENTS],
                name=f"Oseba {number}",
                email=f"oseba{number}@setev.example",
                standing="confirmed" if number < 75_000 else "waiting",
                joined_at=NOW,
            )
            for number in range(REGISTRATIONS)
        ],
        batch_size=500,
    )
    people = Person.objects.bulk_create(
        [Person(municipality=litija, name=f"Oseba {number}", email=f"oseba{number}@setev.example", created_at=NOW) for number in range(CONTACTS)],
        batch_size=500,
    )
    ContactNote.objects.bulk_create([ContactNote(municipality=litija, person=row, on=TODAY, text="Klic.") for row in people[:5000]], batch_size=500)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        begun = time.perf_counter()
        answer = client.get(address)
        taken = time.perf_counter() - begun
    assert answer.status_code == 200
    return len(queries), taken * 1000


def test_pages_of_a_large_installation(client, litija, large, capsys):
    client.force_login(make_coordinator(municipality=litija))
    found = {address: cost(client, address) for address in (*DESK, *PUBLIC)}
    with capsys.disabled():
        print(f"\n{connection.vendor}: {PROGRAMMES} programmes, {EVENTS} events, {REGISTRATIONS} registrations, {CONTACTS} contacts")
        for address, (queries, milliseconds) in found.items():
            print(f"  {queries:3} queries {milliseconds:7.0f} ms  {address}")
    assert {address: queries for address, (queries, _time) in found.items() if address in DESK and queries > MOST_QUERIES} == {}


def test_an_import_of_twenty_thousand_rows(litija, capsys):
    actor = actor_for(make_coordinator(municipality=litija))
    rows = [[f"Oseba {number}", f"oseba{number}@setev.example", "041 000 000", f"Organizacija {number % 300}"] for number in range(CONTACTS)]
    content = write_table(["Ime", "E-pošta", "Telefon", "Organizacija"], rows, "xlsx", title="People")
    tracemalloc.start()
    times = {}

    def timed(what, act):
        begun = time.perf_counter()
        answer = act()
        times[what] = time.perf_counter() - begun
        return answer

    headings, cells = timed("read the XLSX file", lambda: read_table(SimpleUploadedFile("people.xlsx", content)))
    batch = timed("take the rows in", lambda: imports.start_import(municipality=litija, kind="people", headings=headings, rows=cells, actor=actor, now=NOW))
    timed("look them through", lambda: imports.advance(batch_id=batch.pk, now=NOW, shares=100))
    imports.begin_import(batch=batch, actor=actor, now=NOW)
    timed("store them", lambda: imports.advance(batch_id=batch.pk, now=NOW, shares=100))
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    assert Person.objects.filter(municipality=litija).count() == CONTACTS
    batch.refresh_from_db()
    timed("take them back", lambda: imports.undo_import(batch=batch, actor=actor, now=NOW))
    with capsys.disabled():
        print(f"\n{connection.vendor}: {CONTACTS} rows, {len(content) / 1000:.0f} kB, at most {peak:.0f} MB of Python's memory")
        for what, seconds in times.items():
            print(f"  {seconds:6.1f} s  {what}")
