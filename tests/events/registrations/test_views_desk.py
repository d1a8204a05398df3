from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.agenda.choices import Status
from events.registrations import actions
from events.registrations.choices import Standing
from portal.common.models import AuditEntry
from portal.common.outbox.models import Letter
from tests.factories.events import make_event, make_registration
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_coordinator
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "fresh_counts", "english")]


@pytest.fixture
def desk(client):
    """A browser in which the coordinator of `desk.home` is signed in."""
    client.home = make_municipality(name="Litija")
    client.user = make_coordinator(municipality=client.home)
    client.force_login(client.user)
    return client


def desk_url(view, event, *more):
    return reverse(f"events:{view}", args=[event.public_id, *more])


def test_the_desk_lists_who_comes_and_how_many(desk):
    event = make_event(municipality=desk.home, capacity=5)
    make_registration(event=event, name="Ana Novak", needs="Rampa", party_size=2)
    make_registration(event=event, name="Bor Kos", standing=Standing.WAITING)

    page = words(desk.get(desk_url("desk_registration_list", event)))

    assert "3 seats are free. 2 of 5 are taken." in page
    assert "Ana Novak" in page
    assert "Rampa" in page
    assert "Bor Kos" in page


def test_the_desk_narrows_by_standing_and_name(desk):
    event = make_event(municipality=desk.home)
    make_registration(event=event, name="Ana Novak")
    make_registration(event=event, name="Bor Kos", standing=Standing.WAITING)
    url = desk_url("desk_registration_list", event)

    found = {
        query: ["Ana Novak" in page, "Bor Kos" in page]
        for query in ("standing=waiting", "q=ana", "standing=rubbish", "q=nobody")
        if (page := words(desk.get(f"{url}?{query}")))
    }

    assert found == {"standing=waiting": [False, True], "q=ana": [True, False], "standing=rubbish": [True, True], "q=nobody": [False, False]}


def test_the_desk_asks_the_database_equally_often_for_one_and_for_many(desk):
    event = make_event(municipality=desk.home, capacity=50)
    make_registration(event=event)
    url = desk_url("desk_registration_list", event)
    desk.get(url)  # the first page of a session writes it down
    with CaptureQueriesContext(connection) as one:
        desk.get(url)
    for _ in range(3):
        make_registration(event=event)
    with CaptureQueriesContext(connection) as many:
        desk.get(url)

    assert len(one) == len(many)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_list_is_taken_away_as_a_file(desk, file_format):
    event = make_event(municipality=desk.home)
    make_registration(event=event)

    response = desk.post(desk_url("desk_registration_export", event, file_format))

    assert (response.status_code, response["Content-Disposition"]) == (200, f'attachment; filename="{event.slug}.{file_format}"')
    assert AuditEntry.objects.get().verb == "registrations.exported"


def test_an_unknown_file_format_is_not_found(desk):
    assert desk.post(desk_url("desk_registration_export", make_event(municipality=desk.home), "exe")).status_code == 404


@pytest.mark.parametrize("view", ["desk_registration_list", "desk_event_cancel", "desk_event_edit", "desk_event_publish"])
def test_another_municipality_s_event_is_as_if_there_were_none(desk, view):
    foreign = desk.get(desk_url(view, make_event()))
    missing = desk.get(reverse(f"events:{view}", args=[uuid4()]))

    assert (foreign.status_code, missing.status_code) == (404, 404)


def test_the_coordinator_cancels_one_registration(desk):
    row = make_registration(event=make_event(municipality=desk.home), name="Ana Novak")
    url = reverse("events:desk_registration_cancel", args=[row.public_id])

    assert "Cancel the registration of Ana Novak?" in words(desk.get(url))
    desk.post(url)

    row.refresh_from_db()
    letter = Letter.objects.get()
    assert (row.standing, letter.kind, letter.facts["by_organiser"]) == (Standing.CANCELLED, "registrations.registration_cancelled", True)


def test_cancelling_an_event_says_first_how_many_letters_will_go(desk):
    event = make_event(municipality=desk.home)
    make_registration(event=event, party_size=2)
    make_registration(event=event, standing=Standing.WAITING)
    url = desk_url("desk_event_cancel", event)

    page = words(desk.get(url))
    assert "2 registrations end, and each person gets a letter. That is 3 people, with those who wait." in page
    assert Letter.objects.count() == 0

    desk.post(url, {"note_sl": "Poplava", "note_en": "A flood"})

    event.refresh_from_db()
    assert (event.status, event.cancellation_note_sl, event.cancellation_note_en) == (Status.CANCELLED, "Poplava", "A flood")
    assert sorted(letter.kind for letter in Letter.objects.all()) == ["registrations.event_cancelled"] * 2


def test_a_form_from_before_a_cancellation_does_not_undo_it(desk, now):
    event = make_event(municipality=desk.home)
    actions.cancel_event(event=event, note="", actor=None, now=now)

    assert "The event is cancelled already." in words(desk.get(desk_url("desk_event_cancel", event)))
