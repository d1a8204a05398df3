from datetime import timedelta
from uuid import uuid4

import pytest

from events.agenda.choices import Status
from events.registrations import actions, rules
from events.registrations.choices import Standing
from events.registrations.models import Registration, Seats
from portal.common.models import AuditEntry
from portal.common.outbox.models import Letter
from tests.factories.events import make_event, make_registration, seats_in_order
from tests.factories.stakeholders import actor_for, make_coordinator

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def sign_up(event, now, *, email="ana@setev.example", party_size=1, **answers):
    return actions.register(event=event, name="Ana Novak", email=email, party_size=party_size, language="sl", now=now, **answers)


def letters(row=None):
    """The kinds of letters in the order in which they were written, without the room's name."""
    rows = Letter.objects.order_by("created_at", "pk")
    if row:
        rows = rows.filter(recipient=row.email)
    return [letter.kind.removeprefix("registrations.") for letter in rows]


def taken(event):
    return Seats.objects.get(event=event).taken


# --- Registering --------------------------------------------------------------------------------------


def test_registering_holds_the_seats_for_an_hour_and_asks_to_confirm(now):
    event = make_event(capacity=10)

    row = sign_up(event, now, party_size=3)

    assert (row.standing, row.expires_at, taken(event)) == (Standing.HELD, now + HOUR, 3)
    assert letters() == ["confirm_seat"]
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["registration.held"]


def test_a_hold_ends_when_the_event_begins(now):
    event = make_event(starts_at=now + 20 * MINUTE)

    assert sign_up(event, now).expires_at == now + 20 * MINUTE


def test_the_address_is_kept_in_lower_case_and_without_spaces(now):
    assert sign_up(make_event(), now, email=" Ana@Setev.Example ").email == "ana@setev.example"


def test_the_last_seat_is_given_once(now):
    event = make_event(capacity=1)

    first, second = sign_up(event, now), sign_up(event, now, email="bor@setev.example")

    assert (first.standing, second.standing, taken(event)) == (Standing.HELD, Standing.UNVERIFIED, 1)
    assert letters(second) == ["confirm_waiting"]


def test_a_party_larger_than_what_is_free_waits_as_a_whole(now):
    event = make_event(capacity=3)
    make_registration(event=event)

    assert sign_up(event, now, party_size=3).standing == Standing.UNVERIFIED
    assert taken(event) == 1


def test_a_newcomer_does_not_take_a_seat_that_fits_somebody_who_waits(now):
    event = make_event(capacity=2)
    make_registration(event=event)
    make_registration(event=event, standing=Standing.WAITING)

    assert sign_up(event, now).standing == Standing.UNVERIFIED


def test_a_newcomer_may_take_a_seat_into_which_nobody_who_waits_would_fit(now):
    event = make_event(capacity=2)
    make_registration(event=event)
    make_registration(event=event, standing=Standing.WAITING, party_size=2)

    assert sign_up(event, now).standing == Standing.HELD


def test_a_newcomer_may_take_what_somebody_has_just_passed_on(now):
    event = make_event(capacity=1)
    make_registration(event=event, standing=Standing.WAITING, rests_until=now + HOUR)

    assert sign_up(event, now).standing == Standing.HELD


def test_the_same_form_sent_twice_is_one_registration(now):
    event, key = make_event(), uuid4()

    first = sign_up(event, now, submission_key=key)
    second = sign_up(event, now + MINUTE, submission_key=key)

    assert first == second
    assert (Registration.objects.count(), taken(event), letters()) == (1, 1, ["confirm_seat"])


def test_the_form_sent_back_with_the_address_put_right_writes_to_the_right_address(now):
    event, key = make_event(), uuid4()

    wrong = sign_up(event, now, email="an@setev.example", submission_key=key)
    right = sign_up(event, now + MINUTE, email="ana@setev.example", submission_key=key)

    assert (right.pk == wrong.pk, right.standing, letters(right)) == (False, Standing.HELD, ["confirm_seat"])


def test_the_key_of_a_form_sent_to_another_event_is_no_hindrance(now):
    key = uuid4()

    assert [sign_up(make_event(), now, submission_key=key).standing for _event in range(2)] == [Standing.HELD, Standing.HELD]


def test_whoever_cancelled_may_send_the_same_form_again(now):
    event, key = make_event(), uuid4()
    actions.cancel(registration=sign_up(event, now, submission_key=key), now=now)

    assert sign_up(event, now + MINUTE, submission_key=key).standing == Standing.HELD
    assert (taken(event), seats_in_order()) == (1, True)


