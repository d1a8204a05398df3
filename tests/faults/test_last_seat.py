"""Many at once at the last seats: real threads, real transactions, on whichever database the suite runs.

The control registers in the way most systems do, by looking first and writing then. It must oversell: otherwise this
machine would be too slow to show the fault, and the tests beside it would prove nothing.
"""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from events.agenda.actions import change_event
from events.agenda.models import Event
from events.registrations import actions
from events.registrations.choices import Standing
from events.registrations.models import Registration, Seats
from portal.common.errors import Refused
from portal.common.outbox.models import Letter
from tests.factories.events import make_event, make_registration, seats_in_order

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 16
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def all_at_once(*acts):
    """Run the acts in threads that start at the same moment. Returns what each returned, or how it was refused."""
    gate = threading.Barrier(len(acts))

    def run(act):
        try:
            gate.wait(timeout=30)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def newcomer(event, now, number, **answers):
    return lambda: actions.register(
        event=event, **{"name": "Ana", "email": f"ana{number}@setev.example", "party_size": 1, "language": "sl", **answers}, now=now
    )


def standings():
    return Counter(Registration.objects.values_list("standing", flat=True))


@pytest.mark.parametrize("capacity", [1, 5])
def test_exactly_as_many_get_a_seat_as_there_are_seats(now, capacity):
    event = make_event(capacity=capacity)

    all_at_once(*(newcomer(event, now, number) for number in range(CROWD)))

    assert standings() == {Standing.HELD: capacity, Standing.UNVERIFIED: CROWD - capacity}
    assert (Seats.objects.get(event=event).taken, seats_in_order()) == (capacity, True)
    assert Counter(Letter.objects.values_list("kind", flat=True)) == {"registrations.confirm_seat": capacity, "registrations.confirm_waiting": CROWD - capacity}


def test_the_control_that_looks_first_and_writes_then_oversells(now, monkeypatch):
    event, capacity = make_event(capacity=1), 1
    looked = threading.Barrier(CROWD)

    def look_then_write(row, _now):
        has_room = Registration.objects.seated().filter(event=row.event).people() + row.party_size <= capacity
        looked.wait(timeout=30)
        row.standing, row.expires_at = (Standing.HELD if has_room else Standing.UNVERIFIED), now + DAY
        with transaction.atomic():
            row.save(force_insert=True)
        return row

    monkeypatch.setattr(actions, "_hold_or_line_up", look_then_write)
    all_at_once(*(newcomer(event, now, number) for number in range(CROWD)))

    assert standings()[Standing.HELD] > capacity
    assert not seats_in_order()


def test_parties_are_seated_whole_or_not_at_all(now):
    event = make_event(capacity=7)

    all_at_once(*(newcomer(event, now, number, party_size=1 + number % 3) for number in range(CROWD)))

    assert seats_in_order()
    assert Seats.objects.get(event=event).taken <= 7
    assert Registration.objects.seated().people() == Seats.objects.get(event=event).taken


def test_the_same_form_sent_many_times_at_once_is_one_registration(now):
    event, key = make_event(capacity=5), uuid4()

    rows = all_at_once(*(newcomer(event, now, 1, submission_key=key) for _ in range(8)))

    assert {row.pk for row in rows} == {Registration.objects.get().pk}
    assert (Seats.objects.get(event=event).taken, Letter.objects.count()) == (1, 1)


def test_the_same_address_from_many_forms_at_once_is_one_registration(now):
    event = make_event(capacity=5)

    all_at_once(*(newcomer(event, now, 1) for _ in range(8)))

    assert (Registration.objects.count(), Seats.objects.get(event=event).taken, seats_in_order()) == (1, 1, True)


def test_saving_the_event_s_form_during_a_rush_changes_no_seat(now):
    event = make_event(capacity=6)
    stale = [Event.objects.get(pk=event.pk) for _ in range(6)]

    def save(opened_before, number):
        opened_before.title_sl = f"Naslov {number}"
        return lambda: change_event(event=opened_before, capacity=6, actor=None, now=now)

    all_at_once(*(newcomer(event, now, number) for number in range(CROWD)), *(save(row, number) for number, row in enumerate(stale)))

    assert standings() == {Standing.HELD: 6, Standing.UNVERIFIED: CROWD - 6}
    assert (Seats.objects.get(event=event).taken, seats_in_order()) == (6, True)


def test_seats_given_back_during_a_rush_go_to_those_who_wait(now):
    event = make_event(capacity=4)
    seated = [make_registration(event=event) for _ in range(4)]
    line = [make_registration(event=event, standing=Standing.WAITING) for _ in range(4)]

    def give_back(row):
        return lambda: actions.cancel(registration=row, now=now)

    all_at_once(
        *(give_back(row) for row in seated), *(newcomer(event, now, number) for number in range(8)), *(lambda: actions.offer_freed_seats(now) for _ in range(3))
    )
    actions.offer_freed_seats(now)

    assert {Registration.objects.get(pk=row.pk).standing for row in line} == {Standing.OFFERED}
    assert (Seats.objects.get(event=event).taken, seats_in_order()) == (4, True)


def test_two_sweeps_at_once_offer_each_seat_once(now):
    event = make_event(capacity=3)
    for _ in range(6):
        make_registration(event=event, standing=Standing.WAITING)

    done = all_at_once(*(lambda: actions.offer_freed_seats(now) for _ in range(4)))

    assert (sum(done), standings(), seats_in_order()) == (3, {Standing.OFFERED: 3, Standing.WAITING: 3}, True)
    assert Letter.objects.filter(kind="registrations.seat_offered").count() == 3


@pytest.mark.parametrize("turn", range(4))
def test_a_click_at_the_deadline_has_exactly_one_outcome(now, turn):
    row = make_registration(standing=Standing.OFFERED, expires_at=now)
    clicked = Registration.objects.select_related("event").get(pk=row.pk)

    all_at_once(
        lambda: actions.take_offer(registration=clicked, now=now - timedelta(milliseconds=1)),
        lambda: actions.release_run_out(now),
        lambda: actions.cancel(registration=Registration.objects.select_related("event").get(pk=row.pk), now=now),
    )

    row.refresh_from_db()
    assert row.standing in {Standing.CONFIRMED, Standing.WAITING, Standing.CANCELLED}
    assert (seats_in_order(), Seats.objects.get(event=row.event).taken) == (True, int(row.standing == Standing.CONFIRMED))


def test_lowering_the_seats_during_a_rush_seats_nobody_beyond_them(now):
    event = make_event(capacity=10)

    all_at_once(
        *(newcomer(event, now, number) for number in range(CROWD)),
        lambda: actions.set_capacity(event=event, capacity=3, actor=None, now=now),
        lambda: actions.offer_freed_seats(now),
    )

    seats = Seats.objects.get(event=event)
    assert seats_in_order()
    assert (seats.capacity, seats.taken - seats.overbooked <= 3) == (3, True)


def test_nobody_is_left_with_a_seat_in_an_event_that_was_cancelled_during_a_rush(now):
    event = make_event(capacity=8)

    all_at_once(*(newcomer(event, now, number) for number in range(CROWD)), lambda: actions.cancel_event(event=event, note="", actor=None, now=now))
    actions.tell_of_cancelled_events(now)

    assert not Registration.objects.live().exists()
    assert (Seats.objects.get(event=event).taken, seats_in_order()) == (0, True)
