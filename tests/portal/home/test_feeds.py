from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.agenda.documents import card_of
from portal.home import documents, feeds
from tests.factories.events import make_draft, make_event
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_draft as make_programme_draft
from tests.factories.programmes import make_programme
from tests.factories.stakeholders import make_privacy_record, make_statement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HOST = "http://127.0.0.1:8000"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def parts_of(client):
    root = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  our own
    assert root.tag == f"{MAP}sitemapindex"
    return [place.text.removeprefix(HOST) for place in root.iter(f"{MAP}loc")]


def pages_of(client):
    """Every address of the map, with its other languages."""
    found = {}
    for part in parts_of(client):
        root = ET.fromstring(client.get(part).content)  # noqa: S314
        assert root.tag == f"{MAP}urlset"
        for page in root.iter(f"{MAP}url"):
            found[page.find(f"{MAP}loc").text] = {link.get("hreflang"): link.get("href") for link in page.iter(LINK)}
    return found


def test_the_map_names_each_public_page_in_each_language(client):
    municipality = make_municipality(slug="litija")
    make_event(municipality=municipality, slug="delavnica")
    make_programme(municipality=municipality, slug="senca")
    make_statement(municipality=municipality)
    make_privacy_record(municipality=municipality)
    pages = pages_of(client)
    for address in (
        "",
        "events/",
        "events/delavnica/",
        "programmes/senca/",
        "municipalities/litija/",
        "municipalities/litija/accessibility/",
        "municipalities/litija/privacy/",
        "methods/inlocom/",
    ):
        there = {"sl": f"{HOST}/sl/{address}", "en": f"{HOST}/en/{address}", "x-default": f"{HOST}/{address}"}
        assert pages[there["sl"]] == pages[there["en"]] == there


def test_every_page_of_the_map_is_there_and_may_be_listed(client):
    municipality = make_municipality()
    make_event(municipality=municipality)
    make_programme(municipality=municipality)
    make_statement(municipality=municipality)
    for address in pages_of(client):
        response = client.get(address.removeprefix(HOST))
        assert response.status_code == 200, address
        assert "noindex" not in response.content.decode() + response.get("X-Robots-Tag", ""), address


def test_what_is_not_public_is_not_on_the_map(client):
    municipality = make_municipality(slug="litija")
    make_draft(municipality=municipality, slug="skrivnost")
    make_programme_draft(municipality=municipality, slug="skrivni-program")
    make_municipality(slug="sosednja", takes_part=False)
    for canary in ("skriv", "sosednja", "workspace", "account", "patterns"):
        assert [page for page in pages_of(client) if canary in page] == []


def test_what_has_changed_is_said_by_the_row(client):
    event = make_event(slug="delavnica")
    root = ET.fromstring(client.get("/sitemap-events-1.xml").content)  # noqa: S314
    assert {day.text for day in root.iter(f"{MAP}lastmod")} == {event.updated_at.date().isoformat()}
    assert b"<lastmod>" in client.get("/sitemap.xml").content


def test_many_pages_are_told_in_several_files(client, monkeypatch):
    monkeypatch.setattr(documents.Map, "limit", 2)
    municipality = make_municipality()
    slugs = {make_event(municipality=municipality).slug for _ in range(5)}
    assert [part for part in parts_of(client) if "events" in part] == [f"/sitemap-events-{number}.xml" for number in (1, 2, 3)]
    assert {page.split("/")[-2] for page in pages_of(client) if "/en/events/" in page} - {"events"} == slugs
    assert client.get("/sitemap-events-4.xml").status_code == 404


def test_a_part_that_does_not_exist_is_not_there(client):
    for address in ("/sitemap-nonsense-1.xml", "/sitemap-events-1.xml", "/sitemap-pages-0.xml", "/sitemap-pages-99999999999999999999999999.xml"):
        assert client.get(address).status_code == 404


def test_more_rows_cost_no_more_queries(client):
    counts = []
    for size in (1, 4):
        for _ in range(size):
            municipality = make_municipality()
            make_event(municipality=municipality)
            make_programme(municipality=municipality)
        with CaptureQueriesContext(connection) as asked:
            pages_of(client)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_address_without_a_language_leads_to_the_visitors(client):
    """It is what the map names for everybody else (x-default)."""
    make_event(slug="delavnica")
    for asked, there in (("en-GB", "/en/events/delavnica/"), ("sl", "/sl/events/delavnica/"), ("fr", "/sl/events/delavnica/")):
        response = client.get("/events/delavnica/", headers={"Accept-Language": asked})
        assert (response.status_code, response["Location"]) == (302, there)


def test_robots_stay_away_from_what_is_personal_and_are_shown_the_map(client):
    response = client.get("/robots.txt")
    lines = response.content.decode().splitlines()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    for private in ("workspace/", "account/", "admin/", "registrations/", "invitations/", "my-data/*/"):
        assert f"Disallow: /*/{private}" in lines
    assert f"Sitemap: {HOST}/sitemap.xml" in lines


# --- The picture of a shared link ---


def test_a_shared_event_shows_its_picture_for_ever(client):
    card = card_of(make_event())
    response = client.get(card.address)
    assert (response.status_code, response["Content-Type"], response.content[:4]) == (200, "image/png", b"\x89PNG")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_each_language_has_a_picture_of_its_own(client):
    make_event(slug="senca", title_sl="Senca", title_en="Shade")
    there = {client.get(f"/social/events/senca/{language}/old.png")["Location"] for language in ("sl", "en")}
    assert len({address.split("/")[-1] for address in there}) == 2
    assert {client.get(address).status_code for address in there} == {200}


def test_an_old_address_leads_to_the_present_picture(client):
    event = make_event(slug="senca", title_en="Shade", title_sl="Senca")
    before = card_of(event).address
    event.title_en = "More shade"
    event.save()
    now = card_of(event).address
    response = client.get(before)
    assert (response.status_code, response["Location"]) == (302, now)
    assert before != now
    assert "immutable" not in response["Cache-Control"]


def test_a_draft_shows_no_picture_even_when_one_was_drawn_before(client):
    event = make_event()
    address = card_of(event).address
    assert client.get(address).status_code == 200
    event.status = "draft"
    event.save()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["events/none/sl/a.png", "events/senca/xx/a.png", "nonsense/senca/sl/a.png", "portal/other/en/a.png", "programmes/skrivno/sl/a.png"],
)
def test_of_what_is_not_there_nothing_is_drawn(client, address):
    make_event(slug="senca")
    make_programme_draft(slug="skrivno")
    assert client.get(f"/social/{address}").status_code == 404


def test_a_crowd_of_new_pictures_is_asked_to_come_back(client, monkeypatch):
    first, second = card_of(make_event()).address, card_of(make_event()).address
    assert client.get(first).status_code == 200
    monkeypatch.setattr(feeds, "DRAWN_A_MINUTE", 0)
    response = client.get(second)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert client.get(first).status_code == 200  # what is drawn already costs nothing
