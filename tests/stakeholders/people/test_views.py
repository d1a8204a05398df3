import json

import pytest
from django.core.cache import cache

from portal.common.outbox.models import Letter
from stakeholders.people.emails import link_of
from stakeholders.people.models import DataRequest
from tests.factories.events import make_event, make_registration
from tests.factories.stakeholders import make_data_request, make_person
from tests.reading import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ASK = "/en/my-data/"
ANA = "ana@setev.example"


@pytest.fixture(autouse=True)
def counted(settings):
    """What was counted for one test is nothing to the next; and the cache in the database reads another clock."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


def ask(client, email, **more):
    return client.post(ASK, {"email": email, **more})


def test_known_and_unknown_addresses_get_the_same_answer(client):
    make_registration(email=ANA)
    known, unknown = ask(client, ANA), ask(client, "tujec@setev.example")
    assert (known.status_code, known.url, known.content) == (302, "/en/my-data/asked/", unknown.content)
    assert [letter.recipient for letter in Letter.objects.all()] == [ANA]


def test_what_is_no_address_is_said_beside_the_field(client):
    response = ask(client, "ana")
    assert response.status_code == 422
    assert "Write the whole address, such as name@example.si." in page_of(response).text


def test_a_mailbox_is_not_filled_and_a_network_is_asked_to_wait(client):
    make_registration(email=ANA)
    codes = [ask(client, f"ana+{number}@setev.example" if number % 2 else ANA).status_code for number in range(11)]
    assert codes == [302] * 10 + [429]
    assert Letter.objects.count() == 2  # of three counted for the mailbox, one was for another spelling


def test_what_only_a_machine_fills_in_writes_nothing(client):
    make_registration(email=ANA)
    assert ask(client, ANA, website="http://spam.example").status_code == 302
    assert Letter.objects.count() == 0


@pytest.fixture
def link(client):
    make_registration(event=make_event(title_en="Market of ideas"), email=ANA, name="Ana Novak", needs="Rampa")
    make_person(name="Ana N.", email=ANA, phone="01 234 56 78")
    return link_of(make_data_request(email=ANA)).replace("/sl/", "/en/")


def test_the_link_shows_everything_and_gives_it_as_a_file(client, link):
    page = client.get(link)
    text = page_of(page).text
    for words in (ANA, "Market of ideas", "Ana Novak", "Rampa", "01 234 56 78"):
        assert words in text
    assert page["Cache-Control"] == "no-store"
    given = json.loads(client.get(f"{link}file/").content)
    assert (given["e-mail"], [(record["kind"], record["title"]) for record in given["records"]]) == (
        ANA,
        [("Contacts of organisations and municipalities", "Ana N."), ("Registrations for events", "Market of ideas")],
    )


def test_erasing_asks_first_and_afterwards_the_link_is_spent(client, link):
    assert "Registrations for events: 1" in page_of(client.get(f"{link}erase/")).text
    response = client.post(f"{link}erase/", follow=True)
    assert "Everything is erased. We no longer know this address." in page_of(response).text
    assert {client.get(f"{link}{page}").status_code for page in ("", "file/", "erase/")} == {404}


def test_wrong_and_late_links_get_the_same_page(client, link, now):
    addresses = [f"{link[:-5]}xxxx/", link]
    DataRequest.objects.update(expires_at=now)
    pages = [client.get(address) for address in addresses]
    assert [page.status_code for page in pages] == [404, 404]
    assert len({page.content.replace(address.split("/en")[1].encode(), b"") for page, address in zip(pages, addresses, strict=True)}) == 1
