from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.sign_in.middleware import actor_of
from programmes.catalogue import actions
from programmes.catalogue.models import Programme
from stakeholders.mandates.choices import Role
from tests.factories.locations import make_municipality
from tests.factories.programmes import NOW, TODAY, make_draft, make_item, make_milestone, make_programme
from tests.factories.stakeholders import make_mandate
from tests.reading import page_of, said, seen, told, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DESK = "/en/workspace/programmes/"
BULK = "/en/workspace/bulk-programmes/"
WORDS = {"title_sl": "Mesto", "summary_sl": "Vsi.", "text_sl": "Besedilo.", "summary_en": "All.", "text_en": "Text."}


# --- The list ---


@pytest.mark.usefixtures("ana")
def test_an_empty_list_teaches_and_offers_one_way_on(client):
    make_programme()
    page = page_of(client.get(DESK))
    assert "No programme yet" in page.text
    assert [href for words, href in page.links.items() if words == "Start a programme"] == ["/en/workspace/start-programme/"]


def test_the_list_shows_my_programmes_over_twelve_months(client, home, programme):
    make_draft(municipality=home, title_en="Next round", starts_on=TODAY + timedelta(days=60))
    page = page_of(client.get(DESK))
    plan, table = page.main.iter("table")
    assert [words_of(row.find("th")) for row in plan.find("tbody")] == ["Town of innovation", "Next round"]
    assert [[words_of(cell) for cell in row][1:] for row in table.find("tbody")] == [
        ["Town of innovation", "Litija", "Growth until 23 May 2027", "18 July 2027", "Published"],
        ["Next round", "Litija", "Sowing begins on 9 July 2027", "28 October 2027", "Draft"],
    ]


def listed(response):
    return [words_of(row.find("th")) for row in list(page_of(response).main.iter("table"))[-1].find("tbody")]


def test_the_list_is_narrowed_from_its_address(client, home, programme):
    make_draft(municipality=home, title_en="Next round", method="hackathons", starts_on=TODAY + timedelta(days=60))
    assert listed(client.get(f"{DESK}?status=draft")) == ["Next round"]
    assert listed(client.get(f"{DESK}?when=now")) == ["Town of innovation"]
    assert listed(client.get(f"{DESK}?q=NEXT")) == ["Next round"]
    assert listed(client.get(f"{DESK}?method=inlocom")) == ["Town of innovation"]
    assert "No programme fits" in said(client.get(f"{DESK}?q=nothing+like+it"))


def test_whoever_acts_for_two_municipalities_can_look_at_one(client, ana, programme):
    kranj = make_municipality(name="Kranj", slug="kranj")
    assert "Municipality" not in page_of(client.get(DESK)).labels
    make_mandate(municipality=kranj, user=ana)
    make_programme(municipality=kranj, title_en="Open room")
    assert listed(client.get(f"{DESK}?municipality=kranj")) == ["Open room"]


def test_only_what_one_leads_can_be_ticked(client, ana, programme):
    theirs = make_mandate(user=ana, role=Role.VIEWER).municipality
    make_programme(municipality=theirs, title_en="Open room")
    response = client.get(DESK)
    assert sorted(listed(response)) == ["Open room", "Town of innovation"]
    assert [box.get("aria-label") for box in page_of(response).main.iter("input") if box.get("name") == "row"] == ["Tick Town of innovation"]


# --- Several at once ---


def test_closing_several_asks_first_and_says_what_stays(client, home, programme):
    over = make_programme(municipality=home, title_en="Long over", starts_on=TODAY - timedelta(days=400))
    page = page_of(client.get(BULK, {"act": "close", "row": [over.pk, programme.pk]}))
    assert page.heading == "Close 1 programme?"
    assert "1 row stays as it is" in page.text
    assert "Town of innovation:" in page.text
    assert set(Programme.objects.values_list("status", flat=True)) == {"published"}


