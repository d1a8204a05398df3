from datetime import timedelta

import pytest

from events.agenda.forms import AgendaFilters
from events.agenda.models import Event
from tests.factories.events import make_event

pytestmark = pytest.mark.django_db


def test_only_events_to_which_somebody_can_still_come_have_free_seats(now):
    hour, day = timedelta(hours=1), timedelta(days=1)
    make_event(title_en="Tomorrow", starts_at=now + day, ends_at=now + day + hour)
    make_event(title_en="Has begun", starts_at=now - hour, ends_at=now + hour)
    make_event(title_en="Registration is over", starts_at=now + day, ends_at=now + day + hour, registration_closes_at=now)
    make_event(title_en="Just come", starts_at=now - hour, ends_at=now + hour, needs_registration=False)
    found = AgendaFilters({"free": "on"}, queryset=Event.objects.public(), now=now)
    assert [event.title_en for event in found.qs] == ["Just come", "Tomorrow"]
