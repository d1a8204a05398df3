from datetime import UTC, datetime, timedelta

import pytest

from events.agenda import rules
from events.agenda.choices import Status, Window
from events.agenda.models import Event
from portal.common.actor import NOBODY, Actor
from stakeholders.mandates.choices import RIGHTS

NOW = datetime(2027, 5, 10, 7, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def event(**fields):
    starts_at = fields.pop("starts_at", NOW + 10 * DAY)
    return Event(
        **{"municipality_id": 1, "status": Status.PUBLISHED, "starts_at": starts_at, "ends_at": starts_at + HOUR, "title_sl": "Naslov", "place_id": 1, **fields}
    )


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (NOBODY, False),
        (Actor(user_id=1, roles={1: frozenset({"coordinator"})}, table=RIGHTS), True),
        (Actor(user_id=1, roles={2: frozenset({"coordinator"})}, table=RIGHTS), False),
        (Actor(user_id=1, roles={1: frozenset({"something else"})}, table=RIGHTS), False),
        (Actor(user_id=1, is_admin=True), True),
    ],
)
def test_an_event_is_edited_by_the_coordinators_of_its_municipality(actor, may):
    assert rules.can_edit(actor, event()) is may


@pytest.mark.parametrize(
    ("role", "edits", "meets", "leads"),
    [("coordinator", True, True, True), ("editor", True, False, False), ("door_helper", False, True, False), ("viewer", False, False, False)],
)
def test_each_role_does_its_own_part_with_an_event(role, edits, meets, leads):
    here, elsewhere = (Actor(user_id=1, roles={municipality: frozenset({role})}, table=RIGHTS) for municipality in (1, 2))
    assert (rules.can_edit(here, event()), rules.can_meet(here, event()), rules.can_lead(here, event())) == (edits, meets, leads)
    assert (rules.can_edit(elsewhere, event()), rules.can_meet(elsewhere, event()), rules.can_lead(elsewhere, event())) == (False, False, False)


@pytest.mark.parametrize(
    ("fields", "has_seats", "expected"),
    [
        ({}, True, Window.OPEN),
        ({}, False, Window.NOT_READY),
        ({"needs_registration": False}, False, Window.FREE_ENTRY),
        ({"status": Status.DRAFT}, True, Window.DRAFT),
        ({"status": Status.CANCELLED}, True, Window.CANCELLED),
        ({"starts_at": NOW - DAY}, True, Window.PAST),
        ({"starts_at": NOW - timedelta(minutes=30)}, True, Window.CLOSED),
        ({"registration_closes_at": NOW}, True, Window.CLOSED),
        ({"registration_opens_at": NOW + HOUR}, True, Window.OPENS_LATER),
        ({"registration_opens_at": NOW}, True, Window.OPEN),
    ],
)
def test_where_an_event_stands_for_somebody_who_would_like_to_come(fields, has_seats, expected):
    assert rules.window(event(**fields), has_seats=has_seats, now=NOW) == expected


def test_registration_ends_when_the_event_begins_at_the_latest():
    late, early = event(registration_closes_at=NOW + 20 * DAY), event(registration_closes_at=NOW + DAY)

    assert [rules.registration_ends_at(row) for row in (event(), late, early)] == [NOW + 10 * DAY, NOW + 10 * DAY, NOW + DAY]


@pytest.mark.parametrize(
    ("fields", "has_seats", "missing"),
    [
        ({}, True, []),
        ({"title_sl": ""}, True, ["a title"]),
        ({"place_id": None}, True, ["a place, or a link for taking part online"]),
        ({"place_id": None, "online_url": "https://meet.example"}, True, []),
        ({}, False, ["the number of seats"]),
        ({"needs_registration": False}, False, []),
    ],
)
def test_what_the_public_would_miss_is_named(fields, has_seats, missing):
    assert [str(word) for word in rules.missing(event(**fields), has_seats=has_seats)] == missing


@pytest.mark.parametrize(
    ("changed", "moved"),
    [
        ({}, False),
        ({"title_sl": "x"}, False),
        ({"starts_at": NOW + DAY, "ends_at": NOW + 10 * DAY + HOUR}, True),
        ({"ends_at": NOW + 11 * DAY}, True),
        ({"place_id": 2}, True),
        ({"online_url": "https://x.example"}, True),
    ],
)
def test_an_event_has_moved_when_its_time_or_place_differ(changed, moved):
    assert rules.has_moved(event(), event(**changed)) is moved
