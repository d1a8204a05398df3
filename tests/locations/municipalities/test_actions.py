import tomllib
from pathlib import Path

import pytest
from django.core.management import call_command

from locations.municipalities import actions
from locations.municipalities.actions import load_places
from locations.municipalities.choices import Step
from locations.municipalities.models import Country, Municipality, Region
from portal.common.actor import Actor
from portal.common.errors import Refused
from tests.factories.locations import make_municipality

pytestmark = pytest.mark.django_db
PLACES = tomllib.loads((Path(__file__).parents[3] / "locations/municipalities/places.toml").read_text(encoding="utf-8"))


def test_the_places_of_the_programmes_are_loaded_with_their_codes():
    assert load_places(places=PLACES) == 30
    litija = Municipality.objects.select_related("region__country").get(slug="litija")
    assert (litija.code, litija.region.code, litija.region.country.code, litija.language) == ("060", "SI035", "SI", "sl")
    assert "Dole pri Litiji" in litija.districts.values_list("name", flat=True)
    assert list(litija.neighbours.in_order().values_list("name", flat=True)) == ["Dol pri Ljubljani", "Zagorje ob Savi", "Šmartno pri Litiji"]
    assert Country.objects.get(code="AT").name_de == "Österreich"
    assert Region.objects.get(code="AT224").name_de == "Oststeiermark"


def test_the_towns_of_iplace_stand_in_their_countries():
    load_places(places=PLACES)
    towns = Municipality.objects.filter(slug__in=["amarante", "balbriggan", "gabrovo", "grosseto", "heerlen", "medina-del-campo", "pori", "parnu", "saldus"])
    found = dict(towns.values_list("name", "region__country"))
    assert found == {
        "Amarante": "PT",
        "Balbriggan": "IE",
        "Gabrovo": "BG",
        "Grosseto": "IT",
        "Heerlen": "NL",
        "Medina del Campo": "ES",
        "Pori": "FI",
        "Pärnu": "EE",
        "Saldus": "LV",
    }
    assert [town.name for town in towns if town.takes_part or town.language not in {"sl", "en"}] == []


def test_neighbours_are_neighbours_of_each_other():
    load_places(places=PLACES)
    assert Municipality.objects.get(slug="hrastnik").neighbours.filter(slug="trbovlje").exists()


def test_loading_again_leaves_what_its_people_have_changed(capsys):
    call_command("load_places")
    Municipality.objects.filter(slug="litija").update(brand_colour="#123456", contact_email="info@litija.example")
    call_command("load_places")
    litija = Municipality.objects.get(slug="litija")
    assert (litija.brand_colour, litija.contact_email) == ("#123456", "info@litija.example")
    assert capsys.readouterr().out == "30 municipalities added.\n0 municipalities added.\n"


# --- Setting up ---


def test_only_a_coordinator_sets_a_municipality_up(now):
    litija = make_municipality(set_up_at=None)
    stranger = Actor(user_id=7)
    with pytest.raises(Refused):
        actions.keep_step(municipality=litija, step=Step.LOOK, columns=[], actor=stranger, now=now)
    with pytest.raises(Refused):
        actions.finish_set_up(municipality=litija, actor=stranger, now=now)
    with pytest.raises(Refused):
        actions.send_test_letter(municipality=litija, actor=stranger, now=now)
    litija.refresh_from_db()
    assert (litija.set_up_steps, litija.set_up_at) == ([], None)
