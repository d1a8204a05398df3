from datetime import timedelta

import pytest
from django.utils.translation import override

from portal.common.outbox.models import Letter, State
from stakeholders.subscriptions import actions
from stakeholders.subscriptions.choices import Reason, Way, Wording
from stakeholders.subscriptions.models import Subscriber
from stakeholders.subscriptions.presenters import links_of
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_subscriber, make_topic
from tests.journeys import people

pytestmark = pytest.mark.django_db
ANA = "ana@setev.example"
HOSTILE = "<b>Buy now</b> http://spam.example {{ link }}"


@pytest.fixture
def news():
    litija = make_municipality(name="Litija", legal_name="Občina Litija", contact_email="obcina@litija.example")
    return make_topic(municipality=litija, name_sl="Novice", name_en="News of the town", slug="novice")


def text_of(letter):
    return people.text_of(letter).replace("\r\n", "\n")


def subscribe(*topics, now, **more):
    actions.subscribe(topics=topics, email=ANA, **{"name": "Ana", "language": "en", **more}, wording=Wording("en"), now=now)
    return Subscriber.objects.get(email=ANA)


def test_the_first_letter_names_topic_and_municipality_and_holds_the_link(news, letters, now):
    ana = subscribe(news, now=now)
    [letter] = letters(now)
    with override("en"):
        link = links_of(ana)["confirm"]
    assert (letter["Subject"], letter["From"].addresses[0].display_name, letter["Reply-To"]) == (
        "Please confirm: news from Občina Litija",
        "Občina Litija",
        "obcina@litija.example",
    )
    text = text_of(letter)
    for words in (
        "- Občina Litija: News of the town",
        f"Confirm:\nhttp://127.0.0.1:8000{link}",
        "17 May 2027, 9:00. Until you do, nothing else is sent.",
        "forget the address after 7 days",
        "You get this letter because this address was written into the form for news by e-mail.",
    ):
        assert words in text


def test_it_holds_nothing_that_the_visitor_typed(news, letters, now):
    subscribe(news, now=now, name=HOSTILE)
    [letter] = letters(now)
    assert "Buy now" not in letter.as_string()
    assert "spam.example" not in letter.as_string()


def test_it_is_in_the_language_that_was_chosen(news, letters, now):
    subscribe(news, now=now, language="sl")
    [letter] = letters(now)
    assert "- Občina Litija: Novice" in text_of(letter)
    assert "/sl/newsletters/confirm/" in text_of(letter)


def test_for_several_municipalities_the_portal_writes_and_names_each(news, letters, now):
    other = make_topic(municipality=make_municipality(name="Kranj", legal_name="Mestna občina Kranj"), name_en="Culture")
    subscribe(news, other, now=now)
    [letter] = letters(now)
    assert letter["Subject"] == "Please confirm: news by e-mail"
    assert "- Mestna občina Kranj: Culture" in text_of(letter)
    assert "- Občina Litija: News of the town" in text_of(letter)


def test_who_is_subscribed_already_is_led_to_their_topics(news, letters, now):
    make_subscriber(email=ANA, topics=[news], language="en")
    ana = subscribe(news, now=now)
    [letter] = letters(now)
    with override("en"):
        link = links_of(ana)["preferences"]
    assert letter["Subject"] == "You are subscribed already"
    assert f"See or change my topics:\nhttp://127.0.0.1:8000{link}" in text_of(letter)
    assert "- Občina Litija: News of the town" in text_of(letter)


@pytest.mark.parametrize(("reason", "number"), [(Reason.ASKED, 0), (Reason.COMPLAINT, 0), (Reason.REFUSED, 1)])
def test_whoever_wishes_for_silence_has_it_also_from_the_form(news, letters, now, reason, number):
    actions.suppress_address(email=ANA, reason=reason, evidence="", now=now)
    subscribe(news, now=now)
    assert len(letters(now)) == number


@pytest.mark.parametrize("what", ["confirmed", "erased", "closed", "too late"])
def test_a_letter_that_is_no_longer_of_use_stays(news, letters, now, what):
    ana = subscribe(news, now=now)
    if what == "confirmed":
        actions.confirm(subscriber=ana, now=now)
    elif what == "erased":
        actions.erase_subscriptions(email=ANA, now=now)
    elif what == "closed":
        type(news).objects.update(is_open=False)
    assert letters(now + timedelta(days=7 if what == "too late" else 0)) == []


def test_what_a_worker_holds_for_somebody_who_ends_it_is_asked_again(news, now):
    ana = make_subscriber(email=ANA, topics=[news])
    held = {"kind": "test", "lane": 1, "recipient": ANA, "language": "sl", "created_at": now, "not_before": now, "dedupe_key": "held"}
    Letter.objects.create(**held, state=State.CLAIMED, claimed_by=ana.public_id, lease_until=now)
    actions.end_subscriptions(subscriber=ana, topics=[news], way=Way.ONE_CLICK, now=now)
    assert Letter.objects.get().state == State.QUEUED
