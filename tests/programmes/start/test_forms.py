from datetime import date
from uuid import uuid4

import pytest
from django.utils import translation

from programmes.catalogue.choices import methods
from programmes.catalogue.rules import lay_out
from programmes.start.forms import LayOutForm

LAYOUT = lay_out(methods["inlocom"], date(2027, 6, 7))


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def typed(**changes):
    """What the browser sends when nothing was touched, with some fields changed; None leaves a field out."""
    form = LayOutForm(layout=LAYOUT)
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data = {name: value.strftime("%H:%M") if hasattr(value, "minute") else str(value) for name, value in values.items() if value is not False}
    return {name: value for name, value in {**data, "submission_key": str(uuid4()), **changes}.items() if value is not None}


def checked(**changes):
    form = LayOutForm(typed(**changes), layout=LAYOUT)
    form.is_valid()
    return form


def test_what_was_not_touched_is_what_was_laid_out():
    moved = checked().moved
    assert (moved["phases"], moved["milestones"], moved["events"]) == (LAYOUT.phases, list(LAYOUT.milestones), list(LAYOUT.events))


def test_what_was_moved_is_moved_and_what_was_left_out_is_gone():
    form = checked(phase_3_ends_on="2029-12-31", milestone_0_due_on="2027-09-01", event_0_day="2027-07-01", event_0_time="19:30", event_1_make=None)
    moved = form.moved
    assert moved["phases"][3].ends_on == date(2029, 12, 31)
    assert moved["milestones"][0].due_on == date(2027, 9, 1)
    assert moved["events"][0].starts_at.isoformat() == "2027-07-01T19:30:00+02:00"
    assert [laid.plan.title["en"] for laid in moved["events"][:2]] == ["First meeting: what we want together", "Workshop: working as one team"]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"phase_0_ends_on": "2027-06-01"}, {"phase_0_ends_on": ["The phase ends before it begins. Choose its first day or a later one."]}),
        (
            {"phase_1_starts_on": "2027-06-07"},
            {"phase_1_starts_on": ["The phase begins before the previous one does, or on the same day. Choose a later day."]},
        ),
        # the neighbour was moved so far that the next one would begin before it
        (
            {"phase_0_starts_on": "2028-01-01", "phase_0_ends_on": "2028-02-01"},
            {"phase_1_starts_on": ["The phase begins before the previous one does, or on the same day. Choose a later day."]},
        ),
        ({"phase_0_starts_on": ""}, {"phase_0_starts_on": ["This field is required."]}),
        ({"phase_0_starts_on": "31. 2. 2027"}, {"phase_0_starts_on": ["Enter a valid date."]}),
        ({"phase_3_ends_on": "9999-12-31"}, {"phase_3_ends_on": ["Choose a day between 1990 and 2100."]}),
        ({"milestone_0_due_on": "0001-01-01"}, {"milestone_0_due_on": ["Choose a day between 1990 and 2100."]}),
        (
            {"event_0_day": "", "event_0_time": "25:00"},
            {"event_0_day": ["Say when “First meeting: what we want together” takes place, or leave it out."], "event_0_time": ["Enter a valid time."]},
        ),
        ({"event_0_make": None, "event_0_day": "", "event_0_time": "25:00"}, {}),
        ({"submission_key": "x"}, {"submission_key": ["Enter a valid UUID."]}),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(changes, errors):
    assert checked(**changes).errors == errors
