import pytest
from django.core.cache import cache

from portal.common.outbox.models import Letter
from stakeholders.duties.models import AccessibilityStatement, Feedback
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_coordinator, make_feedback, make_statement
from tests.reading import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FORM, DESK = "/en/feedback/", "/en/workspace/feedback/"


@pytest.fixture(autouse=True)
def counted(settings):
    """What was counted for one test is nothing to the next; and the cache in the database reads another clock."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def home():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture
def ana(client, home):
    user = make_coordinator(municipality=home)
    client.force_login(user)
    return user


def write(client, **fields):
    return client.post(FORM, {"topic": "accessibility", "message": "The button is too small.", **fields})


def test_a_message_needs_neither_name_nor_address(client, home):
    response = write(client, municipality="litija", page="/en/events/")
    assert (response.status_code, response.url) == (302, "/en/feedback/sent/")
    row = Feedback.objects.get()
    assert (row.municipality, row.page, row.name, row.email) == (home, "/en/events/", "", "")


def test_the_form_knows_from_its_address_what_it_is_about(client, home):
    page = client.get(f"{FORM}?topic=privacy&municipality=litija").content.decode()
    assert 'value="litija" selected' in page
    assert client.get(f"{FORM}?topic=nothing&municipality=nowhere").status_code == 200


def test_what_is_missing_is_said_and_what_was_typed_is_kept(client):
    response = write(client, message=" ", name="Ana", email="no address")
    text = page_of(response).text
    assert response.status_code == 422
    assert "Write what it is about; a sentence is enough." in text
    assert "Write the whole address, such as name@example.si." in text
    assert 'value="no address"' in response.content.decode()


def test_machines_and_floods_store_nothing_more(client):
    assert write(client, website="http://spam.example").status_code == 302
    assert Feedback.objects.count() == 0
    codes = [write(client).status_code for _ in range(10)]
    assert (codes, Feedback.objects.count()) == ([302] * 9 + [429], 9)


def test_the_desk_shows_how_much_time_is_left_most_urgent_first(client, home, ana):
    make_feedback(municipality=home, message="Later", due_on="2027-05-30")
    make_feedback(municipality=home, message="Late", due_on="2027-05-07")
    make_feedback(message="Elsewhere")
    text = page_of(client.get(DESK)).text
    assert text.index("3 days late") < text.index("20 days left")
    assert "Elsewhere" not in text


def test_answering_from_the_desk_sends_the_letter(client, home, ana):
    row = make_feedback(municipality=home, email="soseda@setev.example")
    assert client.post(f"{DESK}{row.public_id}/", {"answer": ""}).status_code == 422
    response = client.post(f"{DESK}{row.public_id}/", {"answer": "It is larger now."}, follow=True)
    assert "Your answer is on its way." in page_of(response).text
    assert Letter.objects.get().recipient == "soseda@setev.example"
    again = client.post(f"{DESK}{row.public_id}/", {"answer": "Once more."}, follow=True)
    assert "Somebody has answered this message already." in page_of(again).text


def test_a_statement_is_written_at_the_desk_and_linked_from_the_municipalitys_page(client, home, ana):
    assert client.get("/en/municipalities/litija/accessibility/").status_code == 404
    given = {"conformance": "partial", "gaps_en": "Old maps have no text.", "assessment": "self", "prepared_on": "2027-05-01"}
    assert client.post("/en/workspace/municipalities/litija/accessibility/", given).status_code == 302
    assert AccessibilityStatement.objects.get().gaps_en == "Old maps have no text."
    text = page_of(client.get("/en/municipalities/litija/accessibility/")).text
    for words in ("Old maps have no text.", "1 May 2027", "10 May 2027", "9 May 2028", "We answer within 8 days."):
        assert words in text
    assert "/en/municipalities/litija/accessibility/" in client.get("/en/municipalities/litija/").content.decode()


def test_a_statement_that_does_not_fit_is_said_and_nothing_is_stored(client, home, ana):
    make_statement(municipality=home)
    assert client.post("/en/workspace/municipalities/litija/accessibility/", {"conformance": "zzz"}).status_code == 422
    assert AccessibilityStatement.objects.get().conformance == "partial"
