from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.catalogue.models import Participation
from tests.factories.events import NOW, make_event
from tests.factories.events import make_draft as make_draft_event
from tests.factories.locations import make_municipality
from tests.factories.programmes import TODAY, make_draft, make_funding, make_milestone, make_partner, make_programme, make_target
from tests.factories.stakeholders import make_coordinator, make_organisation
from tests.reading import page_of, seen, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/en/programmes/"


def read(client, address):
    return page_of(client.get(address))


def said(client, address):
    """What is read on the page, with a space wherever something begins or ends."""
    return " ".join(" ".join(seen(read(client, address).main)).split())


def titles(page):
    return [words_of(heading) for heading in page.main.iter("h3")]


@pytest.fixture
def home():
    return make_municipality(name="Litija", slug="litija")


# --- The list ---


def test_the_list_shows_what_runs_first_then_what_comes_then_what_is_over(client):
    make_programme(title_en="Over", starts_on=TODAY - timedelta(days=400))
    make_programme(title_en="Coming", starts_on=TODAY + timedelta(days=30))
    make_programme(title_en="Running")
    make_programme(title_en="Closed", status="closed")
    assert titles(read(client, LIST)) == ["Running", "Coming", "Closed", "Over"]


def test_a_draft_is_not_in_the_list_for_anybody(client, home):
    make_draft(municipality=home, title_en="Secret")
    client.force_login(make_coordinator(municipality=home))
    page = read(client, LIST)
    assert (titles(page), "Nothing is sown here yet" in page.text) == (["Nothing is sown here yet"], True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("municipality=litija", ["Guest", "Led"]),
        ("method=inlocom", ["Elsewhere", "Guest", "Led"]),
        ("state=now", ["Elsewhere", "Guest", "Led"]),
        ("state=next", []),
        ("municipality=litija&state=done", []),
        ("municipality=atlantis", ["Elsewhere", "Guest", "Led"]),  # what cannot be read narrows nothing, and is said beside the field
        ("state=%00&method=x&page=zz", ["Elsewhere", "Guest", "Led"]),
    ],
)
def test_the_list_is_narrowed_by_municipality_method_and_state(client, home, query, found):
    make_programme(municipality=home, title_en="Led")
    Participation.objects.create(programme=make_programme(title_en="Guest"), municipality=home)
    make_programme(title_en="Elsewhere")
    response = client.get(f"{LIST}?{query}")
    if "%00" in query:
        assert response.status_code == 400
        return
    assert sorted(titles(page_of(response)) if found else []) == found
    assert ("No programme fits" in page_of(response).text) is (found == [])


def test_municipalities_with_drafts_only_are_no_choice(client, home):
    make_draft(municipality=home)
    make_programme(municipality=make_municipality(name="Šmartno", slug="smartno"))
    options = [words_of(option) for option in read(client, LIST).main.iter("option")]
    assert ("Šmartno" in options, "Litija" in options) == (True, False)


def test_a_long_list_has_pages(client):
    for _ in range(13):
        make_programme()
    assert len(titles(read(client, LIST))) == 12
    assert len(titles(read(client, f"{LIST}?page=2"))) == 1


# --- The page ---


def address(programme):
    return f"{LIST}{programme.slug}/"


def test_the_page_says_what_who_where_and_since_when(client, home):
    programme = make_programme(
        municipality=home, title_en="Town of innovation", coordinator=make_coordinator(municipality=home, name="Ana Vzorec"), since_year=2006
    )
    Participation.objects.create(programme=programme, municipality=make_municipality(name="Šmartno"), role="partner")
    assert read(client, address(programme)).heading == "Town of innovation"
    text = said(client, address(programme))
    for words in (
        "InLoCom, innovative local community",
        "Everyone at one table.",
        "Coordinator Ana Vzorec, Občina Litija",
        "Litija (lead) Šmartno (partner)",
        "29 March 2027 to 18 July 2027 First begun in 2006.",
    ):
        assert words in text


def test_the_page_says_where_the_programme_stands(client):
    programme = make_programme()
    page = read(client, address(programme))
    assert "Week 3 of 4 in the phase “Growth”. The phase “Harvest” begins on 24 May 2027." in said(client, address(programme))
    states = {words_of(item.find("h3")): item.get("data-state") for item in page.main.iter("li") if item.find("h3") is not None and item.get("data-state")}
    assert states == {"Sowing": "done", "Growth": "now", "Harvest": "next", "Re-harvest": "next"}


def test_an_extended_end_stands_beside_the_first_one(client):
    programme = make_programme(ends_on=TODAY + timedelta(days=400), original_ends_on=TODAY + timedelta(days=100))
    assert "First planned until 18 August 2027, extended until 13 June 2028." in read(client, address(programme)).text


