"""Whoever is registered gives seats back or brings another number of people."""

from datetime import timedelta

import pytest

from events.registrations import actions, rules
from events.registrations.choices import Standing
from events.registrations.models import Registration
from tests.events.registrations.signing_up import letters, sign_up, taken
from tests.factories.events import make_event, make_registration, seats_in_order
from tests.factories.stakeholders import actor_for, make_coordinator

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


# --- Giving back ------------------------------------------------------------------------------------------


def test_cancelling_gives_the_seats_back_and_writes_a_letter(now):
    row = make_registration(party_size=3)

    actions.cancel(registration=row, now=now)

    row.refresh_from_db()
    assert (row.standing, row.ended_at, taken(row.event), letters()) == (Standing.CANCELLED, now, 0, ["registration_cancelled"])


def test_cancelling_twice_gives_back_once(now):
    row = make_registration(party_size=2)
    stale = Registration.objects.get(pk=row.pk)
    actions.cancel(registration=row, now=now)
    actions.cancel(registration=row, now=now)

    with pytest.raises(rules.Overtaken):
        actions.cancel(registration=stale, now=now)

    assert (taken(row.event), seats_in_order()) == (0, True)


def test_leaving_the_line_frees_no_seat(now):
    event = make_event(capacity=1)
    make_registration(event=event)
    waiting = make_registration(event=event, standing=Standing.WAITING)

    actions.cancel(registration=waiting, now=now)

    assert taken(event) == 1


def test_an_address_that_was_never_confirmed_gets_no_second_letter(now):
    row = make_registration(standing=Standing.HELD)

    actions.cancel(registration=row, actor=actor_for(make_coordinator(municipality=row.event.municipality)), now=now)

    assert letters() == []


def test_whoever_cancelled_may_register_again_and_stands_at_the_end(now):
    event = make_event(capacity=1)
    make_registration(event=event)
    first = make_registration(event=event, standing=Standing.WAITING, email="ana@setev.example")
    second = make_registration(event=event, standing=Standing.WAITING)
    actions.cancel(registration=first, now=now + HOUR)

    again = sign_up(event, now + HOUR)
    actions.confirm(registration=again, now=now + HOUR)

    assert list(Registration.objects.in_line()) == [second, again]


# --- Changing the party ---------------------------------------------------------------------------------------


def test_a_smaller_party_gives_seats_back(now):
    row = make_registration(party_size=4)

    actions.change_party(registration=row, party_size=1, now=now)

    assert (row.party_size, taken(row.event), seats_in_order()) == (1, 1, True)


def test_a_larger_party_claims_the_difference(now):
    row = make_registration(event=make_event(capacity=4))

    actions.change_party(registration=row, party_size=4, now=now)

    assert (taken(row.event), seats_in_order()) == (4, True)


def test_a_larger_party_that_does_not_fit_stays_as_it_was(now):
    event = make_event(capacity=3)
    row = make_registration(event=event)
    make_registration(event=event)

    with pytest.raises(rules.NotEnoughSeats, match="Your registration stays as it was"):
        actions.change_party(registration=row, party_size=3, now=now)

    assert (row.party_size, taken(event)) == (1, 2)


def test_a_party_becomes_smaller_even_when_the_limit_was_lowered_meanwhile(now):
    row = make_registration(event=make_event(party_limit=4), party_size=6)

    actions.change_party(registration=row, party_size=5, now=now)
    with pytest.raises(rules.PartyTooLarge, match="One registration can bring 4 people at most"):
        actions.change_party(registration=row, party_size=6, now=now)

    assert (row.party_size, taken(row.event), seats_in_order()) == (5, 5, True)


def test_somebody_with_a_seat_does_not_overtake_the_line_with_a_larger_party(now):
    event = make_event(capacity=2)
    row = make_registration(event=event)
    make_registration(event=event, standing=Standing.WAITING)

    with pytest.raises(rules.NotEnoughSeats):
        actions.change_party(registration=row, party_size=2, now=now)


def test_in_line_the_party_changes_without_seats(now):
    event = make_event(capacity=3)
    make_registration(event=event, party_size=3)
    row = make_registration(event=event, standing=Standing.WAITING)

    actions.change_party(registration=row, party_size=3, now=now)
    with pytest.raises(rules.PartyTooLarge):
        actions.change_party(registration=row, party_size=4, now=now)

    row.refresh_from_db()
    assert (row.party_size, taken(event)) == (3, 3)


def test_nothing_changes_once_the_event_has_begun(now):
    row = make_registration(event=make_event(starts_at=now - MINUTE))

    with pytest.raises(rules.RegistrationClosed, match="The event has begun"):
        actions.change_party(registration=row, party_size=2, now=now)
