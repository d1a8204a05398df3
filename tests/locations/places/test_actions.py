from datetime import timedelta

import pytest

from locations.places import actions
from locations.places.models import Place
from locations.places.rules import NotYours
from portal.common.models import AuditEntry
from portal.common.pointers import StillUsed
from tests.factories.events import make_event
from tests.factories.locations import make_municipality, make_place
from tests.factories.stakeholders import actor_for, make_coordinator

pytestmark = pytest.mark.django_db


def test_a_place_is_added_and_changed_and_both_leave_a_trace(now):
    litija = make_municipality()
    actor = actor_for(make_coordinator(municipality=litija))

    place = actions.add_place(place=Place(municipality=litija, name="Knjižnica", town="Litija"), actor=actor, now=now)
    place.name = "Knjižnica Litija"
    actions.change_place(place=place, actor=actor, now=now)

    assert Place.objects.get().name == "Knjižnica Litija"
    trail = AuditEntry.objects.order_by("pk").values_list("verb", "actor_id", "target_id", "facts")
    facts = {"municipality": litija.pk}
    assert list(trail) == [("place.added", actor.user_id, str(place.pk), facts), ("place.changed", actor.user_id, str(place.pk), facts)]


def test_nobody_keeps_places_of_another_municipality(now):
    place, stranger = make_place(name="Dvorana"), actor_for(make_coordinator())
    place.name = "Moja dvorana"

    with pytest.raises(NotYours):
        actions.change_place(place=place, actor=stranger, now=now)
    with pytest.raises(NotYours):
        actions.add_place(place=Place(municipality=place.municipality, name="Moja", town="Litija"), actor=stranger, now=now)

    assert (list(Place.objects.values_list("name", flat=True)), AuditEntry.objects.count()) == (["Dvorana"], 0)


def test_a_place_that_nobody_uses_is_deleted_once_and_leaves_a_trace(now):
    place = make_place()
    actor, pk = actor_for(make_coordinator(municipality=place.municipality)), place.pk
    actions.discard_place(place=place, actor=actor, now=now)
    actions.discard_place(place=Place(pk=pk, municipality=place.municipality), actor=actor, now=now)  # a second click
    assert (Place.objects.count(), list(AuditEntry.objects.values_list("verb", "target_id"))) == (0, [("place.discarded", str(pk))])


def test_a_place_to_which_an_event_leads_stays_and_leaves_no_trace(now):
    event = make_event(starts_at=now - timedelta(days=400))  # what is over still says where it was
    actor = actor_for(make_coordinator(municipality=event.place.municipality))
    with pytest.raises(StillUsed, match="Events: 1"):
        actions.discard_place(place=event.place, actor=actor, now=now)
    assert (Place.objects.count(), AuditEntry.objects.count()) == (1, 0)


def test_nobody_deletes_a_place_of_another_municipality(now):
    place = make_place()
    with pytest.raises(NotYours):
        actions.discard_place(place=place, actor=actor_for(make_coordinator()), now=now)
    assert Place.objects.count() == 1
