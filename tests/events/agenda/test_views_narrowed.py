"""The agenda narrowed by its address: by municipality and district, by words that may be misspelt, and what is on near by."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.events import NOW, make_draft, make_event
from tests.factories.locations import make_district, make_municipality, make_place
from tests.reading import page_of, titles, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/en/events/"


@pytest.fixture
def litija():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture
def sava(litija):
    district = make_district(municipality=litija, name="Sava", slug="sava")
    make_event(title_en="By the river", place=make_place(municipality=litija, district=district), municipality=litija, starts_at=NOW + timedelta(days=2))
    return district


def chips(page, label):
    """Words and addresses of the short links below this heading."""
    part = next(part for part in page.main.iter() if label in {part.get("class"), part.get("aria-labelledby")})
    return {words_of(link): link.get("href") for link in part.iter("a")}


def headings(page, identity):
    section = next(part for part in page.main.iter("section") if part.get("aria-labelledby") == identity)
    return [words_of(heading) for heading in section.iter("h3")]


def test_a_municipality_offers_its_districts_with_what_is_on_in_each(client, litija, sava):
    make_district(municipality=litija, name="Vače", slug="vace")
    make_event(title_en="In the hall", municipality=litija)
    make_draft(title_en="Not yet", municipality=litija, place=make_place(municipality=litija, district=sava))
    response = client.get(LIST, {"municipality": "litija"})
    page = page_of(response)
    assert page.heading == "Events: Litija"
    assert titles(response) == ["By the river", "In the hall"]
    assert chips(page, "districts") == {"The whole municipality 2": "?municipality=litija", "Sava 1": "?municipality=litija&district=sava"}


def test_a_district_narrows_the_list_and_the_address_says_so(client, litija, sava):
    make_event(title_en="In the hall", municipality=litija)
    response = client.get(LIST, {"municipality": "litija", "district": "sava"})
    assert page_of(response).heading == "Events: Litija, Sava"
    assert titles(response) == ["By the river"]
    assert list(response.cookies) == []


def test_a_district_of_another_municipality_falls_away(client, litija, sava):
    make_municipality(name="Kranj", slug="kranj")
    make_event(title_en="In Kranj", municipality=make_municipality(name="Kočevje", slug="kocevje"))
    response = client.get(LIST, {"municipality": "kocevje", "district": "sava"})
    assert (page_of(response).heading, titles(response)) == ("Events: Kočevje", ["In Kranj"])
    assert titles(client.get(LIST, {"district": "sava"})) == ["By the river", "In Kranj"]


def test_what_is_chosen_stands_above_the_list_and_can_be_taken_off_one_by_one(client, litija, sava):
    page = page_of(client.get(LIST, {"municipality": "litija", "kind": "workshop", "free": "on", "from_day": "2027-05-10", "page": "1"}))
    assert words_of(next(one for one in page.main.iter("h2") if one.get("class") == "chosen__head")) == "4 filters"
    assert chips(page, "chosen") == {
        "Municipality: Litija, take this filter off": "?kind=workshop&free=on&from_day=2027-05-10",
        "Kind: workshop, take this filter off": "?municipality=litija&free=on&from_day=2027-05-10",
        "From: 10 May 2027, take this filter off": "?municipality=litija&kind=workshop&free=on",
        "Only with free seats: yes, take this filter off": "?municipality=litija&kind=workshop&from_day=2027-05-10",
        "Clear all filters": "?",
    }
    past = page_of(client.get(LIST, {"when": "past", "kind": "workshop"}))
    assert chips(past, "chosen")["Clear all filters"] == "?when=past"


def test_a_narrowed_list_is_not_for_search_engines(client, litija):
    assert "noindex" not in client.get(LIST).content.decode()
    assert '<meta name="robots" content="noindex, follow">' in client.get(LIST, {"municipality": "litija"}).content.decode()


@pytest.mark.parametrize("text", ["river", "RIVERS", "delavnica", "workshop", "litiji", "sava", "reka", "by the rivver", "delavncia", "wrkshop"])
def test_words_are_found_as_in_the_search(client, sava, text):
    event = sava.places.get().events.get()
    event.title_sl = "Reka"
    event.save()
    assert titles(client.get(LIST, {"q": text})) == ["By the river"]


def test_a_misspelt_word_is_forgiven_and_said(client, sava):
    assert "Nothing is written quite like “rivver”. What is spelt nearly so stands here." in page_of(client.get(LIST, {"q": "rivver"})).text
    assert "quite like" not in page_of(client.get(LIST, {"q": "river"})).text
    assert "No event fits" in page_of(client.get(LIST, {"q": "astronaut"})).text
    assert "No event fits" in page_of(client.get(LIST, {"q": "%_"})).text


def test_where_little_is_on_the_rest_of_the_municipality_and_its_neighbours_are_shown(client, litija, sava):
    neighbour = make_municipality(name="Šmartno")
    unknown = make_municipality(name="Moravče", takes_part=False)
    litija.neighbours.add(neighbour, unknown)
    make_event(title_en="In the hall", municipality=litija, starts_at=NOW + timedelta(days=4))
    make_event(title_en="Next door", municipality=neighbour, starts_at=NOW + timedelta(days=3))
    make_event(title_en="Far away")
    make_event(title_en="Elsewhere", municipality=unknown)
    make_draft(title_en="Not yet", municipality=neighbour)
    assert headings(page_of(client.get(LIST, {"municipality": "litija"})), "nearby") == ["Next door"]
    assert headings(page_of(client.get(LIST, {"municipality": "litija", "district": "sava"})), "nearby") == ["Next door", "In the hall"]
    assert "In the neighbourhood" not in page_of(client.get(LIST, {"municipality": "litija", "when": "past"})).text
    assert "In the neighbourhood" not in page_of(client.get(LIST)).text


def test_where_enough_is_on_nobody_is_led_elsewhere(client, litija, sava):
    neighbour = make_municipality(name="Šmartno")
    litija.neighbours.add(neighbour)
    make_event(title_en="Next door", municipality=neighbour)
    for _ in range(3):
        make_event(municipality=litija)
    assert "Next door" not in page_of(client.get(LIST, {"municipality": "litija"})).text


def test_a_place_narrows_the_list_once_something_public_is_there(client, litija, sava):
    place, secret = sava.places.get(), make_place(municipality=litija, name="Secret hangar")
    make_draft(municipality=litija, place=secret)
    make_event(title_en="In the hall", municipality=litija)
    assert titles(client.get(LIST, {"place": place.pk})) == ["By the river"]
    assert "Secret hangar" not in client.get(LIST, {"place": secret.pk}).content.decode()


def test_a_narrowed_list_costs_the_same_however_much_is_on(client, litija, sava):
    litija.neighbours.add(make_municipality(slug="next"))
    client.get(LIST, {"municipality": "litija", "q": "grove"})  # counting questions begins with a line of its own
    counted = []
    for size in (1, 2):
        for _ in range(size):
            make_event(municipality=litija, place=make_place(municipality=litija, district=make_district(municipality=litija)), title_en="Grove")
            make_event(municipality=litija.neighbours.get(), title_en="Grove")
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST, {"municipality": "litija", "q": "grove"})
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_the_month_is_narrowed_to_the_same_municipality_district_and_kind(client, litija, sava):
    narrowed = "municipality=litija&district=sava&kind=workshop"
    assert page_of(client.get(f"{LIST}?{narrowed}&free=on&page=1")).links["Month"] == f"/en/calendar/?{narrowed}"
    month = page_of(client.get(f"/en/calendar/?{narrowed}"))
    assert month.links["List"] == f"{LIST}?{narrowed}"
    assert "By the river" in month.links
    assert chips(month, "chosen") == {
        "Municipality: Litija, take this filter off": "?district=sava&kind=workshop",
        "District: Sava, take this filter off": "?municipality=litija&kind=workshop",
        "Kind: workshop, take this filter off": "?municipality=litija&district=sava",
        "Clear all filters": "?",
    }
    make_event(title_en="In the hall", municipality=litija, starts_at=NOW + timedelta(days=2))
    assert "In the hall" not in page_of(client.get("/en/calendar/?municipality=litija&district=sava")).links
    assert "In the hall" in page_of(client.get("/en/calendar/?municipality=litija")).links


def test_without_a_filter_the_views_lead_to_each_other_plainly(client, sava):
    assert page_of(client.get(f"{LIST}?when=past")).links["Month"] == "/en/calendar/"
    assert page_of(client.get("/en/calendar/?kind=&nonsense=1")).links["List"] == LIST


@pytest.mark.parametrize("page", [LIST, "/en/calendar/"])
def test_whoever_looks_at_a_municipality_is_offered_its_own_calendar(client, litija, sava, page):
    of_it, of_all = page_of(client.get(page, {"municipality": "litija"})), page_of(client.get(page))
    assert of_it.links["News feed (Atom)"].endswith("/municipalities/litija/events.atom?language=en")
    assert "Litija in your own calendar" in of_it.text
    assert "/municipalities/" not in of_all.links["News feed (Atom)"]
    assert "in your own calendar" not in of_all.text


def test_where_nothing_is_coming_what_has_been_is_offered(client, litija):
    assert "Past events in Litija" not in page_of(client.get(LIST, {"municipality": "litija"})).links
    make_event(title_en="Long ago", municipality=litija, starts_at=NOW - timedelta(days=9))
    links = page_of(client.get(LIST, {"municipality": "litija", "kind": "lecture"})).links
    assert links["Past events in Litija"] == "?municipality=litija&when=past"
    assert titles(client.get(f"{LIST}{links['Past events in Litija']}")) == ["Long ago"]
    assert "Past events in Litija" not in page_of(client.get(LIST, {"municipality": "litija", "when": "past", "q": "nothing"})).links