def test_the_page_shows_public_events_only_and_their_seats(client, home):
    programme = make_programme(municipality=home)
    programme.events.set(
        [
            make_event(municipality=home, title_en="Open workshop", capacity=10, taken=4),
            make_draft_event(municipality=home, title_en="Secret workshop"),
        ]
    )
    text = said(client, address(programme))
    assert ("Open workshop" in text, "6 seats are free. 4 of 10 are taken." in text, "Secret workshop" in text) == (True, True, False)


def test_more_than_four_events_lead_to_the_agenda(client, home):
    programme = make_programme(municipality=home)
    programme.events.set([make_event(municipality=home) for _ in range(5)])
    page = read(client, address(programme))
    link = next(href for words, href in page.links.items() if words.startswith("All events"))
    assert link == f"/en/events/?programme={programme.slug}"
    assert len([heading for heading in titles(page) if heading.startswith("Workshop")]) == 4
    assert len([heading for heading in titles(read(client, link)) if heading.startswith("Workshop")]) == 5


def test_what_has_been_is_shown_with_its_year_and_no_draft_or_cancelled_event(client, home):
    programme = make_programme(municipality=home)
    over = {"municipality": home, "starts_at": NOW - timedelta(days=400), "ends_at": NOW - timedelta(days=399)}
    programme.events.set(
        [
            make_event(title_en="First meeting", **over),
            make_event(title_en="Called off", status="cancelled", **over),
            make_draft_event(title_en="Thought", **over),
        ]
    )
    page = read(client, address(programme))
    assert [title for title in titles(page) if title in {"First meeting", "Called off", "Thought"}] == ["First meeting"]
    assert ("What has been" in page.text, "Next events" in page.text, "5 April 2026" in page.text) == (True, False, True)


def test_more_than_four_events_that_have_been_lead_to_the_past_ones(client, home):
    programme = make_programme(municipality=home)
    programme.events.set([make_event(municipality=home, starts_at=NOW - timedelta(days=9 + day), ends_at=NOW - timedelta(days=8 + day)) for day in range(5)])
    page = read(client, address(programme))
    link = next(href for words, href in page.links.items() if words.startswith("All past events"))
    assert link == f"/en/events/?when=past&programme={programme.slug}"
    assert len([heading for heading in titles(read(client, link)) if heading.startswith("Workshop")]) == 5


def test_targets_stand_beside_the_number_of_participants_and_not_for_it(client):
    programme = make_programme(municipality_total=16)
    make_target(programme=programme, number=12, label_en="local strategies", position=0)
    make_target(programme=programme, number=1, label_en="cross-border strategy", position=2)
    make_target(programme=programme, number=4, label_en="regional strategies", position=1)
    text = said(client, address(programme))
    assert "16 municipalities in all" in text
    assert "What it set out to deliver local strategies 12 regional strategies 4 cross-border strategy 1" in text


def test_a_grant_is_told_as_its_funder_records_it_and_by_whom_it_was_written(client):
    programme = make_programme()
    make_funding(programme=programme, funder="Vinnova", call="Insatser", round="Civilsamhället", status="Avslutat", is_self_reported=True)
    text = said(client, address(programme))
    for words in ("Call Insatser", "Application round Civilsamhället", "Status Avslutat", "Written by the project, not reviewed by Vinnova."):
        assert words in text
    assert "not reviewed" not in said(client, address(make_programme()))


def test_the_method_tells_its_purposes_and_words_and_leads_to_its_page(client):
    page = read(client, address(make_programme(method="community_spaces")))
    assert [words for words in ("Its 5 purposes", "Its words", "community space", "Slovenščina: skupnostni prostor") if words not in page.text] == []
    assert page.links["More about this method"] == "/en/methods/community_spaces/"


def test_milestones_are_reached_late_or_to_come(client):
    programme = make_programme()
    make_milestone(programme=programme, name_en="Core group named", due_on=TODAY - timedelta(days=20), reached_on=TODAY - timedelta(days=22))
    make_milestone(programme=programme, name_en="List of ideas open", due_on=TODAY - timedelta(days=8))
    make_milestone(programme=programme, name_en="Council hears", due_on=TODAY + timedelta(days=1))
    text = said(client, address(programme))
    for words in ("Core group named Reached on 18 April 2027.", "List of ideas open 8 days late Due on 2 May 2027.", "Council hears Due on 11 May 2027."):
        assert words in text


def test_partners_and_the_funding_record_are_shown(client):
    programme = make_programme()
    make_partner(programme=programme, organisation=make_organisation(name="Center za razvoj Litija", type="business_support"), role="initiator")
    make_funding(programme=programme, funder="Vinnova", amount="1940289.00", currency="SEK", reference="2021-02939")
    text = said(client, address(programme))
    for words in (
        "Center za razvoj Litija Chamber or business support, initiator",
        "1 partner 1 kind of stakeholder",
        "Vinnova",
        "1,940,289 SEK",
        "2021-02939",
    ):
        assert words in text


