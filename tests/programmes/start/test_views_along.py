"""Moving a phase of the sheet, and what follows with it, before anything is stored."""

from urllib.parse import urlencode

import pytest

from events.agenda.models import Event
from programmes.catalogue.models import Programme
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_coordinator
from tests.programmes.start.test_views import LAY_OUT, chosen, filled
from tests.reading import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FOLLOWS = "What lies in this phase and after it has moved along. Nothing is stored yet."


@pytest.fixture
def address(client, clock):
    home = make_municipality(name="Litija", slug="litija")
    client.force_login(make_coordinator(municipality=home))
    return f"{LAY_OUT}?{urlencode(chosen(home))}"


def sent(client, address, page, **changes):
    response = client.post(address, filled(page, **changes))
    return response.status_code, page_of(response)


def days(page, *names):
    return [page.hidden(name) for name in names]


def test_what_follows_moves_by_the_same_days_and_nothing_is_stored(client, address):
    page = page_of(client.get(address))
    assert days(page, "phase_0_ends_on", "phase_1_starts_on", "phase_3_ends_on") == ["2027-12-05", "2027-12-06", "2029-06-03"]
    status, page = sent(client, address, page, phase_0_ends_on="2027-12-12", along="0")
    assert (status, FOLLOWS in page.text) == (200, True)
    assert days(page, "phase_0_starts_on", "phase_0_ends_on", "phase_1_starts_on", "phase_3_ends_on") == [
        "2027-06-07",
        "2027-12-12",
        "2027-12-13",
        "2029-06-10",
    ]
    assert days(page, "milestone_0_due_on", "event_0_day") == ["2027-08-02", "2027-06-21"]  # inside: its first day did not move
    assert (Programme.objects.count(), Event.objects.count()) == (0, 0)


def test_what_lies_inside_moves_with_the_first_day(client, address):
    page = page_of(client.get(address))
    _status, page = sent(client, address, page, phase_0_starts_on="2027-06-14", phase_0_ends_on="2027-12-12", along="0")
    assert days(page, "milestone_0_due_on", "event_0_day", "event_0_time", "phase_1_starts_on") == ["2027-08-09", "2027-06-28", "18:00", "2027-12-13"]


def test_pressing_again_moves_nothing_twice_and_says_what_to_do(client, address):
    page = page_of(client.get(address))
    _status, page = sent(client, address, page, phase_0_ends_on="2027-12-12", along="0")
    status, again = sent(client, address, page, along="0")
    assert (status, days(again, "phase_1_starts_on"), FOLLOWS in again.text) == (200, ["2027-12-13"], False)
    assert "Change the days of this phase first" in again.text


def test_a_phase_moved_before_still_takes_along_what_follows_it(client, address):
    """First the third phase alone with its followers, then the first: each by its own days."""
    page = page_of(client.get(address))
    third = page.hidden("phase_2_ends_on")
    _status, page = sent(client, address, page, phase_0_ends_on="2027-12-12", phase_2_ends_on="2029-01-01", along="2")
    fourth = page.hidden("phase_3_starts_on")
    assert (page.hidden("phase_1_starts_on"), third != "2029-01-01") == ("2027-12-06", True)
    _status, page = sent(client, address, page, along="0")
    assert (page.hidden("phase_1_starts_on"), page.hidden("phase_3_starts_on") > fourth) == ("2027-12-13", True)


def test_a_phase_moved_beyond_the_next_one_takes_it_along(client, address):
    page = page_of(client.get(address))
    status, page = sent(client, address, page, phase_0_starts_on="2028-06-05", phase_0_ends_on="2028-12-03", along="0")
    assert (status, days(page, "phase_1_starts_on")) == (200, ["2028-12-04"])


@pytest.mark.parametrize(("changes", "along"), [({"phase_0_ends_on": ""}, "0"), ({"phase_0_ends_on": "2027-06-01"}, "0"), ({"phase_0_ends_on": "x"}, "0")])
def test_days_that_cannot_be_read_move_nothing_and_are_said(client, address, changes, along):
    page = page_of(client.get(address))
    status, page = sent(client, address, page, **changes, along=along)
    assert (status, days(page, "phase_1_starts_on"), FOLLOWS in page.text) == (422, ["2027-12-06"], False)
    assert Programme.objects.count() == 0


def test_an_event_that_is_left_out_stays_left_out(client, address):
    page = page_of(client.get(address))
    _status, page = sent(client, address, page, phase_0_ends_on="2027-12-12", event_0_make=None, event_0_day="", along="0")
    assert next(field for field in page.main.iter("input") if field.get("name") == "event_0_make").get("checked") is None
    assert page.hidden("event_0_day") == ""


def test_the_moved_sheet_is_what_is_started(client, address):
    page = page_of(client.get(address))
    _status, page = sent(client, address, page, phase_0_ends_on="2027-12-12", along="0")
    assert client.post(address, filled(page)).status_code == 302
    assert [day.isoformat() for day in Programme.objects.get().phases.order_by("position").values_list("starts_on", flat=True)][1] == "2027-12-13"


@pytest.mark.parametrize("along", ["9", "-1", "x"])
def test_a_phase_that_is_not_there_moves_nothing(client, address, along):
    assert client.post(address, filled(page_of(client.get(address)), along=along)).status_code == 302
