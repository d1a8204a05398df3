from datetime import timedelta

import pytest
from django.utils.translation import override

from events.agenda import actions, rules
from events.agenda.choices import Status
from events.agenda.models import Event
from events.registrations.actions import register
from events.registrations.models import Seats
from portal.common.errors import Refused
from portal.common.models import AuditEntry
from portal.common.outbox.models import Letter
from tests.factories.events import make_draft, make_event, make_registration
from tests.factories.locations import make_municipality, make_place

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def draft(now, *, title="Šola, ki diha", **facts):
    return actions.draft_event(
        **{
            "municipality": make_municipality(),
            "kind": "workshop",
            "words": {"title": {"sl": title, "en": "A school that breathes"}},
            "starts_at": now + DAY,
            "ends_at": now + DAY + HOUR,
            "actor": None,
            "now": now,
            **facts,
        },
    )


def test_a_draft_gets_an_address_of_its_own_and_its_seats(now):
    first, second = draft(now, capacity=12), draft(now)

    assert first.slug == "sola-ki-diha"
    assert second.slug.startswith("sola-ki-diha-")
    assert (first.status, first.title_en, first.seats.capacity, Seats.objects.count()) == (Status.DRAFT, "A school that breathes", 12, 1)


def test_a_draft_without_any_letter_in_its_title_gets_an_address_too(now):
    assert draft(now, title="!!!").slug == "event"


def test_publishing_shows_the_event_and_is_written_down(now):
    event = make_draft()

    actions.publish_event(event=event, actor=None, now=now)
    actions.publish_event(event=event, actor=None, now=now + HOUR)

    assert (event.status, event.published_at) == (Status.PUBLISHED, now)
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["event.published"]


@pytest.mark.parametrize("fields", [{"place": None}, {"capacity": None}, {"title_sl": "", "title_en": ""}, {"status": Status.CANCELLED}])
def test_what_lacks_something_is_not_published(now, fields):
    event = make_draft(**fields)

    with pytest.raises(rules.NotPublishable):
        actions.publish_event(event=event, actor=None, now=now)


def test_what_is_over_is_not_published(now):
    with override("en"), pytest.raises(rules.NotPublishable, match="The event is over"):
        actions.publish_event(event=make_draft(starts_at=now - DAY), actor=None, now=now)


@pytest.mark.parametrize("moved", ["starts_at", "ends_at", "place", "online_url"])
def test_moving_a_published_event_raises_its_sequence_and_tells_those_who_come(now, moved):
    event = make_event()
    make_registration(event=event)
    value = {"place": make_place(municipality=event.municipality), "online_url": "https://meet.example/x"}.get(moved) or getattr(event, moved) + timedelta(
        minutes=30
    )
    setattr(event, moved, value)

    actions.change_event(event=event, capacity=None, actor=None, now=now)

    event.refresh_from_db()
    assert (getattr(event, moved), event.sequence) == (value, 1)
    assert [letter.kind for letter in Letter.objects.all()] == ["registrations.event_changed"]


def test_changing_only_words_tells_nobody(now):
    event = make_event()
    make_registration(event=event)
    event.title_sl = "Drug naslov"

    actions.change_event(event=event, capacity=None, actor=None, now=now)

    event.refresh_from_db()
    assert (event.title_sl, event.sequence, Letter.objects.count()) == ("Drug naslov", 0, 0)


def test_moving_a_draft_tells_nobody(now):
    event = make_draft()
    event.starts_at += HOUR

    actions.change_event(event=event, capacity=None, actor=None, now=now)

    assert (event.sequence, Letter.objects.count()) == (0, 0)


def test_a_form_opened_before_the_event_was_published_or_cancelled_does_not_undo_it(now):
    event = make_draft()
    opened_before = Event.objects.get(pk=event.pk)
    actions.publish_event(event=event, actor=None, now=now)
    opened_before.title_sl = "Drug naslov"

    actions.change_event(event=opened_before, capacity=None, actor=None, now=now)

    event.refresh_from_db()
    assert (event.status, event.title_sl) == (Status.PUBLISHED, "Drug naslov")


