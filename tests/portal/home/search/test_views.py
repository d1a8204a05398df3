"""The search page: what it shows, what it never shows, and what it answers to nonsense."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.events import NOW, make_draft, make_event
from tests.factories.locations import make_district, make_municipality, make_place
from tests.factories.programmes import make_draft as make_programme_draft
from tests.factories.programmes import make_programme
from tests.factories.stakeholders import make_coordinator
from tests.reading import page_of, said, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SEARCH = "/en/search/"


def ask(client, text, **more):
    return client.get(SEARCH, {"q": text, **more})


def found(page):
    return [words_of(heading) for heading in page.main.iter("h4")]


def tabs(page):
    nav = next(nav for nav in page.main.iter("nav") if nav.get("class") == "tabs")
    return {words_of(link): link.get("href") for link in nav.iter("a")}


def test_the_page_asks_and_shows_what_is_on_soon(client):
    make_event(title_en="Walk")
    page = page_of(client.get(SEARCH))
    assert page.heading == "Search the portal"
    assert page.labels == ["What are you looking for?"]
    assert [words_of(heading) for heading in page.main.iter("h3")] == ["Walk"]


def test_every_kind_is_found_and_counted(client):
    grove = make_municipality(name="Gaj", slug="gaj")
    make_event(title_en="Grove walk", municipality=grove, place=make_place(municipality=grove, name="Gaj hall"))
    make_event(title_en="Grove talk", municipality=grove, starts_at=NOW - timedelta(days=9), place=None)
    make_programme(title_en="Grove grows", municipality=grove)
    page = page_of(ask(client, "gaj"))
    assert "5 results" in page.text
    assert [words_of(heading) for heading in page.main.iter("h3")] == ["Coming events", "Programmes", "Municipalities", "Places", "Past events"]
    assert tabs(page) == {
        "Everything 5": "?q=gaj",
        "Coming events 1": "?q=gaj&kind=events",
        "Programmes 1": "?q=gaj&kind=programmes",
        "Municipalities 1": "?q=gaj&kind=municipalities",
        "Places 1": "?q=gaj&kind=places",
        "Past events 1": "?q=gaj&kind=past",
    }
    assert found(page) == ["Grove walk", "Grove grows", "Gaj", "Gaj hall", "Grove talk"]


def test_words_that_were_asked_for_are_marked_in_all_their_forms(client):
    make_event(
        title_en="", title_sl="Popravljalnica & koles", summary_sl="", text_sl="Prinesite **čelado**. " + "Drugo besedilo. " * 30 + "Pri kolesih pomagamo."
    )
    page = page_of(client.get("/sl/search/", {"q": "kolesa"}))
    assert [words_of(mark) for mark in page.main.iter("mark")] == ["koles", "kolesih"]
    assert "Pri kolesih pomagamo." in page.text
    assert "&amp;" not in page.text


def test_a_kind_is_shown_page_by_page(client):
    for number in range(23):
        make_event(title_en=f"Grove walk {number:02}", starts_at=NOW + timedelta(days=number + 1))
    first = page_of(ask(client, "grove", kind="events"))
    assert found(first) == [f"Grove walk {number:02}" for number in range(20)]
    assert found(page_of(ask(client, "grove", kind="events", page=2))) == ["Grove walk 20", "Grove walk 21", "Grove walk 22"]
    assert found(page_of(ask(client, "grove"))) == [f"Grove walk {number:02}" for number in range(4)]
    assert "23 results" in first.text
    assert page_of(ask(client, "grove")).links["All 23 Coming events"] == "?q=grove&kind=events"


def test_of_too_many_the_first_are_ranked_and_whatever_is_called_so(client, monkeypatch):
    monkeypatch.setattr("portal.common.search.querysets.MOST", 5)
    monkeypatch.setattr("portal.home.search.presenters.MOST", 5)
    for number in range(7):
        make_event(title_en=f"Walk {number}", summary_en="Through the grove.", starts_at=NOW + timedelta(days=number + 1))
    make_event(title_en="Grove day", starts_at=NOW + timedelta(days=90))
    everything = page_of(ask(client, "grove"))
    assert found(everything) == ["Grove day", "Walk 0", "Walk 1", "Walk 2"]
    assert "More than 5 results" in everything.text
    assert "One more word helps." in everything.text
    assert tabs(everything) == {"Everything 5+": "?q=grove", "Coming events 5+": "?q=grove&kind=events"}
    assert everything.links["The first 5 Coming events"] == "?q=grove&kind=events"
    of_a_kind = page_of(ask(client, "grove", kind="events"))
    assert found(of_a_kind) == ["Grove day", "Walk 0", "Walk 1", "Walk 2", "Walk 3"]
    assert tabs(of_a_kind)["Coming events 5+"] == "?q=grove&kind=events"
    of_another = page_of(ask(client, "grove", kind="places"))
    assert tabs(of_another)["Coming events 5+"] == "?q=grove&kind=events"
    assert "One more word helps." not in of_another.text


def test_what_is_called_so_is_found_among_too_many_also_with_the_name_of_its_municipality(client, monkeypatch):
    monkeypatch.setattr("portal.common.search.querysets.MOST", 5)
    litija = make_municipality(name="Litija")
    for number in range(7):
        make_event(municipality=litija, title_en=f"Walk {number}", summary_en="Through the grove.", starts_at=NOW + timedelta(days=number + 1))
    make_event(municipality=litija, title_en="Grove day", starts_at=NOW + timedelta(days=90))
    assert found(page_of(ask(client, "grove litija")))[0] == "Grove day"


def test_where_many_places_speak_of_it_the_same_is_found(client, monkeypatch):
    grove = make_district(name="Gaj")
    halls = [make_place(municipality=grove.municipality, name=f"Hall {number}", district=grove if number % 2 else None) for number in range(5)]
    for number, hall in enumerate(halls):
        make_event(municipality=grove.municipality, place=hall, title_en=f"Walk {number}", starts_at=NOW + timedelta(days=number + 1))
    few = [found(page_of(ask(client, text, kind="events"))) for text in ("hall", "gaj", "hall gaj", f"hall {grove.municipality.name}")]
    monkeypatch.setattr("locations.municipalities.querysets.MOST_SPEAKING", 3)
    many = [found(page_of(ask(client, text, kind="events"))) for text in ("hall", "gaj", "hall gaj", f"hall {grove.municipality.name}")]
    assert few == many
    assert many[:2] == [[f"Walk {number}" for number in range(5)], ["Walk 1", "Walk 3"]]


@pytest.mark.parametrize("text", ["mushroom\u00a0walk", "mushroom\twalk", "mush\u00adroom"])
def test_what_was_copied_from_elsewhere_is_found(client, text):
    make_event(title_en="Mush\u00adroom walk")
    assert found(page_of(ask(client, text))) == ["Mush\u00adroom walk"]


def test_a_kind_without_results_and_a_kind_that_is_none_are_answered_kindly(client):
    make_event(title_en="Grove walk")
    assert "Nothing of this kind" in page_of(ask(client, "grove", kind="methods")).text
    assert found(page_of(ask(client, "grove", kind="nonsense"))) == ["Grove walk"]


def test_a_misspelt_word_is_forgiven_and_said(client):
    make_event(title_en="Mushroom walk")
    page = page_of(ask(client, "mushrom"))
    assert found(page) == ["Mushroom walk"]
    assert "Nothing is written quite like “mushrom”. Did you mean this? mushroom" in page.text


def test_what_is_not_found_leads_on(client):
    make_event(title_en="Walk")
    page = page_of(ask(client, "astronaut"))
    assert "Nothing public speaks of “astronaut”." in page.text
    assert [words_of(heading) for heading in page.main.iter("h3")] == ["Walk"]
    assert page.links["All events"] == "/en/events/"


def test_nothing_that_is_not_public_is_ever_found(client):
    """Not by its words, not by a misspelt one, not as a suggestion, and not by those who may see it elsewhere."""
    litija = make_municipality(name="Litija")
    make_draft(title_en="Zeppelin flight", title_sl="Zeppelin", municipality=litija, place=make_place(municipality=litija, name="Zeppelin hangar"))
    make_programme_draft(title_en="Zeppelin programme", title_sl="Zeppelin", municipality=litija)
    make_municipality(name="Zeppelin town", takes_part=False)
    make_event(
        title_en="Meadow", municipality=litija, online_url="https://zeppelin.example/room", contact_name="Zeppelin", contact_email="zeppelin@setev.example"
    )
    client.force_login(make_coordinator(municipality=litija, name="Zeppelin"))
    for text in ("zeppelin", "zepelin", "zeppe", "hangar", "hangr"):
        response = ask(client, text)
        assert found(page_of(response)) == []
        assert "zeppelin" not in said(response).lower().replace(f"“{text}”", "")
        assert "hangar" not in said(response).lower().replace(f"“{text}”", "")


def test_a_place_is_found_once_something_public_is_there(client):
    hall = make_place(name="Hangar")
    draft = make_draft(place=hall)
    assert found(page_of(ask(client, "hangar"))) == []
    draft.status = "published"
    draft.save()
    page = page_of(ask(client, "hangar", kind="places"))
    assert found(page) == ["Hangar"]
    assert page_of(client.get(page.links["Hangar"])).heading == f"Events: {hall.municipality.name}, Hangar"


def test_a_municipality_is_found_by_its_district(client):
    litija = make_municipality(name="Litija")
    make_district(municipality=litija, name="Polšnik")
    assert found(page_of(ask(client, "polsnik"))) == ["Litija"]


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "beseda " * 1500, "%_\\", "'\"><script>alert(1)</script>", "\u202e", "🌱🌱", "   ", "[(*+?", "q|y", "^$.", "=", " = "]
)
def test_odd_questions_are_answered(client, text):
    make_event(title_en="Meadow")
    response = ask(client, text)
    assert response.status_code == 200
    page = page_of(response)
    field = next(field for field in page.main.iter("input") if field.get("name") == "q")
    assert len(field.get("value")) <= 100
    assert found(page) == []


def test_a_nul_is_refused_before_it_reaches_anything(client):
    assert client.get(f"{SEARCH}?q={quote(chr(0))}").status_code == 400


def test_a_page_of_results_is_not_for_search_engines_and_may_be_kept_for_all(client):
    response = ask(client, "grove")
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert list(response.cookies) == []


def test_more_results_cost_no_more_queries(client):
    counted = []
    for size in (1, 4):
        for _ in range(size):
            litija = make_municipality(name="Grove")
            make_district(municipality=litija, name="Grove")
            make_event(title_en="Grove walk", municipality=litija, place=make_place(municipality=litija, name="Grove"))
            make_event(title_en="Grove talk", municipality=litija, starts_at=NOW - timedelta(days=9))
            make_programme(title_en="Grove grows", municipality=litija)
        ask(client, "grove")
        queries = []
        for more in ({}, {"kind": "events"}, {"kind": "places"}):
            with CaptureQueriesContext(connection) as asked:
                ask(client, "grove", **more)
            queries.append(len(asked))
        counted.append(queries)
    assert counted[0] == counted[1]
