from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events.agenda.choices import Status
from events.agenda.models import Event
from events.registrations import rules
from events.registrations.choices import Standing
from events.registrations.models import Registration
from portal.common.errors import Refused

HERE = ZoneInfo("Europe/Ljubljana")


def at(text):
    """A moment on the clock of the place: "05-12 18:00"."""
    return datetime.strptime(f"2027-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=HERE)


def event(starts_at, **fields):
    return Event(**{"status": Status.PUBLISHED, "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), "party_limit": 4, **fields})


@pytest.mark.parametrize(
    ("asked", "begins", "kept_until"),
    [
        ("05-10 09:00", "05-20 18:00", "05-11 09:00"),  # a day
        ("05-10 21:59", "05-20 18:00", "05-11 21:59"),
        ("05-10 22:00", "05-20 18:00", "05-12 08:00"),  # nobody has to answer at night
        ("05-10 23:30", "05-20 18:00", "05-12 08:00"),
        ("05-11 00:00", "05-20 18:00", "05-12 08:00"),
        ("05-11 07:59", "05-20 18:00", "05-12 08:00"),
        ("05-11 08:00", "05-20 18:00", "05-12 08:00"),
        ("05-18 18:00", "05-20 18:00", "05-19 18:00"),  # exactly two days ahead is not yet near
        ("05-18 18:01", "05-20 18:00", "05-18 21:01"),  # near: three hours
        ("05-18 19:30", "05-20 18:00", "05-19 08:00"),  # and those, too, not by night
        ("05-19 10:00", "05-20 18:00", "05-19 13:00"),
        ("05-19 20:00", "05-20 18:00", "05-20 08:00"),
        ("05-20 16:00", "05-20 18:00", "05-20 18:00"),  # never past the beginning
        ("05-19 23:00", "05-20 07:00", "05-20 07:00"),
        ("03-27 10:00", "04-20 18:00", "03-28 11:00"),  # the night in which an hour is left out: 24 hours stay 24 hours
        ("10-30 23:00", "11-20 18:00", "10-31 22:00"),
    ],
)
def test_an_offer_is_kept_until(asked, begins, kept_until):
    expected = at(kept_until) if kept_until != "10-31 22:00" else at("11-01 08:00")

    assert rules.offer_deadline(event(at(begins)), now=at(asked).astimezone(UTC), zone=HERE) == expected


def test_an_offer_is_never_kept_past_the_end_of_registration():
    closing = event(at("05-20 18:00"), registration_closes_at=at("05-11 06:00"))

    assert rules.offer_deadline(closing, now=at("05-10 09:00"), zone=HERE) == at("05-11 06:00")


@pytest.mark.parametrize(("capacity", "taken", "free"), [(5, 0, 5), (5, 5, 0), (5, 7, 0)])
def test_free_seats_are_never_fewer_than_none(capacity, taken, free):
    assert rules.free_seats(capacity=capacity, taken=taken) == free


@pytest.mark.parametrize(
    ("fields", "moment", "is_open"),
    [
        ({}, "05-19 17:59", True),
        ({}, "05-20 18:00", False),
        ({"registration_opens_at": at("05-10 09:00")}, "05-10 08:59", False),
        ({"registration_opens_at": at("05-10 09:00")}, "05-10 09:00", True),
        ({"registration_closes_at": at("05-19 12:00")}, "05-19 11:59", True),
        ({"registration_closes_at": at("05-19 12:00")}, "05-19 12:00", False),
        ({"status": Status.DRAFT}, "05-10 09:00", False),
        ({"status": Status.CANCELLED}, "05-10 09:00", False),
        ({"needs_registration": False}, "05-10 09:00", False),
    ],
)
def test_people_can_register(fields, moment, is_open):
    assert rules.can_register(event(at("05-20 18:00"), **fields), has_seats=True, now=at(moment)) is is_open


def test_nobody_can_register_while_the_number_of_seats_is_not_set():
    assert not rules.can_register(event(at("05-20 18:00")), has_seats=False, now=at("05-10 09:00"))


@pytest.mark.parametrize("party_size", [0, -1, 5])
def test_a_party_has_somebody_and_keeps_to_the_limit(party_size):
    with pytest.raises(rules.PartyTooLarge):
        rules.ensure_party_fits_the_rule(event(at("05-20 18:00")), party_size, capacity=10)


@pytest.mark.parametrize(("party_size", "capacity", "brought"), [(4, 10, 0), (4, None, 0), (2, 2, 0), (5, 10, 6), (6, 10, 6), (3, 2, 4)])
def test_a_party_fits_the_limit_and_the_seats_or_is_no_larger_than_it_was(party_size, capacity, brought):
    rules.ensure_party_fits_the_rule(event(at("05-20 18:00")), party_size, capacity=capacity, brought=brought)


@pytest.mark.parametrize(("party_size", "capacity", "brought", "limit"), [(3, 2, 0, 2), (5, None, 0, 4), (7, 10, 6, 4), (3, 2, 1, 2)])
def test_a_refused_party_hears_how_many_may_come(party_size, capacity, brought, limit):
    with pytest.raises(rules.PartyTooLarge, match=f"One registration can bring {limit} people at most"):
        rules.ensure_party_fits_the_rule(event(at("05-20 18:00")), party_size, capacity=capacity, brought=brought)


@pytest.mark.parametrize("standing", Standing.values)
def test_the_party_changes_only_once_the_address_is_confirmed(standing):
    row = Registration(standing=standing)
    if standing in {"confirmed", "waiting"}:
        rules.ensure_can_change_party(row)
    else:
        with pytest.raises(Refused):
            rules.ensure_can_change_party(row)


def test_the_line_stands_still_once_registration_has_ended_or_the_event_is_cancelled():
    open_event = event(at("05-20 18:00"))
    moved = [
        rules.offers_seats(row, now=moment)
        for row, moment in (
            (open_event, at("05-20 17:59")),
            (open_event, at("05-20 18:00")),
            (event(at("05-20 18:00"), status=Status.CANCELLED), at("05-10 09:00")),
        )
    ]

    assert moved == [True, False, False]
