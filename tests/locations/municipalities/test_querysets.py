import pytest

from locations.municipalities.models import Municipality
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import actor_for, make_admin, make_colleague, make_user

pytestmark = pytest.mark.django_db


def test_the_list_holds_those_that_take_part():
    kranj, litija = make_municipality(name="Kranj"), make_municipality(name="Litija")
    make_municipality(name="Naklo", takes_part=False)
    assert list(Municipality.objects.for_list_page()) == [kranj, litija]


def test_a_municipality_is_chosen_only_by_those_whose_mandate_allows_it():
    litija, _kranj = make_municipality(), make_municipality()
    actors = {role: actor_for(make_colleague(role, municipality=litija)) for role in ("coordinator", "editor", "door_helper", "viewer")}
    assert {role: list(Municipality.objects.writable_by(actor)) for role, actor in actors.items()} == {
        "coordinator": [litija],
        "editor": [litija],
        "door_helper": [],
        "viewer": [],
    }
    assert {role: list(Municipality.objects.manageable_by(actor)) for role, actor in actors.items()} == {
        "coordinator": [litija],
        "editor": [],
        "door_helper": [],
        "viewer": [],
    }
    assert Municipality.objects.writable_by(actor_for(make_admin())).count() == 2


def test_the_desk_offers_the_municipalities_for_which_one_holds_a_mandate_of_any_kind():
    litija, kranj = make_municipality(name="Litija"), make_municipality(name="Kranj")
    make_municipality(name="Naklo", takes_part=False)
    for role in ("coordinator", "editor", "door_helper", "viewer"):
        assert list(Municipality.objects.on_desk_of(actor_for(make_colleague(role, municipality=litija)))) == [litija]
    assert list(Municipality.objects.on_desk_of(actor_for(make_user()))) == []
    assert set(Municipality.objects.on_desk_of(actor_for(make_admin()))) == {litija, kranj}
