"""What every public page tells those who do not read it: where it stands, in which languages, and what a shared link shows.

A page that belongs to one person, or to nobody yet, tells nothing.
"""

import json

import pytest
from django.urls import reverse

from tests.factories.events import NOW, make_draft, make_event
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_draft as make_programme_draft
from tests.factories.programmes import make_programme
from tests.house.doors import DOORS
from tests.house.doors import World as Town
from tests.house.pages import PUBLIC, World
from tests.reading import page_of

HOST = "http://127.0.0.1:8000"
UNLISTED = {"home:patterns", "duties:feedback_done", "people:ask_my_data_done", "subscriptions:subscribe_done"}
TELLING = [name for name in PUBLIC if name not in UNLISTED]

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("clock")]


def links(page, kind):
    return [link for link in page.root.iter("link") if link.get("rel") == kind]


def canonical(page):
    return [link.get("href") for link in links(page, "canonical")]


def languages(page):
    return {link.get("hreflang"): link.get("href") for link in links(page, "alternate") if link.get("hreflang")}


def shown(page):
    """What a shared link shows."""
    return {tag.get("property") or tag.get("name"): tag.get("content") for tag in page.root.iter("meta") if (tag.get("property") or "").startswith("og:")}


def facts(page):
    return [json.loads(script.text) for script in page.root.iter("script") if script.get("type") == "application/ld+json"]


@pytest.mark.parametrize("language", ["sl", "en"])
@pytest.mark.parametrize("name", TELLING)
def test_a_page_says_where_it_stands_and_in_which_languages(client, name, language):
    world = World(1)
    page = page_of(client.get(world.address(name, language)))
    here = world.address(name, language)
    assert canonical(page) == [f"{HOST}{here}"]
    assert languages(page) == {
        "sl": f"{HOST}{world.address(name, 'sl')}",
        "en": f"{HOST}{world.address(name, 'en')}",
        "x-default": f"{HOST}{here.removeprefix(f'/{language}')}",
    }


@pytest.mark.parametrize("name", TELLING)
def test_a_shared_link_shows_title_words_and_a_picture(client, name):
    world = World(1)
    page = page_of(client.get(world.address(name, "sl")))
    told = shown(page)
    assert f"{told['og:title']} – Setev" == page.title
    assert told["og:description"]
    assert told["og:url"] == canonical(page)[0]
    assert (told["og:locale"], told["og:locale:alternate"]) == ("sl_SI", "en_GB")
    picture = client.get(told["og:image"].removeprefix(HOST))
    assert (picture.status_code, picture["Content-Type"]) == (200, told["og:image:type"])
    assert told["og:image:alt"]


@pytest.mark.parametrize("name", TELLING)
def test_the_way_to_a_page_is_told_as_the_page_shows_it(client, name):
    world = World(1)
    page = page_of(client.get(world.address(name, "en")))
    ways = [fact for fact in facts(page) if fact["@type"] == "BreadcrumbList"]
    seen = [[" ".join("".join(step.itertext()).split()) for step in trail.iter("li")] for trail in page.root.iter("nav") if trail.get("class") == "crumbs"]
    assert [[step["name"] for step in way["itemListElement"]] for way in ways] == seen
    for way in ways:
        assert [step["position"] for step in way["itemListElement"]] == list(range(1, len(way["itemListElement"]) + 1))
        assert way["itemListElement"][-1]["item"] == canonical(page)[0]


@pytest.mark.parametrize("name", sorted(DOORS))
def test_what_is_not_for_everybody_tells_machines_nothing(name, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    town = Town()
    address = reverse(name, args=DOORS[name].args(town))
    response = town.client("owner").get(address)
    if name in TELLING or not response.get("Content-Type", "").startswith("text/html"):
        return
    page = page_of(response)
    if name == "events:event_month_now":
        return  # a public page as the other months
    assert (canonical(page), languages(page), shown(page), facts(page)) == ([], {}, {}, [])


def test_a_draft_tells_nothing_even_to_its_author(client):
    world = World(1)
    client.force_login(world.coordinator)
    for draft in (make_draft(municipality=world.municipality), make_programme_draft(municipality=world.municipality)):
        page = page_of(client.get(draft.get_absolute_url()))
        assert (canonical(page), shown(page), facts(page)) == ([], {}, [])
        assert [tag.get("content") for tag in page.root.iter("meta") if tag.get("name") == "robots"] == ["noindex"]


def test_a_page_that_is_not_there_has_no_address(client):
    page = page_of(client.get("/en/events/no-such-event/"))
    assert (canonical(page), languages(page), shown(page)) == ([], {}, {})


# --- Lists: what is narrowed is the list itself, a page of it is one of its own ---


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("", ""),
        ("page=2", "?page=2"),
        ("page=99", "?page=2"),
        ("page=nonsense", ""),
        ("municipality=litija", ""),
        ("municipality=&q=", ""),
        ("municipality=litija&page=2", ""),
        ("when=past", "?when=past"),
        ("when=past&municipality=litija", "?when=past"),
        ("utm_source=letter", ""),
        ('q="><script>', ""),
    ],
)
def test_the_address_of_a_list_is_the_list(client, query, there):
    home = make_municipality(slug="litija")
    for _ in range(21):
        make_event(municipality=home)
    page = page_of(client.get(f"/en/events/?{query}"))
    assert canonical(page) == [f"{HOST}/en/events/{there}"]
    assert languages(page)["sl"] == f"{HOST}/sl/events/{there}"


def test_a_programme_list_has_pages_too(client):
    home = make_municipality()
    for _ in range(13):
        make_programme(municipality=home)
    assert canonical(page_of(client.get("/en/programmes/?page=2"))) == [f"{HOST}/en/programmes/?page=2"]
    assert canonical(page_of(client.get("/en/programmes/?state=done&page=2"))) == [f"{HOST}/en/programmes/"]


def test_a_month_that_no_search_engine_keeps_has_no_address(client):
    make_event(starts_at=NOW)
    assert canonical(page_of(client.get("/en/calendar/2027/5/"))) == [f"{HOST}/en/calendar/2027/5/"]
    assert canonical(page_of(client.get("/en/calendar/2055/12/"))) == []


# --- Words that would break out ---


def test_no_title_ends_the_block_of_data_or_an_attribute(client):
    evil = '</script><script>alert(1)</script> "&<!-- \u2028'
    event = make_event(slug="past", title_en=evil, title_sl=evil, summary_en=evil, summary_sl=evil)
    response = client.get("/en/events/past/")
    page = page_of(response)
    assert {script.get("type") for script in page.root.iter("script")} == {"module", "application/ld+json"}
    told = next(fact for fact in facts(page) if fact["@type"] == "Event")
    assert (told["name"], told["description"]) == (event.title, event.summary)
    assert shown(page)["og:title"] == " ".join(evil.split())
    assert "<!--" not in response.content.decode()


def test_a_link_to_the_registration_shows_the_event(client):
    event = make_event(title_en="Shade", title_sl="Senca")
    page = page_of(client.get(reverse("events:register", args=[event.slug])))
    assert shown(page)["og:image"] == shown(page_of(client.get(event.get_absolute_url())))["og:image"]
