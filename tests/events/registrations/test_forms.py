from datetime import timedelta

import pytest

from events.agenda.forms import AgendaFilters
from events.agenda.models import Event
from events.agenda.rules import largest_party
from events.registrations.forms import PartyForm, RegistrationForm
from events.registrations.models import Seats
from tests.factories.events import make_event, make_registration

pytestmark = pytest.mark.django_db


def test_only_events_to_which_somebody_can_still_come_have_free_seats(now):
    hour, day = timedelta(hours=1), timedelta(days=1)
    make_event(title_en="Tomorrow", starts_at=now + day, ends_at=now + day + hour)
    make_event(title_en="Has begun", starts_at=now - hour, ends_at=now + hour)
    make_event(title_en="Registration is over", starts_at=now + day, ends_at=now + day + hour, registration_closes_at=now)
    make_event(title_en="Just come", starts_at=now - hour, ends_at=now + hour, needs_registration=False)
    found = AgendaFilters({"free": "on"}, queryset=Event.objects.public(), now=now)
    assert [event.title_en for event in found.qs] == ["Just come", "Tomorrow"]


@pytest.mark.parametrize(("capacity", "choices"), [(10, [1, 2, 3, 4]), (2, [1, 2]), (None, [1, 2, 3, 4])])
def test_nobody_is_offered_to_bring_more_people_than_there_are_seats(now, capacity, choices):
    event = make_event(capacity=capacity, party_limit=4)
    found = Seats.objects.deciding(event.slug)
    form = RegistrationForm(largest_party=largest_party(found, capacity=found.seats_in_all), now=now)
    assert [number for number, _words in form.fields["party_size"].choices] == choices


@pytest.mark.parametrize(("capacity", "party_size", "largest"), [(10, 1, 4), (2, 1, 2), (10, 6, 6)])
def test_a_party_can_grow_to_the_limit_and_always_shrink(capacity, party_size, largest):
    row = make_registration(event=make_event(capacity=capacity, party_limit=4), party_size=party_size)
    assert [number for number, _words in PartyForm(registration=row).fields["party_size"].choices] == list(range(1, largest + 1))
