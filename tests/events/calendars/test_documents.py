from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from events.agenda.choices import Status
from events.calendars.documents import CANCEL, PUBLISH, REQUEST, calendar_file
from tests.factories.events import make_event

pytestmark = pytest.mark.django_db
URL = "https://setev.example/en/events/x/"


def entry_of(event, now, method=PUBLISH, **more):
    calendar = Calendar.from_ical(calendar_file(event, method=method, url=URL, at=now, **more))
    return calendar, next(iter(calendar.walk("VEVENT")))


def test_the_same_event_has_the_same_uid_and_a_sequence_that_rises(now):
    event = make_event()
    before = entry_of(event, now)[1]
    event.sequence += 1
    after = entry_of(event, now + timedelta(days=1))[1]

    assert before["UID"] == after["UID"] == f"{event.public_id}@127.0.0.1"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)


@pytest.mark.parametrize(("day", "offset"), [(datetime(2027, 1, 12, 16, tzinfo=UTC), 1), (datetime(2027, 7, 12, 16, tzinfo=UTC), 2)])
def test_times_carry_their_zone_in_winter_and_in_summer(now, day, offset):
    calendar, entry = entry_of(make_event(starts_at=day), now)

    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Ljubljana"]
    assert entry["DTSTART"].dt == day
    assert entry["DTSTART"].dt.utcoffset() == timedelta(hours=offset)


@pytest.mark.parametrize(("method", "status"), [(PUBLISH, "CONFIRMED"), (REQUEST, "CONFIRMED"), (CANCEL, "CANCELLED")])
def test_the_method_and_the_status_agree(now, method, status):
    calendar, entry = entry_of(make_event(), now, method)

    assert (calendar["METHOD"], entry["STATUS"]) == (method, status)


def test_a_cancelled_event_stays_in_calendars_as_cancelled(now):
    assert entry_of(make_event(status=Status.CANCELLED), now)[1]["STATUS"] == "CANCELLED"


def test_a_letter_names_its_reader_as_one_who_has_accepted(now):
    entry = entry_of(make_event(), now, REQUEST, attendee="ana@setev.example")[1]

    assert (str(entry["ATTENDEE"]), entry["ATTENDEE"].params["PARTSTAT"], entry["ATTENDEE"].params["RSVP"]) == ("mailto:ana@setev.example", "ACCEPTED", "FALSE")
    assert "ORGANIZER" in entry


def test_a_letter_brings_the_link_for_taking_part_online(now):
    entry = entry_of(make_event(place=None, online_url="https://meet.example/room"), now, REQUEST, attendee="ana@setev.example")[1]

    assert str(entry["LOCATION"]) == "https://meet.example/room"


def test_a_public_file_names_nobody(now):
    entry = entry_of(make_event(), now)[1]

    assert ("ATTENDEE" in entry, "ORGANIZER" in entry) == (False, False)


def test_what_was_typed_cannot_begin_a_line_of_its_own(now):
    event = make_event(title_sl="Večer\r\nATTENDEE:mailto:x@evil.example", title_en="")

    assert b"\r\nATTENDEE" not in calendar_file(event, method=PUBLISH, url=URL, at=now)