def test_an_address_that_is_registered_already_hears_so_by_letter_once_an_hour(now):
    event = make_event()
    row = make_registration(event=event, email="ana@setev.example", joined_at=now)

    again = [sign_up(event, now + minutes * MINUTE, email="ANA@setev.example") for minutes in (1, 2, 59, 61)]

    assert again == [row] * 4
    assert (taken(event), letters()) == (1, ["already_registered"] * 2)


def test_registering_again_before_confirming_repeats_the_request_to_confirm(now):
    event = make_event()
    sign_up(event, now)

    sign_up(event, now + 5 * MINUTE)

    assert letters() == ["confirm_seat", "confirm_seat"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": Status.DRAFT}, "This event is not announced yet."),
        ({"status": Status.CANCELLED}, "The event is cancelled. Nobody can register any more."),
        ({"starts_at_shift": -DAY}, "The event is over."),
        ({"needs_registration": False}, "You do not need to register. Just come."),
        ({"capacity": None}, "Registration is not open yet."),
        ({"registration_opens_at_shift": HOUR}, "Registration is not open yet."),
        ({"registration_closes_at_shift": -HOUR}, "Registration is closed."),
    ],
)
def test_registering_is_refused_in_words(now, fields, words):
    fields = {name.removesuffix("_shift"): now + value if name.endswith("_shift") else value for name, value in fields.items()}
    event = make_event(**fields)

    with pytest.raises(rules.RegistrationClosed) as refusal:
        sign_up(event, now)

    assert str(refusal.value) == words
    assert (Registration.objects.count(), Letter.objects.count()) == (0, 0)


def test_a_party_larger_than_the_limit_is_refused(now):
    with pytest.raises(rules.PartyTooLarge, match="One registration can bring 4 people at most"):
        sign_up(make_event(party_limit=4), now, party_size=5)


def test_a_party_larger_than_the_event_joins_no_line_that_it_could_never_leave(now):
    with pytest.raises(rules.PartyTooLarge, match="One registration can bring 2 people at most"):
        sign_up(make_event(capacity=2, party_limit=4), now, party_size=3)

    assert (Registration.objects.count(), Letter.objects.count()) == (0, 0)


# --- Confirming -----------------------------------------------------------------------------------------


def test_confirming_makes_the_held_seat_theirs(now):
    row = sign_up(make_event(), now)

    actions.confirm(registration=row, now=now + MINUTE)

    row.refresh_from_db()
    assert (row.standing, row.confirmed_at, row.expires_at) == (Standing.CONFIRMED, now + MINUTE, None)
    assert (letters(), taken(row.event)) == (["confirm_seat", "seat_confirmed"], 1)


def test_confirming_twice_changes_nothing(now):
    row = sign_up(make_event(), now)
    actions.confirm(registration=row, now=now + MINUTE)

    actions.confirm(registration=row, now=now + HOUR)

    row.refresh_from_db()
    assert (row.confirmed_at, letters()) == (now + MINUTE, ["confirm_seat", "seat_confirmed"])


def test_a_late_click_claims_again_while_there_is_room(now):
    row = sign_up(make_event(capacity=1), now)
    actions.release_run_out(now + HOUR)
    row.refresh_from_db()
    assert (row.standing, taken(row.event)) == (Standing.EXPIRED, 0)

    actions.confirm(registration=row, now=now + 2 * HOUR)

    assert (row.standing, taken(row.event), seats_in_order()) == (Standing.CONFIRMED, 1, True)


def test_a_late_click_waits_when_the_seat_is_gone(now):
    event = make_event(capacity=1)
    row = sign_up(event, now)
    actions.release_run_out(now + HOUR)
    other = sign_up(event, now + HOUR, email="bor@setev.example")
    row.refresh_from_db()

    actions.confirm(registration=row, now=now + HOUR + MINUTE)

    row.refresh_from_db()
    assert (other.standing, row.standing, row.joined_at) == (Standing.HELD, Standing.WAITING, now + HOUR + MINUTE)
    assert letters(row) == ["confirm_seat", "waiting_confirmed"]


