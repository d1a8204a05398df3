"""What waits is counted, and each number leads to the list of exactly those rows."""

from datetime import timedelta
from uuid import uuid4

import pytest

from portal.common.outbox.models import Letter, State
from tests.factories.events import NOW, make_draft, make_event, make_registration
from tests.factories.locations import make_municipality
from tests.factories.programmes import TODAY, make_milestone, make_programme
from tests.factories.programmes import make_draft as make_programme_draft
from tests.factories.stakeholders import make_coordinator, make_feedback, make_invitation
from tests.reading import page_of, said, told, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def litija():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture(autouse=True)
def ana(client, litija, clock):
    user = make_coordinator(municipality=litija, name="Ana")
    client.force_login(user)
    return user


def counts(client):
    links = [link for part in page_of(client.get("/en/workspace/")).main.iter("ul") if part.get("class") == "counts" for link in part.iter("a")]
    return {words_of(link): link.get("href") for link in links}


def letter_to(registration, state=State.FAILED):
    return Letter.objects.create(
        kind="registrations.seat_confirmed", dedupe_key=str(uuid4()), recipient=registration.email, language="sl", state=state, created_at=NOW, not_before=NOW,
        finished_at=NOW, facts={"registration": registration.pk},
    )  # fmt: skip


def test_an_empty_desk_counts_nothing(client):
    assert counts(client) == {}


def test_each_number_leads_to_a_list_of_as_many_rows(client, litija):
    programme = make_programme(municipality=litija, title_en="Round")
    make_milestone(programme=programme, name_en="Late one", due_on=TODAY - timedelta(days=3))
    make_milestone(programme=programme, name_en="Soon one", due_on=TODAY + timedelta(days=3))
    make_milestone(programme=programme, name_en="Far one", due_on=TODAY + timedelta(days=60))
    make_programme_draft(municipality=litija, title_en="Draft programme")
    make_draft(municipality=litija, title_en="Draft event", starts_at=NOW + timedelta(days=40))
    full = make_event(municipality=litija, title_en="Full", capacity=1, starts_at=NOW + timedelta(days=4))
    make_registration(event=full, standing="waiting", party_size=3)
    make_event(municipality=litija, title_en="Far", starts_at=NOW + timedelta(days=40))
    make_feedback(municipality=litija)
    make_invitation(municipality=litija)

    found = counts(client)

    assert list(found) == [
        "1 milestone is late",
        "1 message waits for an answer",
        "3 people wait for a seat",
        "1 milestone in two weeks",
        "2 phases begin or end",
        "1 event in two weeks",
        "1 draft of an event",
        "1 draft of a programme",
        "1 invitation is not answered",
    ]

    def rows(words):
        page = page_of(client.get(found[words]))
        return [words_of(row.find("th")) for row in list(page.main.iter("table"))[-1].find("tbody")]

    assert rows("1 milestone is late") == ["Late one"]
    assert rows("1 milestone in two weeks") == ["Soon one"]
    assert len(rows("2 phases begin or end")) == 2
    assert rows("3 people wait for a seat") == ["Full"]
    assert rows("1 event in two weeks") == ["Full"]
    assert rows("1 draft of an event") == ["Draft event"]
    assert rows("1 draft of a programme") == ["Draft programme"]


def test_another_municipality_is_not_counted(client):
    programme = make_programme()
    make_milestone(programme=programme, due_on=TODAY - timedelta(days=3))
    make_registration(event=make_event(capacity=1), standing="waiting")
    make_feedback(municipality=make_municipality())
    assert counts(client) == {}


def test_what_is_due_stands_in_the_order_of_its_days(client, litija):
    programme = make_programme(municipality=litija, title_en="Round")
    make_milestone(programme=programme, name_en="Map", due_on=TODAY - timedelta(days=3))
    text = said(client.get("/en/workspace/due/"))
    assert text.index("Map") < text.index("Growth") < text.index("Harvest")
    assert "The phase ends, Round" in text
    assert "The phase begins, Round" in text


@pytest.mark.parametrize("query", ["state=x", "kind=%F0%9F%8C%B1", "page=9999999999999999999", "municipality=x"])
def test_nonsense_in_the_address_is_answered_with_a_page(client, query):
    assert client.get(f"/en/workspace/due/?{query}").status_code == 200


def test_a_letter_that_did_not_arrive_is_sent_again_from_its_list(client, litija):
    letter = letter_to(make_registration(event=make_event(municipality=litija)))
    assert counts(client)["1 letter did not arrive"] == "/en/workspace/letters/"
    assert letter.recipient in said(client.get("/en/workspace/letters/"))
    url, text = told(client, client.post("/en/workspace/letters/again/", {"letter": [letter.pk]}))
    assert (url, "1 letter is on its way again." in text) == ("/en/workspace/letters/", True)
    letter.refresh_from_db()
    assert letter.state == State.QUEUED


def test_nobody_sends_the_letters_of_another_municipality(client):
    letter = letter_to(make_registration(event=make_event()))
    assert letter.recipient not in said(client.get("/en/workspace/letters/"))
    client.post("/en/workspace/letters/again/", {"letter": [letter.pk]})
    letter.refresh_from_db()
    assert letter.state == State.FAILED
