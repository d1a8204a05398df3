import pytest
from icalendar import Calendar

from events.agenda.choices import Status
from tests.factories.events import make_draft, make_event

pytestmark = pytest.mark.django_db


def test_a_public_event_is_a_calendar_file_in_the_language_asked_for(client):
    event = make_event(title_sl="Popravljalnica", title_en="Repair club")

    response = client.get(f"/events/{event.slug}.ics?language=en")

    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "text/calendar; charset=utf-8; method=PUBLISH",
        f'attachment; filename="{event.slug}.ics"',
    )
    assert str(next(iter(Calendar.from_ical(response.content).walk("VEVENT")))["SUMMARY"]) == "Repair club"


@pytest.mark.parametrize("language", ["", "xx", "../etc"])
def test_an_unknown_language_gets_one_of_ours(client, language):
    assert client.get(f"/events/{make_event().slug}.ics", {"language": language}).status_code == 200


def test_a_cancelled_event_keeps_its_file(client):
    assert b"STATUS:CANCELLED" in client.get(f"/events/{make_event(status=Status.CANCELLED).slug}.ics").content


def test_the_link_for_taking_part_online_is_not_for_everybody(client):
    event = make_event(place=None, online_url="https://meet.example/secret-room")

    file = client.get(f"/events/{event.slug}.ics?language=en").content

    assert (b"secret-room" in file, b"LOCATION:online" in file) == (False, True)


def test_a_draft_has_no_file(client):
    assert client.get(f"/events/{make_draft().slug}.ics").status_code == 404
