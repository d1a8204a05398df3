"""Every kind of letter, as the administrator of the portal reads it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.common.outbox.catalogue import every_letter
from portal.common.outbox.models import Letter, State
from tests.factories.events import NOW
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_admin, make_coordinator
from tests.reading import page_of, said, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/en/workspace/letters/kinds/"
CONFIRMED = f"{LIST}registrations.seat_confirmed/"


@pytest.fixture
def admin_client(client):
    client.force_login(make_admin())
    return client


def ended(kind, state, *, days_ago=1, number=1):
    at = NOW - timedelta(days=days_ago)
    for count in range(number):
        Letter.objects.create(
            kind=kind,
            dedupe_key=f"{kind}:{state}:{days_ago}:{count}",
            recipient="ana@example.si",
            language="sl",
            state=state,
            created_at=at,
            not_before=at,
            finished_at=at,
            sent_at=at if state == State.SENT else None,
        )


def row_of(page, label):
    return next(words_of(row) for row in page.main.iter("tr") if words_of(row).startswith(label))


def test_every_letter_is_listed_with_whom_it_goes_to_and_why(admin_client):
    page = page_of(admin_client.get(LIST))
    assert page.heading == "Kinds of letters"
    assert [words_of(heading) for heading in page.main.iter("h2")] == ["Places", "People and organisations", "Events", "Programmes", "Sign-in and account"]
    assert {str(one.label) for one in every_letter()} - set(page.links) == set()
    row = row_of(page, "Invitation of a colleague")
    assert "The colleague who is invited." in row
    assert "A coordinator invites somebody to act for a municipality or an organisation." in row
    assert "at once" in row


def test_what_left_and_what_failed_in_the_last_thirty_days_is_counted(admin_client):
    ended("registrations.seat_confirmed", State.SENT, number=3)
    ended("registrations.seat_confirmed", State.FAILED)
    ended("registrations.seat_confirmed", State.SENT, days_ago=31)
    ended("registrations.seat_confirmed", State.CANCELLED)
    ended("django.message", State.SENT, number=2)
    page = page_of(admin_client.get(LIST))
    assert row_of(page, "Your seats are confirmed").endswith("at once31")
    assert row_of(page, "Tomorrow is the day").endswith("at once00")
    assert "These leave as one kind: 2 sent, 0 not delivered." in page.text


def test_the_counts_are_one_query_however_many_kinds_there_are(admin_client):
    admin_client.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        admin_client.get(LIST)
    assert len([query for query in asked.captured_queries if '"common_letter"' in query["sql"]]) == 1


def test_a_sample_shows_its_head_and_its_words(admin_client):
    make_municipality(name="Litija", slug="litija", legal_name="Občina Litija", contact_email="info@litija.example")
    response = admin_client.get(CONFIRMED, {"language": "en", "municipality": "litija"})
    page, text = page_of(response), said(response)
    assert page.heading == "Your seats are confirmed"
    assert "From Občina Litija <" in text
    assert "Reply-To info@litija.example" in text
    assert "Hello Ana Kovač, we look forward to seeing you." in text
    assert "sample.ics" in text
    assert page.links["In dark colours"] == f"{CONFIRMED}dark/?language=en&municipality=litija"


def test_a_sample_speaks_the_language_that_is_chosen_while_the_page_keeps_its_own(admin_client):
    page = page_of(admin_client.get(CONFIRMED, {"language": "sl"}))
    assert "2 mesti sta vaši" in page.text
    assert page.heading == "Your seats are confirmed"
    assert [element.get("lang") for element in page.main.iter("div") if element.get("lang")] == ["sl"]


def test_what_cannot_be_chosen_is_said_beside_its_field_and_the_sample_shows_all_the_same(admin_client):
    response = admin_client.get(CONFIRMED, {"language": "xx", "municipality": "atlantida"})
    text = said(response)
    assert response.status_code == 200
    assert text.count("Select a valid choice.") == 2
    assert "Hello Ana Kovač" in text


@pytest.mark.parametrize(("scheme", "answer"), [("dark", "@media (min-width:0){"), ("light", "@media (max-width:0){")])
def test_a_letter_stands_alone_in_the_scheme_and_the_colours_asked_for(admin_client, scheme, answer):
    make_municipality(slug="litija", brand_colour="#8a1538")
    response = admin_client.get(f"{CONFIRMED}{scheme}/", {"municipality": "litija"})
    html = response.content.decode()
    assert answer in html
    assert "background:#8a1538" in html
    assert "sandbox" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]


def test_a_letter_stands_in_both_schemes_beside_its_text(admin_client):
    response = admin_client.get(f"{CONFIRMED}side-by-side/", {"language": "sl"})
    html = response.content.decode()
    assert [words_of(heading) for heading in page_of(response).main.iter("h2")] == ["In light colours", "In dark colours", "As plain text"]
    assert html.count('<template shadowrootmode="open"><!doctype html>') == 2
    assert html.count("2 mesti sta vaši") >= 3
    assert "sandbox" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("address", [f"{LIST}registrations.none/", f"{LIST}django.message/", f"{CONFIRMED}dusk/", f"{LIST}registrations.none/dark/"])
def test_there_is_no_page_of_a_letter_or_a_scheme_that_is_not_there(admin_client, address):
    assert admin_client.get(address).status_code == 404


def test_looking_at_samples_writes_no_letter(admin_client):
    for one in every_letter():
        assert admin_client.get(f"{LIST}{one.name}/").status_code == 200
    assert Letter.objects.count() == 0


def test_the_desk_and_the_administration_lead_there_and_only_for_administrators(admin_client, client):
    words = "Every letter that the portal writes: to whom, when, and what it looks like"
    assert page_of(admin_client.get("/en/workspace/")).links["Kinds of letters"] == LIST
    assert page_of(admin_client.get("/en/admin/")).links[words] == LIST
    client.force_login(make_coordinator(municipality=make_municipality(), is_staff=True))
    assert "Kinds of letters" not in page_of(client.get("/en/workspace/")).links
    assert words not in page_of(client.get("/en/admin/")).links
