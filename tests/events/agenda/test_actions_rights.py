"""What the views ask for is asked by the actions too: nobody acts on another municipality's event, by whichever door."""

from datetime import timedelta

import pytest

from events.agenda import actions, rules
from events.registrations.actions import cancel, cancel_event, export_registrations
from portal.common.outbox.models import Letter
from tests.factories.events import make_draft, make_event, make_registration
from tests.factories.stakeholders import actor_for, make_colleague, make_coordinator

pytestmark = pytest.mark.django_db

ACTS = {
    "change": lambda event, actor, now: actions.change_event(event=event, capacity=None, actor=actor, now=now),
    "discard": lambda event, actor, now: actions.discard_event(event=make_draft(municipality=event.municipality), actor=actor, now=now),
    "publish": lambda event, actor, now: actions.publish_event(event=make_draft(municipality=event.municipality), actor=actor, now=now),
    "cancel": lambda event, actor, now: cancel_event(event=event, note="", actor=actor, now=now),
    "export": lambda event, actor, now: export_registrations(event=event, file_format="csv", actor=actor, now=now),
    "end a registration": lambda event, actor, now: cancel(registration=make_registration(event=event), actor=actor, now=now),
}
OF_EDITORS = {"change", "discard"}


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_is_refused_and_nothing_happens(now, act):
    event = make_event()
    with pytest.raises(rules.NotYours):
        ACTS[act](event, actor_for(make_coordinator()), now)
    event.refresh_from_db()
    assert (event.status, Letter.objects.count()) == ("published", 0)


@pytest.mark.parametrize("act", ACTS)
def test_an_editor_writes_and_leaves_to_coordinators_what_residents_feel_at_once(now, act):
    event = make_event()
    editor = actor_for(make_colleague("editor", municipality=event.municipality))
    if act in OF_EDITORS:
        ACTS[act](event, editor, now)
    else:
        with pytest.raises(rules.NotYours):
            ACTS[act](event, editor, now)


def test_an_event_is_drafted_only_for_ones_own_municipality(now):
    event = make_event()
    with pytest.raises(rules.NotYours):
        actions.add_event(event=event, capacity=None, actor=actor_for(make_coordinator()), now=now)


def test_an_editor_does_not_move_what_is_announced(now):
    event = make_event()
    editor = actor_for(make_colleague("editor", municipality=event.municipality))
    event.starts_at += timedelta(minutes=15)
    with pytest.raises(rules.NotYours):
        actions.change_event(event=event, capacity=None, actor=editor, now=now)
