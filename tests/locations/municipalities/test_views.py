from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from locations.municipalities.choices import Section, municipality_sections
from tests.factories.events import NOW, make_draft, make_event
from tests.factories.locations import make_district, make_municipality, make_place
from tests.factories.programmes import make_draft as make_draft_programme
from tests.factories.programmes import make_programme
from tests.reading import page_of, words_of

pytestmark = pytest.mark.django_db


def page_address(municipality):
    return f"/en/municipalities/{municipality.slug}/"


@pytest.fixture
def no_sections(monkeypatch):
    """The page by itself, whatever the other apps add to it."""
    monkeypatch.setattr(municipality_sections, "_items", {})
    return municipality_sections


def test_the_list_leads_to_each_municipality(client):
    make_municipality(name="Litija", slug="litija")
    make_municipality(name="Naklo", takes_part=False)
    page = page_of(client.get("/en/municipalities/"))
    assert page.heading == "Municipalities"
    assert "Naklo" not in page.text
    assert page.links["Litija"] == "/en/municipalities/litija/"


def test_the_page_names_the_municipality_its_districts_and_how_to_reach_it(client, no_sections):
    litija = make_municipality(name="Litija", slug="litija", contact_email="info@litija.example", contact_phone="+386 1 896 34 00")
    litija.neighbours.add(make_municipality(name="Moravče", takes_part=False))
    make_district(municipality=litija, name="Polšnik")
    page = page_of(client.get(page_address(litija)))
    assert page.heading == "Litija"
    for words in ("Občina Litija", "info@litija.example", "+386 1 896 34 00", "Polšnik", "Moravče", "Nothing is announced at the moment"):
        assert words in page.text


def test_other_apps_add_their_sections(client, no_sections, now):
    told = []

    def section(municipality, moment):
        told.append((municipality.name, type(moment)))
        return [Section(title="What is on", items=["Sejem"], template="components/messages.html")]

    no_sections.register("events", section)
    no_sections.register("silent", lambda _municipality, _moment: [])
    litija = make_municipality(name="Litija")
    page = page_of(client.get(page_address(litija)))
    assert "What is on" in page.text
    assert "Nothing is announced" not in page.text
    assert told == [("Litija", datetime)]


def test_a_neighbour_that_is_only_known_by_name_says_so(client, no_sections):
    page = page_of(client.get(page_address(make_municipality(name="Moravče", takes_part=False))))
    assert "This municipality does not use the portal itself" in page.text


def test_an_unknown_municipality_is_not_found(client):
    assert client.get("/en/municipalities/atlantida/").status_code == 404


def test_the_page_costs_the_same_with_one_district_and_with_three(client, no_sections, django_assert_num_queries):
    litija = make_municipality()
    for number in (1, 3):
        for _ in range(number):
            make_district(municipality=litija)
            litija.neighbours.add(make_municipality())
        with django_assert_num_queries(3):
            client.get(page_address(litija))


def test_the_stylesheet_carries_the_colours_and_is_kept_by_the_browser(client):
    make_municipality(slug="litija", brand_colour="#123456", spark_colour="#ffce47")
    address = reverse("places:brand_stylesheet", args=["litija"])
    response = client.get(address)
    assert (address, response["Content-Type"]) == ("/brand/litija.css", "text/css; charset=utf-8")
    assert response.content.decode() == '[data-brand="litija"]{--brand:#123456;--spark:#ffce47}\n'
    assert response["Cache-Control"] == "public, max-age=3600, stale-while-revalidate=86400"
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert response["Vary"] == "Accept-Language"


def test_a_new_colour_is_a_new_stylesheet(client):
    litija = make_municipality(slug="litija")
    before = client.get("/brand/litija.css")["ETag"]
    litija.brand_colour = "#123456"
    litija.save()
    assert client.get("/brand/litija.css", headers={"If-None-Match": before}).status_code == 200


def test_colours_that_cannot_be_read_never_reach_a_page(client):
    make_municipality(slug="litija", brand_colour="#ffff00")
    assert client.get("/brand/litija.css").content == b""


