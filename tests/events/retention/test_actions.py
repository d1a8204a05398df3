from datetime import timedelta

import pytest

from events.registrations.choices import Standing
from events.registrations.models import Turnout
from events.retention import actions
from tests.factories.events import make_draft, make_event, make_registration

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_thirty_days_after_the_event_only_the_number_of_people_is_left(now):
    event = make_event(starts_at=now, ends_at=now + HOUR)
    rows = [make_registration(event=event, needs="Rampa", party_size=2) for _ in range(2)]

    assert actions.forget_past_registrations(now + 30 * DAY) == 0
    assert actions.forget_past_registrations(now + 30 * DAY + HOUR) == 2
    assert actions.forget_past_registrations(now + 31 * DAY) == 0

    rows[0].refresh_from_db()
    assert (rows[0].name, rows[0].email, rows[0].needs, rows[0].party_size) == ("", f"{rows[0].pk}@forgotten.invalid", "", 2)


def test_an_address_that_was_never_confirmed_is_forgotten_after_a_week(now):
    event = make_event(starts_at=now + 300 * DAY)
    never = make_registration(event=event, standing=Standing.EXPIRED, ended_at=now)
    once = make_registration(event=event, standing=Standing.EXPIRED, ended_at=now, confirmed_at=now - DAY)

    assert actions.forget_past_registrations(now + 7 * DAY - MINUTE) == 0
    assert actions.forget_past_registrations(now + 7 * DAY) == 1

    never.refresh_from_db()
    once.refresh_from_db()
    assert (never.name, never.email, once.name != "") == ("", f"{never.pk}@forgotten.invalid", True)


def test_what_has_been_held_is_counted_into_one_row(now):
    held = make_event(starts_at=now - DAY)
    make_registration(event=held, party_size=3)
    make_registration(event=held, party_size=2, standing=Standing.WAITING)
    make_registration(event=make_event(starts_at=now + DAY), party_size=5)
    make_draft(starts_at=now - DAY)
    assert [actions.count_turnout(moment) for moment in (now, now + 3 * DAY)] == [1, 2]
    assert list(Turnout.objects.values_list("events", "people", "counted_at")) == [(2, 8, now + 3 * DAY)]
