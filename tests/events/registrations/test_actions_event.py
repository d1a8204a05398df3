"""What happens to all registrations of an event at once: it is cancelled, they are forgotten, they are exported."""

from datetime import timedelta

import pytest

from events.agenda.choices import Status
from events.registrations import actions, rules
from events.registrations.choices import Standing
from events.registrations.models import Registration, Seats
from portal.common.models import AuditEntry
from portal.common.outbox.models import Letter
from tests.events.registrations.signing_up import letters, sign_up, taken
from tests.factories.events import make_event, make_registration, seats_in_order
from tests.factories.stakeholders import actor_for, make_coordinator

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


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
