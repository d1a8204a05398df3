from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from stakeholders.newsletters.emails import unsubscribe_path
from stakeholders.subscriptions.choices import Act, Standing, Way
from stakeholders.subscriptions.models import Consent, Subscription
from tests.factories.stakeholders import make_issue, make_topic
from tests.reading import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def anna(subscribers):
    return subscribers[0]


@pytest.fixture
def address(anna, sent):
    return unsubscribe_path(anna, sent)


def standing_of(subscriber):
    return list(Subscription.objects.filter(subscriber=subscriber).values_list("standing", flat=True))


def test_looking_at_it_ends_nothing(client, anna, address):
    for method in (client.get, client.head):
        assert method(address).status_code == 200
    assert standing_of(anna) == [Standing.ACTIVE]


def test_one_click_ends_it_without_cookie_token_or_redirect(client, anna, address):
    strict = type(client)(enforce_csrf_checks=True)
    response = strict.post(address, ONE_CLICK)
    assert (response.status_code, response.cookies.output()) == (200, "")
    assert standing_of(anna) == [Standing.ENDED]
    assert Consent.objects.filter(act=Act.ENDED, way=Way.ONE_CLICK).count() == 1


@pytest.mark.parametrize(
    "sends",
    [
        {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"},
        {"data": ONE_CLICK},  # multipart, as the RFC allows
        {"data": "", "content_type": "text/plain"},
        {"data": "{}", "content_type": "application/json"},
    ],
)
def test_whatever_a_mail_program_sends_it_is_ended(client, anna, address, sends):
    assert client.post(address, **sends).status_code == 200
    assert standing_of(anna) == [Standing.ENDED]


def test_it_may_come_twice_and_holds_for_years(client, anna, address, clock, now):
    client.post(address, ONE_CLICK)
    clock(now + timedelta(days=3 * 365))
    assert client.post(address, ONE_CLICK).status_code == 200
    assert Consent.objects.filter(act=Act.ENDED).count() == 1


def test_only_the_topics_of_that_issue_are_ended(client, anna, litija, sent, address, now):
    other = make_topic(municipality=litija)
    Subscription.objects.create(subscriber=anna, topic=other, standing=Standing.ACTIVE, asked_at=now, confirmed_at=now)
    client.post(address, ONE_CLICK)
    assert dict(Subscription.objects.filter(subscriber=anna).values_list("topic__slug", "standing")) == {"novice": "ended", other.slug: "active"}


def test_a_wrong_address_and_a_forgotten_reader_are_answered_alike(client, anna, sent, address):
    wrong = client.get(address[:-5] + "xxxx/")
    elsewhere = client.post(address.replace(str(sent.public_id), str(make_issue().public_id)), ONE_CLICK)
    anna.subscriptions.all().delete()
    anna.delete()
    gone = client.get(address)
    assert (wrong.status_code, elsewhere.status_code, gone.status_code) == (404, 404, 404)
    assert wrong.content == gone.content


def test_a_new_version_revokes_every_link_sent_before(client, anna, address):
    anna.version += 1
    anna.save()
    assert client.post(address, ONE_CLICK).status_code == 404
    assert standing_of(anna) == [Standing.ACTIVE]


def test_the_page_speaks_the_readers_language_and_tells_no_other_site(client, anna, address):
    response = client.get(address)
    assert page_of(response).heading == "Želite odjavo?"
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "same-origin")


def test_the_feed_holds_what_was_sent(client, sent, topic):
    make_issue(topics=[topic], subject_sl="Osnutek")
    response = client.get("/municipalities/litija/newsletters.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(response.content)  # noqa: S314 -- our own
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert [entry.findtext("a:title", namespaces=names) for entry in root.findall("a:entry", names)] == ["Novice iz Litije"]
    assert "<strong>žetev</strong>" in root.find("a:entry", names).findtext("a:summary", namespaces=names)


def test_the_feed_speaks_the_language_that_is_asked_for(client, sent):
    assert "News from Litija" in client.get("/municipalities/litija/newsletters.atom?language=en").content.decode()
    assert client.get("/municipalities/litija/newsletters.atom?language=xx").status_code == 200
    assert client.get("/municipalities/nowhere/newsletters.atom").status_code == 404


def test_an_empty_feed_is_the_same_each_time(client, litija):
    first, second = (client.get("/municipalities/litija/newsletters.atom").content for _ in range(2))
    assert first == second


def test_who_comes_back_is_told_that_it_is_done(client, anna, address):
    assert page_of(client.get(address)).heading == "Želite odjavo?"
    client.post(address, ONE_CLICK)
    assert page_of(client.get(address)).heading == "Odjavljeni ste"


def test_a_page_that_speaks_its_reader_s_language_offers_no_other(client, anna, address):
    assert "hreflang" not in client.get(address).content.decode()