def test_there_are_no_colours_of_a_municipality_that_is_not(client):
    assert client.get("/brand/atlantida.css").status_code == 404


@pytest.mark.parametrize("given", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)])
def test_sections_are_asked_with_the_clock_of_the_door(client, no_sections, monkeypatch, given):
    monkeypatch.setattr("locations.municipalities.views.now", lambda: given)
    asked = []
    no_sections.register("clock", lambda _municipality, moment: asked.append(moment) or [])
    client.get(page_address(make_municipality()))
    assert asked == [given]


def test_the_page_shows_what_is_on_and_which_programmes_run_there(client, monkeypatch):
    monkeypatch.setattr("locations.municipalities.views.now", lambda: NOW)
    litija = make_municipality(name="Litija", slug="litija")
    make_event(municipality=litija, title_en="Where is shade missing?")
    make_draft(municipality=litija, title_en="Not announced yet")
    make_event(municipality=make_municipality(), title_en="Elsewhere")
    make_programme(municipality=litija, title_en="InLoCom Litija")
    make_draft_programme(municipality=litija, title_en="Still a plan")
    page = page_of(client.get(page_address(litija)))
    for words in ("What is on", "Where is shade missing?", "Programmes", "InLoCom Litija"):
        assert words in page.text
    for words in ("Not announced yet", "Elsewhere", "Still a plan"):
        assert words not in page.text
    assert "/en/events/?municipality=litija" in page.links.values()


def test_the_page_costs_the_same_with_one_event_and_programme_and_with_three(client, monkeypatch):
    monkeypatch.setattr("locations.municipalities.views.now", lambda: NOW)
    litija = make_municipality()
    counted = []
    for number in (1, 2):
        for _ in range(number):
            make_event(municipality=litija)
            make_programme(municipality=litija)
        with CaptureQueriesContext(connection) as queries:
            client.get(page_address(litija))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 9  # where more is on, the neighbours are not asked: eight


@pytest.mark.usefixtures("clock")
class TestWhatIsOnThere:
    def sections(self, client, municipality):
        page = page_of(client.get(page_address(municipality)))
        return [words_of(heading) for heading in page.main.iter("h2")], page

    def test_everything_that_is_public_has_its_section(self, client):
        litija = make_municipality(name="Litija", slug="litija")
        sava = make_district(municipality=litija, name="Sava", slug="sava")
        hall = make_place(municipality=litija, district=sava, name="Hall by the river", step_free="yes")
        make_event(municipality=litija, place=hall, title_en="Walk")
        make_programme(municipality=litija, title_en="Litija grows")
        make_programme(municipality=litija, title_en="Litija has grown", status="closed", method="hackathons")
        make_place(municipality=litija, name="Secret hangar")
        headings, page = self.sections(client, litija)
        assert headings[:6] == ["What is on", "Programmes", "Methods in use", "Where people meet", "Finished programmes", "Get in touch"]
        assert page.links["Sava 1"] == "/en/events/?municipality=litija&district=sava"
        assert page.links["Hall by the river"] == f"/en/events/?municipality=litija&place={hall.pk}"
        assert "Step-free from the street" in page.text
        assert "Secret hangar" not in page.text
        assert {"Litija grows", "Litija has grown"} <= set(page.links)

    def test_where_nothing_is_on_the_page_says_so_and_shows_what_the_neighbours_do(self, client):
        litija, neighbour = make_municipality(name="Litija", slug="litija"), make_municipality(name="Šmartno")
        litija.neighbours.add(neighbour)
        make_event(municipality=neighbour, title_en="Next door")
        headings, page = self.sections(client, litija)
        assert headings[:2] == ["What is on", "In the neighbourhood"]
        assert "Nothing is announced at the moment" in page.text
        assert "Next door" in page.links

    def test_who_does_not_use_the_portal_is_said_to_be_known_by_name(self, client):
        _headings, page = self.sections(client, make_municipality(name="Naklo", takes_part=False))
        assert "This municipality does not use the portal itself" in page.text
