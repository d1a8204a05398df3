from datetime import timedelta
from uuid import uuid4

import pytest

from events.agenda.choices import Status
from events.registrations import actions, rules
from events.registrations.choices import Standing
from events.registrations.models import Registration
from portal.common.models import AuditEntry
from portal.common.outbox.models import Letter
from tests.events.registrations.signing_up import letters, sign_up, taken
from tests.factories.events import make_event, make_registration, seats_in_order

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


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


def test_the_newest_form_counts_while_nobody_has_confirmed(now):
    event = make_event(capacity=2)
    make_registration(event=event)
    sign_up(event, now, party_size=2)

    second = sign_up(event, now + MINUTE, party_size=1)

    assert (second.standing, second.party_size, taken(event), letters(second)) == (Standing.HELD, 1, 2, ["confirm_waiting", "confirm_seat"])


def test_a_kept_seat_is_never_let_go_because_somebody_filled_in_a_form(now):
    """Anybody can write somebody else's address into it."""
    event = make_event(capacity=1)
    kept = sign_up(event, now)
    make_registration(event=event, standing=Standing.WAITING)

    again = actions.register(event=event, name="Somebody else", email="ana@setev.example", party_size=1, language="sl", now=now + MINUTE)

    kept.refresh_from_db()
    assert (again, kept.standing, kept.name, taken(event)) == (kept, Standing.HELD, "Ana Novak", 1)


def test_a_confirmed_registration_is_not_changed_by_a_form(now):
    event = make_event()
    row = make_registration(event=event, email="ana@setev.example", party_size=1)
    assert sign_up(event, now, party_size=3) == row
    row.refresh_from_db()
    assert (row.party_size, taken(event)) == (1, 1)


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
