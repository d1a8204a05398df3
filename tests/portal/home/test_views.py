from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.template import TemplateDoesNotExist
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.retention.actions import count_turnout
from portal.common.actor import NOBODY
from portal.home import views
from tests.factories.events import NOW, make_draft, make_event, make_registration
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_draft as make_programme_draft
from tests.factories.programmes import make_programme
from tests.reading import page_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def cards(page):
    return [words_of(heading) for heading in page.main.iter("h3")]


# --- The first page ------------------------------------------------------------------------------


def test_the_first_page_welcomes_and_offers_the_municipalities_that_take_part(client):
    make_municipality(name="Litija", slug="litija")
    make_municipality(name="Zagorje ob Savi", slug="zagorje", takes_part=False)
    page = page_of(client.get("/en/"))
    assert page.heading == "Good ideas grow where people meet"
    assert [(option.get("value"), words_of(option)) for option in page.main.iter("option")] == [("", "All municipalities"), ("litija", "Litija")]
    assert page.main.find(".//form").get("action") == "/en/events/"


def test_the_first_page_shows_what_is_on_next_and_no_draft(client):
    make_event(title_en="Walk", starts_at=NOW + timedelta(days=2), slug="walk")
    make_event(title_en="Yesterday", starts_at=NOW - timedelta(days=1))
    make_draft(title_en="Secret", starts_at=NOW + timedelta(days=1))
    page = page_of(client.get("/en/"))
    assert "Walk" in cards(page)
    assert "Yesterday" not in page.text
    assert "Secret" not in page.text
    assert page.links["Walk"] == "/en/events/walk/"


def test_the_days_of_the_week_say_how_much_begins_and_lead_to_it(client):
    make_event(starts_at=NOW + timedelta(days=2))
    make_event(starts_at=NOW + timedelta(days=2, hours=3))
    make_event(starts_at=NOW + timedelta(days=2), status="cancelled")
    page = page_of(client.get("/en/"))
    days = next(words for words in page.links if "2 events" in words)
    assert "Wednesday, 12 May 2027: 2 events" in days
    assert page.links[days] == "/en/events/?from_day=2027-05-12&to_day=2027-05-12"
    assert "Monday, 10 May 2027, today: no events" in page.text


def test_programmes_show_where_they_stand_and_drafts_stay_out(client):
    make_programme(title_en="Second round")
    make_programme_draft(title_en="Not yet")
    page = page_of(client.get("/en/"))
    assert "Second round" in cards(page)
    assert "Growth until 23 May 2027" in page.text
    assert "Not yet" not in page.text


def test_figures_are_counted_and_none_stand_where_nothing_has_been(client):
    assert "taken part" not in page_of(client.get("/en/")).text
    past = make_event(starts_at=NOW - timedelta(days=40))
    make_registration(event=past, party_size=3)
    make_registration(event=past, standing="cancelled", party_size=2)
    make_registration(event=make_event(), party_size=4)
    count_turnout(NOW)
    page = page_of(client.get("/en/"))
    assert [words_of(figure) for figure in page.main.iter("dd")] == ["3", "1", "2"]


def test_an_empty_portal_says_so_kindly(client):
    page = page_of(client.get("/en/"))
    assert "Nothing is announced at the moment" in cards(page)
    assert "Nothing is sown here yet" in cards(page)
    assert "Where do you live?" not in page.text


def test_the_first_page_takes_six_queries(client):
    for number in range(3):
        make_registration(event=make_event(starts_at=NOW + timedelta(days=number)))
        make_programme()
    client.get("/en/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/en/")
    assert len(asked) == 6


def test_the_first_page_holds_nothing_of_the_visitor(client):
    response = client.get("/en/")
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


# --- Languages and machines ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "given"),
    [("en-GB,en;q=0.9", "/en/"), ("sl", "/sl/"), ("fr, en;q=0.3", "/en/"), ("fr", "/sl/"), ("", "/sl/"), ("*", "/sl/"), ("\x01;;q=x", "/sl/")],
)
def test_the_bare_address_leads_to_the_language_that_the_browser_asks_for(client, asked, given):
    response = client.get("/", headers={"accept-language": asked})
    assert (response.status_code, response["Location"]) == (302, given)
    assert "Accept-Language" in response["Vary"]


