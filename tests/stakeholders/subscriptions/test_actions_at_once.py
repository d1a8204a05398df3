"""Double clicks and two tabs: real threads, real transactions, on whichever database the suite runs."""

from datetime import timedelta

import pytest

from portal.common.outbox.models import Letter
from stakeholders.subscriptions import actions
from stakeholders.subscriptions.choices import LINK_HOLDS, Way, Wording
from stakeholders.subscriptions.models import Consent, Subscriber
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_subscriber, make_topic
from tests.faults.test_last_seat import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
ANA = "ana@setev.example"
CROWD = 8


@pytest.fixture
def topics():
    litija = make_municipality(name="Litija")
    return [make_topic(municipality=litija, slug="novice"), make_topic(municipality=litija, slug="nacrti")]


def asks(topics, now):
    return lambda: actions.subscribe(topics=topics, email=ANA, name="Ana", language="sl", wording=Wording("sl"), now=now)


def standings():
    return {row.topic.slug: row.standing for row in Subscriber.objects.get().subscriptions.select_related("topic")}


def test_the_same_form_sent_many_times_at_once_is_one_subscription_and_one_letter(topics, now):
    assert all_at_once(*[asks(topics, now)] * CROWD) == [None] * CROWD
    assert (standings(), Letter.objects.count()) == ({"novice": "pending", "nacrti": "pending"}, 1)


def test_the_link_clicked_many_times_at_once_is_one_proof_for_each_topic(topics, now):
    asks(topics, now)()
    ana = Subscriber.objects.get()
    numbers = all_at_once(*[lambda: actions.confirm(subscriber=ana, now=now)] * CROWD)
    assert sorted(numbers) == [0] * (CROWD - 1) + [2]
    assert Consent.objects.filter(act="confirmed").count() == 2


def test_two_tabs_that_save_at_once_leave_what_one_of_them_says(topics, now):
    ana = make_subscriber(email=ANA, topics=topics[:1])
    keeps = [
        lambda chosen=chosen: actions.keep_topics(subscriber=ana, topics=chosen, name="Ana", language="sl", way=Way.PREFERENCES, now=now)
        for chosen in (topics, topics[1:]) * (CROWD // 2)
    ]
    all_at_once(*keeps)
    assert standings() in ({"novice": "active", "nacrti": "active"}, {"novice": "ended", "nacrti": "active"})


def test_whoever_ends_it_by_every_way_at_once_ends_it_once(topics, now):
    ana = make_subscriber(email=ANA, topics=topics)
    ends = [lambda way=way: actions.end_subscriptions(subscriber=ana, topics=topics, way=way, now=now) for way in (Way.ONE_CLICK, Way.PREFERENCES) * 4]
    assert sorted(all_at_once(*ends)) == [0] * 7 + [2]
    assert Consent.objects.filter(act="ended").count() == 2


def test_whoever_comes_back_while_they_are_being_forgotten_is_not_lost(topics, now):
    """Each round the sweep and the form meet; whichever is first, what was asked for last is kept."""
    for number in range(CROWD):
        at = now + number * 2 * LINK_HOLDS
        Subscriber.objects.all().delete()
        make_subscriber(email=ANA, topics=topics, standing="pending", at=at - LINK_HOLDS - timedelta(seconds=1))
        all_at_once(asks(topics, at), lambda at=at: actions.forget_unconfirmed(at))
        assert standings() == {"novice": "pending", "nacrti": "pending"}
        assert set(Subscriber.objects.get().subscriptions.values_list("asked_at", flat=True)) == {at}