def test_what_a_writer_typed_is_markdown_but_no_script(client):
    programme = make_programme(text_en="**Bold** <script>alert(1)</script>")
    html = client.get(address(programme)).content.decode()
    assert ("<strong>Bold</strong>" in html, "<script>alert" in html) == (True, False)


def test_nothing_is_shown_that_is_not_there(client):
    page = read(client, address(make_programme()))
    headings = [words_of(heading) for heading in page.main.iter("h2")]
    assert headings == ["Where it stands", "How this method works", "Write to us"]
    assert list(page.main.iter("form")) == []


def test_a_method_that_was_taken_out_again_breaks_nothing(client):
    programme = make_programme(method="forgotten", title_en="Still here")
    assert read(client, address(programme)).heading == "Still here"
    assert "Still here" in titles(read(client, LIST))


def test_a_draft_is_there_for_its_coordinators_only_and_says_so(client, home):
    draft = make_draft(municipality=home)
    stranger = client.get(address(draft))
    assert stranger.status_code == 404
    client.force_login(make_coordinator())
    assert client.get(address(draft)).content == client.get(f"{LIST}atlantis/").content.replace(b"atlantis", draft.slug.encode())
    client.force_login(make_coordinator(municipality=home))
    assert "This is a draft Only the coordinators of the municipality see this page." in said(client, address(draft))


def test_a_draft_does_not_show_on_the_page_of_its_event_nor_in_the_agenda(client, home):
    event = make_event(municipality=home)
    draft, public = make_draft(municipality=home, title_en="Secret"), make_programme(municipality=home, title_en="Known")
    for programme in (draft, public):
        programme.events.add(event)
    page = read(client, event.get_absolute_url().replace("/sl/", "/en/"))
    assert ("Known" in page.text, "Secret" in page.text) == (True, False)
    options = [words_of(option) for option in read(client, "/en/events/").main.iter("option")]
    assert ("Known" in options, "Secret" in options) == (True, False)
    assert read(client, f"/en/events/?programme={draft.slug}").text.count("Secret") == 0


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_public_pages_take_nothing(client, method):
    assert getattr(client, method)(LIST).status_code == 405


def test_more_rows_cost_no_more_queries(client, home):
    def cost(number):
        programme = make_programme(municipality=home, phases=number * 2)
        for _ in range(number):
            programme.events.add(make_event(municipality=home))
            make_milestone(programme=programme)
            make_partner(programme=programme)
            make_funding(programme=programme)
            make_target(programme=programme)
            programme.events.add(make_event(municipality=home, starts_at=NOW - timedelta(days=9), ends_at=NOW - timedelta(days=8)))
            Participation.objects.create(programme=programme, municipality=make_municipality())
        counts = []
        for page in (LIST, address(programme), "/en/events/", f"/en/events/{programme.events.first().slug}/"):
            client.get(page)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(page).status_code == 200
            counts.append(len(asked))
        return counts

    assert cost(1) == cost(3)


def test_forty_phases_are_one_page(client):
    page = read(client, address(make_programme(phases=40)))
    assert "Week 3 of 4" in page.text
    assert len([item for item in page.main.iter("li") if item.get("data-state")]) == 40


def test_what_comes_and_what_has_been_are_asked_for_at_once_and_each_in_its_order(client, home):
    programme, day = make_programme(municipality=home), timedelta(days=1)
    for number in range(6):
        programme.events.add(make_event(municipality=home, starts_at=NOW + (number + 1) * day, title_en=f"Coming {number}"))
        programme.events.add(make_event(municipality=home, starts_at=NOW - (number + 1) * day, title_en=f"Held {number}"))
    make_event(municipality=home, starts_at=NOW + day, title_en="Of nobody")
    shown = [title for title in titles(read(client, address(programme))) if title.startswith(("Coming", "Held", "Of"))]
    assert shown == [f"Coming {number}" for number in range(4)] + [f"Held {number}" for number in range(4)]


def test_the_agenda_offers_the_latest_programmes_and_the_one_that_is_chosen(client, home, monkeypatch):
    monkeypatch.setattr("programmes.catalogue.forms.OFFERED", 2)
    programmes = [make_programme(municipality=home, title_en=f"Round {number}", starts_on=TODAY - timedelta(days=number)) for number in range(4)]

    def offered(address):
        page = read(client, address)
        return [words_of(option) for option in page.main.iter("option") if words_of(option).startswith("Round")]

    assert offered("/en/events/") == ["Round 0", "Round 1"]
    assert offered(f"/en/events/?programme={programmes[3].slug}") == ["Round 0", "Round 1", "Round 3"]