def test_health_is_told_as_json_and_never_kept(client):
    for address in ("/healthz", "/readyz"):
        response = client.get(address)
        assert response.status_code == 200
        assert {"status", "ready", "database", "cache", "worker", "letters"} == set(response.json())
        assert "no-store" in response["Cache-Control"]


def test_when_the_portal_is_not_ready_only_the_process_still_says_yes(client, monkeypatch):
    monkeypatch.setattr(views.health, "database", lambda: {"ok": False, "vendor": "sqlite"})
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    assert client.get("/healthz").json()["status"] == "down"


def test_the_icon_is_found_by_who_asks_without_looking(client):
    assert client.get("/favicon.ico")["Location"] == "/static/img/favicon.svg"


def test_uploads_are_handed_out_in_a_trial_and_nothing_beside_them(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "tree.png").write_bytes(b"picture")
    (tmp_path / "secret.txt").write_text("secret")
    assert b"".join(client.get("/media/tree.png").streaming_content) == b"picture"
    assert client.get("/media/../secret.txt").status_code == 400
    assert client.get("/media/%2e%2e/secret.txt").status_code == 400
    assert client.get("/media/").status_code == 404


# --- What every public site owes its visitors ----------------------------------------------------


def test_the_accessibility_statement_says_how_far_we_are_and_where_to_write(client, settings):
    settings.OPERATOR_EMAIL = "pisarna@setev.example"
    page = page_of(client.get("/en/accessibility/"))
    assert page.heading == "Accessibility statement"
    assert "partially compliant" in page.text
    assert "This statement was prepared on 22 November 2026." in page.text
    assert page.links["pisarna@setev.example"] == "mailto:pisarna@setev.example"
    assert "Information Society Inspectorate" in page.text


def test_the_privacy_page_promises_what_the_code_keeps(client, settings):
    settings.SEAT_HOLD_MINUTES = 45
    page = page_of(client.get("/en/privacy/"))
    assert page.heading == "Privacy"
    assert "30 days after the event your name, address and needs are erased; only the number of people stays." in page.text
    assert "They are kept for 45 minutes and then given to others." in page.text
    assert "What a letter was about is erased 30 days after it left." in page.text
    assert "for 12 hours at most" in page.text


@pytest.mark.parametrize("address", ["/en/accessibility/", "/en/privacy/"])
def test_plain_pages_ask_the_database_nothing(client, address, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(address)


# --- When something fails ------------------------------------------------------------------------


def test_what_is_not_there_is_said_in_the_site_s_own_look(client):
    response = client.get("/en/nowhere/")
    assert response.status_code == 404
    assert page_of(response).heading == "Nothing grows here"


def test_a_form_without_its_token_is_explained():
    response = Client(enforce_csrf_checks=True).post("/en/account/login/", {"login": "a@example.com"})
    assert response.status_code == 403
    assert "This form had been open for too long" in page_of(response).text


def test_our_own_fault_is_told_without_database_and_without_the_request(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = views.server_error(rf.get("/en/"))
    assert response.status_code == 500
    assert page_of(response).heading == "Tu se je plug zataknil"


@pytest.mark.parametrize("trouble", [TemplateDoesNotExist("500.html"), ValueError("no such static file"), OSError("disk")])
def test_when_even_the_page_of_our_fault_fails_plain_words_remain(rf, monkeypatch, trouble):
    def fails(_name):
        raise trouble

    monkeypatch.setattr(views, "render_to_string", fails)
    response = views.server_error(rf.get("/en/"))
    assert response.status_code == 500
    assert page_of(response).heading == "Tu se je plug zataknil"


def test_a_page_that_breaks_answers_with_our_fault(monkeypatch):
    def breaks(_now):
        raise RuntimeError

    monkeypatch.setattr(views.presenters, "welcome", breaks)
    response = Client(raise_request_exception=False).get("/en/")
    assert response.status_code == 500
    assert page_of(response).heading == "Tu se je plug zataknil"


def test_errors_are_shown_also_to_a_stranger_whose_request_was_cut_short(rf):
    request = rf.get("/en/")
    request.actor = NOBODY
    for view, status in ((views.bad_request, 400), (views.permission_denied, 403), (views.page_not_found, 404)):
        assert view(request, DatabaseError()).status_code == status
