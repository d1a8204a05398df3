"""What the form of an event refuses before it is asked to count with it."""

import pytest

from events.agenda.forms import EventForm
from tests.factories.events import make_event
from tests.factories.stakeholders import actor_for, make_admin

pytestmark = pytest.mark.django_db

WHOLE = {
    "starts_at": "2027-05-24T10:00",
    "ends_at": "2027-05-24T12:00",
    "registration_opens_at": "2027-05-01T10:00",
    "registration_closes_at": "2027-05-20T10:00",
}


def errors_of(**changes):
    event = make_event()
    given = {"municipality": event.municipality_id, "kind": event.kind, "title_sl": "Delavnica", "place": event.place_id, "party_limit": 4, "capacity": 10}
    form = EventForm({**given, **WHOLE, **changes}, instance=event, actor=actor_for(make_admin()))
    form.is_valid()
    return form.errors


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "1989-12-31T12:00", "2101-01-01T12:00", "9999-12-31T23:59"])
def test_a_moment_near_the_end_of_the_calendar_is_refused_beside_its_field(name, moment):
    assert name in errors_of(**{name: moment})


def test_the_years_between_are_free():
    assert errors_of() == {}
    assert errors_of(starts_at="2100-12-30T10:00", ends_at="2100-12-31T12:00") == {}
