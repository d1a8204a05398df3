"""The first hour of a new municipality."""

import pytest

from locations.municipalities.models import Municipality
from portal.common.models import AuditEntry
from portal.common.outbox.models import Letter
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_programme
from tests.factories.stakeholders import make_coordinator, make_invitation, make_mandate, make_privacy_record, make_statement
from tests.reading import page_of, said, told, words_of

pytestmark = pytest.mark.django_db
PAGE = "/en/workspace/set-up/litija/"
PART = "/en/workspace/municipalities/litija/"
NAMES = {"name": "Litija", "legal_name": "Občina Litija", "contact_email": "obcina@litija.example"}


@pytest.fixture
def litija():
    return make_municipality(name="Litija", slug="litija", set_up_at=None)


@pytest.fixture(autouse=True)
def ana(client, litija, clock):
    user = make_coordinator(municipality=litija, name="Ana", email="ana@litija.example")
    client.force_login(user)
    return user


def done(client):
    return [words_of(row.find("div/h2")).removesuffix(" (done)") for row in page_of(client.get(PAGE)).main.iter("li") if row.get("data-state") == "done"]


def test_the_desk_of_a_new_municipality_leads_to_its_set_up(client):
    page = page_of(client.get("/en/workspace/"))
    assert "Litija is new here" in page.text
    assert page.links["Set it up"] == PAGE


def test_the_first_step_is_the_one_that_is_offered_loudest(client):
    page = page_of(client.get(PAGE))
    assert page.heading == "Set Litija up"
    assert "0 of 8 steps are done." in page.text
    assert [words_of(row.find("div/h2")) for row in page.main.iter("li") if row.get("data-state") == "now"] == ["Names and contact"]


def test_each_step_is_done_when_its_page_was_saved_or_its_rows_are_there(client, litija):
    url, text = told(client, client.post(f"{PART}names/", NAMES))
    assert (url, "Saved: Names and contact." in text) == (PAGE, True)
    client.post(f"{PART}look/", {"brand_colour": "#17594a", "spark_colour": "#ffce47"})
    client.post(f"{PART}languages/", {"language": "sl", "further_languages": ["en"]})
    client.post(f"{PART}letters/")
    assert done(client) == ["Names and contact", "Logo and colours", "Languages", "Letters"]
    make_statement(municipality=litija)
    make_privacy_record(municipality=litija)
    make_invitation(municipality=litija)
    make_programme(municipality=litija)
    assert len(done(client)) == 8
    litija.refresh_from_db()
    assert (litija.contact_email, litija.official_languages) == ("obcina@litija.example", ["sl", "en"])


def test_a_second_coordinator_is_a_colleague(client, litija):
    make_mandate(municipality=litija)
    assert done(client) == ["A colleague"]


def test_finishing_takes_the_invitation_from_the_desk_and_keeps_the_settings(client, litija):
    url, text = told(client, client.post(f"{PAGE}finish/"))
    assert (url, "The set-up is finished." in text, "is new here" in text) == ("/en/workspace/", True, False)
    assert page_of(client.get(PAGE)).heading == "Settings"
    assert AuditEntry.objects.filter(verb="municipality.set_up").count() == 1
    client.post(f"{PAGE}finish/")
    assert AuditEntry.objects.filter(verb="municipality.set_up").count() == 1


@pytest.mark.parametrize(
    ("colours", "words"),
    [
        ({"brand_colour": "#ffff00", "spark_colour": "#ffce47"}, "White words on this colour cannot be read well."),
        ({"brand_colour": "#17594a", "spark_colour": "#222222"}, "Dark words on the second colour cannot be read well."),
        ({"brand_colour": "red", "spark_colour": "#ffce47"}, "Write a colour as # and six digits"),
    ],
)
def test_colours_that_cannot_be_read_are_refused_beside_their_field(client, litija, colours, words):
    answer = client.post(f"{PART}look/", colours)
    assert answer.status_code == 422
    assert words in said(answer)
    litija.refresh_from_db()
    assert (litija.brand_colour, litija.set_up_steps) == ("#17594a", [])


def test_names_need_an_address_that_somebody_reads(client, litija):
    answer = client.post(f"{PART}names/", NAMES | {"name": "Other", "contact_email": ""})
    assert answer.status_code == 422
    assert "Write an address that somebody reads" in said(answer)
    assert "Names and contact: Litija" in page_of(answer).title


def test_a_test_letter_goes_to_whoever_asks_and_once_a_minute(client, litija):
    _url, text = told(client, client.post(f"{PART}letters/"))
    assert "A test letter is on its way to ana@litija.example." in text
    _url, text = told(client, client.post(f"{PART}letters/"))
    assert "Wait a minute" in text
    assert list(Letter.objects.values_list("kind", "recipient", "language")) == [("municipalities.test_letter", "ana@litija.example", "sl")]


def test_what_somebody_else_saved_in_another_step_stays(client, litija):
    Municipality.objects.filter(pk=litija.pk).update(website="https://litija.example/")
    client.post(f"{PART}look/", {"brand_colour": "#17594a", "spark_colour": "#ffce47"})
    litija.refresh_from_db()
    assert litija.website == "https://litija.example/"


def test_whoever_leads_two_municipalities_chooses_one(client, ana):
    assert client.get("/en/workspace/set-up/").url == PAGE
    make_mandate(municipality=make_municipality(name="Kranj", slug="kranj"), user=ana)
    assert set(page_of(client.get("/en/workspace/set-up/")).links) >= {"Kranj", "Litija"}


def test_nobody_takes_the_name_of_another_municipality(client, litija):
    make_municipality(name="Kranj", slug="kranj", legal_name="Mestna občina Kranj")
    answer = client.post(f"{PART}names/", NAMES | {"legal_name": "Mestna občina Kranj"})
    assert (answer.status_code, "Another municipality bears this name." in said(answer)) == (422, True)
