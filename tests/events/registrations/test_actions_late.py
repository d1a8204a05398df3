"""What is true although no sweep has been by: what ran out, what has begun, what moved meanwhile."""

from datetime import timedelta

import pytest

from events.agenda.actions import change_event
from events.registrations import actions, rules
from events.registrations.choices import Standing
from events.registrations.models import Registration, Seats
from portal.common.outbox.models import Letter
from tests.events.registrations.signing_up import letters, sign_up
from tests.factories.events import make_event, make_registration, seats_in_order
from tests.factories.stakeholders import actor_for, make_coordinator

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_whoever_registers_again_after_the_hold_ran_out_gets_a_link_that_still_holds(now):
    event = make_event(capacity=1)
    first = sign_up(event, now)

    second = sign_up(event, now + HOUR + MINUTE)

    first.refresh_from_db()
    assert (first.standing, second.standing, second.pk == first.pk) == (Standing.EXPIRED, Standing.HELD, False)
    assert Letter.objects.latest("created_at").not_after == second.expires_at > now + HOUR + MINUTE
    assert (Seats.objects.get(event=event).taken, seats_in_order()) == (1, True)


def test_whoever_registers_again_after_an_offer_ran_out_still_stands_in_line(now):
    event = make_event(capacity=1)
    row = make_registration(event=event, email="ana@setev.example", standing=Standing.OFFERED, expires_at=now - MINUTE)

    assert sign_up(event, now).pk == row.pk

    row.refresh_from_db()
    assert (row.standing, sorted(letters()), seats_in_order()) == (Standing.WAITING, ["already_registered", "offer_lapsed"], True)


def test_nobody_gives_a_seat_back_once_the_event_has_begun_but_the_organiser_may(now):
    event = make_event(starts_at=now + HOUR)
    row = make_registration(event=event)

    with pytest.raises(rules.RegistrationClosed):
        actions.cancel(registration=row, now=now + HOUR)
    actions.cancel(registration=row, actor=actor_for(make_coordinator(municipality=event.municipality)), now=now + HOUR)

    assert (row.standing, Seats.objects.get(event=event).taken) == (Standing.CANCELLED, 0)


@pytest.mark.parametrize("standing", [Standing.HELD, Standing.UNVERIFIED])
def test_who_never_followed_the_link_hears_nothing_more_when_the_event_is_cancelled(now, standing):
    event = make_event()
    row, known = make_registration(event=event, standing=standing), make_registration(event=event)

    actions.cancel_event(event=event, note="Bolezen.", actor=None, now=now)

    row.refresh_from_db()
    assert row.standing == Standing.CANCELLED
    assert [letter.recipient for letter in Letter.objects.all()] == [known.email]


def move(event, now, hours=1):
    event.starts_at, event.ends_at = event.starts_at + hours * HOUR, event.ends_at + hours * HOUR
    return change_event(event=event, capacity=None, actor=None, now=now)


def test_of_a_large_event_that_moves_the_request_tells_a_share_and_the_sweep_the_rest(now, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    event = make_event()
    for _ in range(5):
        make_registration(event=event)

    move(event, now)
    told = [len(letters())]
    told += [actions.tell_of_moved_events(now) for _ in range(3)]

    assert told == [2, 2, 1, 0]
    assert set(Registration.objects.values_list("told_sequence", flat=True)) == {1}


def test_who_confirms_after_the_move_reads_the_new_time_and_needs_no_second_letter(now):
    event = make_event()
    row = sign_up(event, now)
    move(event, now)

    actions.confirm(registration=Registration.objects.get(pk=row.pk), now=now + MINUTE)

    assert (actions.tell_of_moved_events(now + MINUTE), letters()) == (0, ["confirm_seat", "seat_confirmed"])
