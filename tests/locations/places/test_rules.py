import pytest

from locations.places.rules import NotYours, can_keep_places, ensure_can_keep_places
from portal.common.actor import NOBODY, Actor
from stakeholders.mandates.choices import RIGHTS

COORDINATOR = Actor(user_id=1, roles={7: frozenset({"coordinator"})}, table=RIGHTS)
HELPER = Actor(user_id=2, roles={7: frozenset({"helper"})})
ADMIN = Actor(user_id=3, is_admin=True)


def test_places_are_kept_by_those_who_coordinate_their_municipality():
    asked = {
        name: (can_keep_places(actor, 7), can_keep_places(actor, 8))
        for name, actor in (("coordinator", COORDINATOR), ("helper", HELPER), ("admin", ADMIN), ("nobody", NOBODY))
    }

    assert asked == {"coordinator": (True, False), "helper": (False, False), "admin": (True, True), "nobody": (False, False)}


def test_others_are_refused():
    ensure_can_keep_places(COORDINATOR, 7)
    with pytest.raises(NotYours):
        ensure_can_keep_places(COORDINATOR, 8)
