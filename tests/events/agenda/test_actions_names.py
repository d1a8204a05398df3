"""The name of an event in addresses, when two want the same one at once."""

from datetime import timedelta

import pytest
from django.db import connection

from events.agenda.actions import draft_event
from events.agenda.models import Event
from tests.factories.events import make_event
from tests.factories.locations import make_municipality

pytestmark = pytest.mark.django_db


def test_of_two_who_draft_an_event_of_the_same_title_at_once_both_get_one(now):
    rivals = []

    def take_the_name(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if "events_event" in sql and "slug" in sql and not rivals:
            rivals.append("begun")
            rivals.append(make_event(slug="trznica"))
        return answer

    with connection.execute_wrapper(take_the_name):
        event = draft_event(
            municipality=make_municipality(),
            kind="workshop",
            words={"title": {"sl": "Tržnica"}},
            starts_at=now,
            ends_at=now + timedelta(hours=2),
            actor=None,
            now=now,
        )
    assert (event.slug.startswith("trznica-"), Event.objects.count()) == (True, 2)