def test_saving_the_form_never_touches_what_is_taken(now):
    event = make_event(capacity=5)
    make_registration(event=event, party_size=3)

    actions.change_event(event=event, capacity=8, actor=None, now=now)

    seats = Seats.objects.get(event=event)
    assert (seats.capacity, seats.taken) == (8, 3)


def test_calling_off_happens_once_and_only_to_what_is_announced(now):
    event = make_event()

    assert [actions.call_off_event(event=event, note="Dež", actor=None, now=now) for _ in range(2)] == [True, False]
    assert (event.status, event.cancelled_at, event.cancellation_note_sl, event.sequence) == (Status.CANCELLED, now, "Dež", 1)
    assert [kept.cancellation_note_sl or "" for kept in event.history.all()] == ["Dež", ""]
    with override("en"), pytest.raises(Refused, match="A draft is not announced yet"):
        actions.call_off_event(event=make_draft(), note="", actor=None, now=now)
    with pytest.raises(rules.AlreadyOver):
        actions.call_off_event(event=make_event(starts_at=now - DAY), note="", actor=None, now=now)


def test_a_draft_is_thrown_away_with_its_seats_and_that_is_written_down(now):
    event = make_draft(capacity=5)

    actions.discard_event(event=event, actor=None, now=now)
    actions.discard_event(event=Event(pk=event.pk), actor=None, now=now)  # a second click finds it gone

    assert (Event.objects.count(), Seats.objects.count()) == (0, 0)
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["event.discarded"]


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.CANCELLED])
def test_what_was_announced_is_not_thrown_away(now, status):
    event = make_event(status=status)

    with override("en"), pytest.raises(Refused, match="Only a draft can be thrown away"):
        actions.discard_event(event=event, actor=None, now=now)

    assert Event.objects.filter(pk=event.pk).exists()


# --- Taking a publication back ---


def test_a_published_event_that_nobody_relies_on_is_a_draft_again(now):
    event = make_event(capacity=10, starts_at=now + DAY)
    actions.withdraw_event(event=event, actor=None, now=now)
    assert (event.status, event.published_at) == (Status.DRAFT, None)
    assert AuditEntry.objects.get().verb == "event.withdrawn"


def test_an_event_for_which_somebody_has_registered_stays_published_and_open(now):
    event = make_event(capacity=10, starts_at=now + DAY)
    make_registration(event=event, standing="held")
    with pytest.raises(rules.SomebodyComes):
        actions.withdraw_event(event=event, actor=None, now=now)
    event.refresh_from_db()
    assert event.status == Status.PUBLISHED
    assert not Seats.objects.get(event=event).is_closed


def test_nobody_gets_in_at_the_moment_of_taking_back_and_everybody_after_publishing_again(now):
    event = make_event(capacity=10, starts_at=now + DAY)
    old = Event.objects.get(pk=event.pk)  # what a form read before
    actions.withdraw_event(event=event, actor=None, now=now)
    with pytest.raises(Refused):
        register(event=old, name="Mojca", email="mojca@example.si", party_size=1, language="sl", now=now)
    actions.publish_event(event=event, actor=None, now=now)
    assert register(event=event, name="Mojca", email="mojca@example.si", party_size=1, language="sl", now=now).pk


@pytest.mark.parametrize(("status", "starts"), [(Status.DRAFT, DAY), (Status.CANCELLED, DAY), (Status.PUBLISHED, -HOUR)])
def test_only_what_is_published_and_to_come_can_be_taken_back(now, status, starts):
    event = make_event(status=status, starts_at=now + starts, ends_at=now + 2 * DAY)
    with pytest.raises(Refused):
        actions.withdraw_event(event=event, actor=None, now=now)
