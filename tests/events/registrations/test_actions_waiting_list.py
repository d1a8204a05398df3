"""Freed and added seats are offered along the line."""

from datetime import timedelta

import pytest

from events.registrations import actions, rules
from events.registrations.choices import Standing
from events.registrations.models import Registration, Seats
from portal.common.models import AuditEntry
from tests.events.registrations.signing_up import letters, taken
from tests.factories.events import make_event, make_registration, seats_in_order

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


# --- The waiting list -------------------------------------------------------------------------------------------


def test_a_freed_seat_is_offered_to_the_first_in_line(now):
    event = make_event(capacity=1)
    seated = make_registration(event=event)
    first = make_registration(event=event, standing=Standing.WAITING)
    make_registration(event=event, standing=Standing.WAITING)
    actions.cancel(registration=seated, now=now)

    assert actions.offer_freed_seats(now) == 1

    first.refresh_from_db()
    assert (first.standing, first.expires_at, taken(event)) == (Standing.OFFERED, now + DAY, 1)
    assert letters(first) == ["seat_offered"]
    assert actions.offer_freed_seats(now) == 0


def test_a_party_that_does_not_fit_is_passed_by(now):
    event = make_event(capacity=2)
    make_registration(event=event)
    large = make_registration(event=event, standing=Standing.WAITING, party_size=2)
    small = make_registration(event=event, standing=Standing.WAITING)

    actions.offer_freed_seats(now)

    large.refresh_from_db(), small.refresh_from_db()
    assert (large.standing, small.standing) == (Standing.WAITING, Standing.OFFERED)


def test_several_seats_are_offered_in_one_sweep(now):
    event = make_event(capacity=3)
    rows = [make_registration(event=event, standing=Standing.WAITING) for _ in range(4)]

    assert actions.offer_freed_seats(now) == 3
    assert list(Registration.objects.waiting()) == [rows[3]]


def test_taking_the_offer_makes_the_seat_theirs(now):
    row = make_registration(standing=Standing.OFFERED)

    actions.take_offer(registration=row, now=now)
    actions.take_offer(registration=row, now=now)

    row.refresh_from_db()
    assert (row.standing, taken(row.event), letters()) == (Standing.CONFIRMED, 1, ["seat_confirmed"])


def test_an_offer_is_gone_at_its_deadline(now):
    row = make_registration(standing=Standing.OFFERED, expires_at=now)

    with pytest.raises(rules.OfferGone):
        actions.take_offer(registration=row, now=now)

    assert actions.release_run_out(now) == 1
    row.refresh_from_db()
    assert (row.standing, row.times_offered, row.rests_until, taken(row.event)) == (Standing.WAITING, 1, now + DAY, 0)
    assert letters() == ["offer_lapsed"]


def test_an_offer_that_was_passed_on_goes_to_the_next(now):
    event = make_event(capacity=1)
    first = make_registration(event=event, standing=Standing.OFFERED)
    second = make_registration(event=event, standing=Standing.WAITING)

    actions.pass_on_offer(registration=first, now=now)
    actions.offer_freed_seats(now)

    first.refresh_from_db(), second.refresh_from_db()
    assert (first.standing, second.standing, taken(event)) == (Standing.WAITING, Standing.OFFERED, 1)


def test_whoever_passed_on_is_asked_again_after_a_day(now):
    event = make_event(capacity=1)
    row = make_registration(event=event, standing=Standing.OFFERED)
    actions.pass_on_offer(registration=row, now=now)

    assert actions.offer_freed_seats(now + DAY - MINUTE) == 0
    assert actions.offer_freed_seats(now + DAY) == 1


def test_taking_and_running_out_in_the_same_moment_have_one_outcome(now):
    row = make_registration(standing=Standing.OFFERED, expires_at=now + MINUTE)
    stale = Registration.objects.get(pk=row.pk)
    actions.take_offer(registration=row, now=now)

    assert actions.release_run_out(now + MINUTE) == 0
    with pytest.raises(rules.Overtaken):
        actions.pass_on_offer(registration=stale, now=now)
    assert seats_in_order()


def test_nobody_is_offered_a_seat_after_registration_has_closed(now):
    event = make_event(capacity=1, registration_closes_at=now)
    row = make_registration(event=event, standing=Standing.WAITING)

    assert actions.offer_freed_seats(now) == 0
    assert actions.close_waiting_lists(now) == 1
    assert actions.close_waiting_lists(now) == 0

    row.refresh_from_db()
    assert (row.standing, letters()) == (Standing.EXPIRED, ["waiting_list_closed"])


# --- Capacity ------------------------------------------------------------------------------------------------------


def test_more_seats_are_offered_to_the_line(now):
    event = make_event(capacity=1)
    make_registration(event=event)
    make_registration(event=event, standing=Standing.WAITING)

    actions.set_capacity(event=event, capacity=2, actor=None, now=now)

    assert actions.offer_freed_seats(now) == 1


def test_fewer_seats_than_taken_is_overbooked_and_nobody_moves_up_until_it_is_true_again(now):
    event = make_event(capacity=3)
    seated = [make_registration(event=event) for _ in range(3)]
    make_registration(event=event, standing=Standing.WAITING)

    actions.set_capacity(event=event, capacity=1, actor=None, now=now)
    seen = [(Seats.objects.get(event=event).overbooked, actions.offer_freed_seats(now))]
    for row in seated:
        actions.cancel(registration=row, now=now)
        seen.append((Seats.objects.get(event=event).overbooked, actions.offer_freed_seats(now)))

    assert seen == [(2, 0), (1, 0), (0, 0), (0, 1)]
    assert seats_in_order()


def test_setting_the_same_capacity_writes_nothing(now):
    event = make_event(capacity=5)

    actions.set_capacity(event=event, capacity=5, actor=None, now=now)

    assert AuditEntry.objects.count() == 0
