"""What was announced keeps what people rely on."""

import pytest
from django.utils import timezone
from django.utils.translation import override

from events.agenda.choices import SeatCount
from events.agenda.forms import EventForm
from events.agenda.models import Event
from tests.factories.events import make_draft, make_event
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import actor_for, make_colleague, make_coordinator, make_mandate

pytestmark = pytest.mark.django_db


def errors_of(event, *, count=None, **changes):
    coordinator = make_coordinator(municipality=event.municipality)
    if "municipality" in changes:
        make_mandate(user=coordinator, municipality=changes["municipality"])
        changes["municipality"] = changes["municipality"].pk
    moment = "%Y-%m-%dT%H:%M"
    given = {
        "municipality": event.municipality_id,
        "kind": event.kind,
        "title_sl": event.title_sl,
        "starts_at": timezone.localtime(event.starts_at).strftime(moment),
        "ends_at": timezone.localtime(event.ends_at).strftime(moment),
        "place": event.place_id or "",
        "needs_registration": "on",
        "capacity": "10",
        "party_limit": "4",
        **changes,
    }
    form = EventForm(given, instance=event, actor=actor_for(coordinator), count=count)
    with override("en"):
        return {name: [str(word) for word in words] for name, words in form.errors.items()}, form


def test_an_announced_event_keeps_a_place_or_a_link():
    assert errors_of(make_event(), place="")[0] == {"place": ["The event is announced: it needs a place, or a link for taking part online."]}
    assert errors_of(make_event(), place="", online_url="https://meet.example/x")[0] == {}
    assert errors_of(make_draft(), place="")[0] == {}


def test_people_who_registered_are_not_told_that_they_need_not():
    said = {"needs_registration": ["People have registered already. Let their registrations stand, or cancel the event."]}
    assert errors_of(make_event(), count=SeatCount(10, 0, waiting=2), needs_registration="")[0] == said
    assert errors_of(make_event(), count=SeatCount(10, 0), needs_registration="")[0] == {}


def test_the_municipality_that_answers_for_the_data_stays_once_the_event_is_announced():
    event, other = make_event(), make_municipality()
    errors, form = errors_of(event, municipality=other)
    assert (errors, form.cleaned_data["municipality"]) == ({}, event.municipality)


def test_an_editor_writes_the_words_of_what_is_announced_and_its_time_and_seats_stay():
    event = make_event(capacity=10)
    editor = actor_for(make_colleague("editor", municipality=event.municipality))
    sent = {"municipality": event.municipality_id, "kind": event.kind, "title_sl": "Nov naslov", "starts_at": "2030-01-01T10:00", "capacity": "3"}
    form = EventForm(sent, instance=event, actor=editor, count=SeatCount(10, 2))
    assert form.errors == {}
    kept = Event.objects.get(pk=event.pk)
    changed = form.save(commit=False)
    assert (changed.title_sl, changed.starts_at, changed.place_id, form.cleaned_data["capacity"]) == ("Nov naslov", kept.starts_at, kept.place_id, 10)