def test_a_late_click_after_registering_anew_points_to_the_newer_registration(now):
    event = make_event()
    old = sign_up(event, now)
    actions.release_run_out(now + HOUR)
    sign_up(event, now + 2 * HOUR)
    old.refresh_from_db()

    with pytest.raises(rules.RegistrationGone, match="The newer registration counts"):
        actions.confirm(registration=old, now=now + 2 * HOUR)


def test_confirming_a_place_in_line_joins_the_line_at_that_moment(now):
    event = make_event(capacity=1)
    make_registration(event=event)
    early, quick = sign_up(event, now), sign_up(event, now + MINUTE, email="bor@setev.example")

    actions.confirm(registration=quick, now=now + 2 * MINUTE)
    actions.confirm(registration=early, now=now + 3 * MINUTE)

    assert list(Registration.objects.in_line()) == [quick, early]
    assert [letter.facts["position"] for letter in Letter.objects.filter(kind="registrations.waiting_confirmed").order_by("created_at")] == [1, 2]


def test_a_place_in_line_becomes_a_seat_at_once_when_one_is_free(now):
    event = make_event(capacity=1)
    seated = make_registration(event=event)
    row = sign_up(event, now)
    actions.cancel(registration=seated, now=now)

    actions.confirm(registration=row, now=now + MINUTE)

    assert (row.standing, taken(event)) == (Standing.CONFIRMED, 1)


def test_a_cancelled_registration_cannot_be_confirmed(now):
    row = make_registration(standing=Standing.CANCELLED)

    with pytest.raises(rules.RegistrationGone):
        actions.confirm(registration=row, now=now)


def test_a_click_that_was_overtaken_changes_nothing(now):
    row = sign_up(make_event(), now)
    stale = Registration.objects.get(pk=row.pk)
    actions.release_run_out(now + HOUR)

    with pytest.raises(rules.Overtaken):
        actions.confirm(registration=stale, now=now + HOUR)

    assert (stale.standing, seats_in_order()) == (Standing.EXPIRED, True)


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


# --- Cancelling an event ------------------------------------------------------------------------------------------------


def test_cancelling_an_event_ends_every_registration_with_a_letter(now):
    event = make_event(capacity=2)
    rows = [make_registration(event=event, standing=standing) for standing in (Standing.CONFIRMED, Standing.OFFERED, Standing.WAITING, Standing.CANCELLED)]

    actions.cancel_event(event=event, note="Zaradi poplave", actor=None, now=now)

    assert [Registration.objects.get(pk=row.pk).standing for row in rows] == [Standing.CANCELLED] * 4
    assert (letters(), taken(event), seats_in_order()) == (["event_cancelled"] * 3, 0, True)
    assert (event.status, event.cancellation_note_sl, event.sequence) == (Status.CANCELLED, "Zaradi poplave", 1)


def test_cancelling_an_event_twice_writes_once(now):
    event = make_event()
    make_registration(event=event)

    for _ in range(2):
        actions.cancel_event(event=event, note="", actor=None, now=now)

    assert letters() == ["event_cancelled"]


def test_what_was_interrupted_while_telling_is_found_again(now):
    event = make_event()
    actions.cancel_event(event=event, note="", actor=None, now=now)
    make_registration(event=event)

    assert actions.tell_of_cancelled_events(now) == 1


def test_of_a_large_event_the_request_tells_a_share_and_the_sweep_the_rest(now, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    event = make_event()
    for _ in range(5):
        make_registration(event=event)

    actions.cancel_event(event=event, note="", actor=None, now=now)

    assert (len(letters()), taken(event)) == (2, 3)
    assert [actions.tell_of_cancelled_events(now) for _ in range(3)] == [2, 1, 0]
    assert (len(letters()), taken(event), seats_in_order()) == (5, 0, True)


def test_no_claim_succeeds_once_the_event_is_being_cancelled(now):
    event = make_event()
    Seats.objects.filter(event=event).update(is_closed=True)

    with pytest.raises(rules.RegistrationClosed, match="The event is cancelled"):
        sign_up(event, now)

    assert (Registration.objects.count(), Letter.objects.count()) == (0, 0)


# --- Exports -------------------------------------------------------------------------------------------------------------


def test_an_export_is_written_down(now):
    event = make_event()
    make_registration(event=event)
    actor = actor_for(make_coordinator(municipality=event.municipality))

    actions.export_registrations(event=event, file_format="csv", actor=actor, now=now)

    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor_id, entry.facts) == ("registrations.exported", actor.user_id, {"format": "csv", "rows": 1})
