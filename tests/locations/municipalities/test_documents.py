import pytest

from locations.municipalities.documents import card_of, municipality_card, municipality_facts, told_of
from tests.factories.locations import make_municipality

pytestmark = pytest.mark.django_db


def test_a_municipality_is_told_as_a_public_body():
    municipality = make_municipality(
        slug="litija", name="Litija", code="060", address="Jerebova ulica 14, Litija", website="https://litija.example", contact_phone=""
    )
    assert municipality_facts(municipality) == {
        "@type": "GovernmentOrganization",
        "name": "Občina Litija",
        "alternateName": "Litija",
        "url": "http://127.0.0.1:8000/en/municipalities/litija/",
        "identifier": "060",
        "email": municipality.contact_email,
        "address": {"@type": "PostalAddress", "streetAddress": "Jerebova ulica 14, Litija", "addressCountry": "SI"},
        "sameAs": "https://litija.example",
        "areaServed": {"@type": "AdministrativeArea", "name": "Litija"},
    }


def test_its_logo_is_told_by_its_whole_address():
    assert municipality_facts(make_municipality(logo="logos/litija.png"))["logo"] == "http://127.0.0.1:8000/media/logos/litija.png"


def test_its_card_has_its_name_and_its_colours():
    municipality = make_municipality(slug="litija", name="Litija", brand_colour="#7a1f3d", spark_colour="#ffe08a")
    card = card_of(municipality)
    assert (card.title, card.lines, card.brand, card.spark) == ("Litija", ("Občina Litija",), "#7a1f3d", "#ffe08a")
    assert municipality_card("litija") == told_of(municipality).card == card
    assert municipality_card("atlantida") is None