def test_what_was_closed_at_once_is_opened_again_at_once(client, home, programme):
    rows = [make_programme(municipality=home, starts_on=TODAY - timedelta(days=400)) for _ in range(2)]
    answer = client.post(BULK, {"act": "close", "row": [row.pk for row in rows]})
    url, text = told(client, answer)
    assert (url, "2 programmes are closed." in text, "Undo" in text) == (DESK, True, True)
    url, text = told(client, client.post(BULK, {"act": "reopen", "undo": client.session["undo"]["once"]}))
    assert "2 programmes are open again." in text
    assert set(Programme.objects.values_list("status", flat=True)) == {"published"}


def test_all_that_fit_the_filter_are_done_at_once(client, home, programme):
    for number in range(25):
        make_programme(municipality=home, title_en=f"Old {number}", starts_on=TODAY - timedelta(days=400))
    page = page_of(client.get(BULK, {"act": "close", "everything": "yes", "back": f"{DESK}?q=old"}))
    assert page.heading == "Close 25 programmes?"


def test_nobody_closes_what_is_not_theirs(client, ana):
    theirs = make_programme(starts_on=TODAY - timedelta(days=400))
    client.post(BULK, {"act": "close", "row": [theirs.pk]})
    theirs.refresh_from_db()
    assert theirs.status == "published"


@pytest.mark.parametrize("query", [{"act": "sell", "row": "1"}, {}])
def test_an_act_that_does_not_exist_is_not_found(client, ana, query):
    assert client.get(BULK, query).status_code == 404


def test_without_a_tick_one_is_told_what_to_do(client, ana):
    _url, text = told(client, client.get(BULK, {"act": "close"}))
    assert "Tick the rows that you mean" in text


def test_nonsense_for_rows_changes_nothing(client, ana, programme):
    page = page_of(client.get(BULK, {"act": "close", "row": ["x", "-1", "9" * 40, "²"]}))
    assert page.heading == "Nothing of this can be done now"


# --- History ---


def history(client, slug="litija"):
    return [
        " ".join(" ".join(seen(row)).split())
        for row in next(ol for ol in page_of(client.get(f"{DESK}{slug}/history/")).main.iter("ol") if ol.get("class") == "trail")
        if row.tag == "li"
    ]


def test_the_history_tells_who_did_what_and_which_words_became_others(client, ana, programme, clock):
    client.post(
        f"{DESK}litija/edit/",
        WORDS | {"title_en": "Town of ideas", "coordinator": ana.pk},
    )
    clock(NOW + timedelta(hours=1))
    client.post(
        f"{DESK}litija/edit/",
        WORDS | {"title_en": "Town of good ideas", "coordinator": ana.pk},
    )
    newest, before = history(client)
    assert "changed its words Ana, Monday" in newest
    assert "Title (en) Town of put in: good ideas" in newest
    assert "changed its words" in before


def test_the_history_tells_how_a_phase_moved(client, ana, programme, clock):
    phase = programme.phases.last()
    actions.move_phase(phase=phase, starts_on=phase.starts_on, ends_on=phase.ends_on + timedelta(days=7), move_following=False, actor=actor_of(ana), now=NOW)
    (line,) = history(client)
    assert "moved the phase “Re-harvest”" in line
    assert "Last day taken out: 18 July 2027 put in: 25 July 2027" in line


def test_the_history_of_another_municipality_is_not_there(client, ana):
    make_programme(slug="theirs")
    assert client.get(f"{DESK}theirs/history/").status_code == 404


def test_the_history_asks_as_many_questions_for_many_entries_as_for_few(client, ana, programme):
    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{DESK}litija/history/")
        return len(queries)

    actor = actor_of(ana)
    item, milestone = make_item(phase=programme.phases.first()), make_milestone(programme=programme)
    actions.tick_item(item=item, is_done=True, actor=actor, now=NOW)
    actions.reach_milestone(milestone=milestone, reached_on=TODAY, actor=actor, now=NOW)
    count()  # the first page of a session writes it down
    few = count()
    for _ in range(4):
        actions.tick_item(item=make_item(phase=programme.phases.first()), is_done=True, actor=actor, now=NOW)
    assert count() == few
