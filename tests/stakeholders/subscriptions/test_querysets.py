from datetime import timedelta

import pytest

from portal.common.actor import NOBODY
from stakeholders.subscriptions.choices import LINK_HOLDS, Standing, address_keys
from stakeholders.subscriptions.models import Consent, Subscriber, Subscription, Suppression, Topic
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import actor_for, make_admin, make_colleague, make_coordinator, make_subscriber, make_topic

pytestmark = pytest.mark.django_db
MOMENT = timedelta(seconds=1)


@pytest.fixture
def litija():
    return make_municipality(name="Litija")


def test_open_topics_are_those_of_municipalities_that_take_part(litija):
    news = make_topic(municipality=litija)
    make_topic(municipality=litija, is_open=False)
    make_topic(municipality=make_municipality(takes_part=False))
    assert list(Topic.objects.open()) == [news]


def test_the_desk_shows_topics_by_right(litija):
    mine, _theirs = make_topic(municipality=litija), make_topic()
    seen = {
        role: (list(Topic.objects.on_desk_of(actor)), list(Topic.objects.writable_by(actor)), list(Topic.objects.manageable_by(actor)))
        for role in ("viewer", "editor", "coordinator")
        for actor in [actor_for(make_colleague(role, municipality=litija))]
    }
    assert seen == {"viewer": ([mine], [], []), "editor": ([mine], [mine], []), "coordinator": ([mine], [mine], [mine])}
    assert Topic.objects.on_desk_of(actor_for(make_admin())).count() == 2
    assert not Topic.objects.on_desk_of(NOBODY).exists()


def test_topics_stand_by_municipality_and_in_the_order_that_was_given(litija):
    last, first = make_topic(municipality=litija, position=2), make_topic(municipality=litija, position=1)
    other = make_topic(municipality=make_municipality(name="Ajdovščina"))
    assert list(Topic.objects.in_order()) == [other, first, last]


def test_numbers_tell_how_many_have_confirmed_and_how_many_have_not(litija, django_assert_num_queries):
    news, empty = make_topic(municipality=litija), make_topic(municipality=litija)
    for standing in ("active", "active", "pending", "ended"):
        make_subscriber(topics=[news], standing=standing)
    with django_assert_num_queries(1):
        found = {topic.pk: (topic.confirmed, topic.pending) for topic in Topic.objects.with_numbers().in_order()}
    assert found == {news.pk: (2, 1), empty.pk: (0, 0)}


def test_a_subscriber_is_offered_what_they_have_and_what_is_open_where_they_are_known(litija):
    kept, ended = make_topic(municipality=litija, is_open=False), make_topic(municipality=litija, is_open=False)
    near, _far = make_topic(municipality=litija), make_topic()
    ana = make_subscriber(topics=[kept])
    Subscription.objects.create(subscriber=ana, topic=ended, standing=Standing.ENDED, asked_at=ana.created_at, ended_at=ana.created_at)
    assert list(Topic.objects.offered_to(ana).in_order()) == [kept, near]


def test_subscribers_of_several_topics_are_named_once(litija):
    topics = [make_topic(municipality=litija), make_topic(municipality=litija)]
    ana, _bor = make_subscriber(topics=topics), make_subscriber(topics=topics, standing="pending")
    assert list(Subscriber.objects.of_topics(topics)) == [ana]


def test_an_address_is_known_however_it_is_typed():
    ana = make_subscriber(email="ana@setev.example")
    assert list(Subscriber.objects.known_as(" Ana@Setev.example ")) == [ana]


def test_those_without_any_subscription_are_found():
    make_subscriber(standing="ended")
    nobody = make_subscriber(topics=[])
    assert list(Subscriber.objects.without_any()) == [nobody]


def test_what_the_link_still_confirms_is_not_too_old_and_of_an_open_topic(litija, now):
    young = make_subscriber(topics=[make_topic(municipality=litija)], standing="pending", at=now - LINK_HOLDS + MOMENT)
    make_subscriber(topics=[make_topic(municipality=litija)], standing="pending", at=now - LINK_HOLDS)
    make_subscriber(topics=[make_topic(municipality=litija, is_open=False)], standing="pending", at=now)
    make_subscriber(topics=[make_topic(municipality=make_municipality(takes_part=False))], standing="pending", at=now)
    assert [row.subscriber for row in Subscription.objects.to_confirm(now)] == [young]


def test_live_is_what_has_not_ended():
    for standing in ("active", "pending", "ended"):
        make_subscriber(standing=standing)
    standings = {name: sorted(row.standing for row in getattr(Subscription.objects, name)()) for name in ("active", "pending", "live", "ended")}
    assert standings == {"active": ["active"], "pending": ["pending"], "live": ["active", "pending"], "ended": ["ended"]}


def prove(topic, act, at, email="ana@setev.example"):
    key = address_keys(email)[0]
    return Consent.objects.create(
        address_key=key, topic=topic, municipality=topic.municipality, topic_name=topic.name, act=act, way="form", at=at, language="sl"
    )


def test_proofs_are_found_by_their_address_also_by_a_former_key(now, settings):
    proof = prove(make_topic(), "asked", now)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "x" * 60
    assert list(Consent.objects.about("ANA@setev.example")) == [proof]
    assert not Consent.objects.about("bor@setev.example").exists()


def test_what_nobody_confirmed_proves_nothing_after_a_week(now):
    topic, week_ago = make_topic(), now - LINK_HOLDS
    idle = prove(topic, "asked", week_ago)
    prove(topic, "asked", week_ago + MOMENT)
    prove(topic, "asked", week_ago, email="bor@setev.example")
    prove(topic, "confirmed", week_ago + MOMENT, email="bor@setev.example")
    assert list(Consent.objects.never_confirmed(now)) == [idle]


def test_a_proof_is_over_three_years_after_the_end(now):
    topic, other, three_years_ago = make_topic(), make_topic(), now.replace(year=now.year - 3) - timedelta(days=1)
    chapter = [prove(topic, "confirmed", three_years_ago - MOMENT), prove(topic, "ended", three_years_ago)]
    prove(topic, "confirmed", three_years_ago + MOMENT)
    prove(other, "confirmed", three_years_ago - timedelta(days=900))
    assert sorted(Consent.objects.over(now), key=lambda proof: proof.at) == chapter


def test_a_proof_about_a_deleted_topic_is_known_by_its_name(now):
    topic, long_ago = make_topic(), now - timedelta(days=2000)
    prove(topic, "confirmed", long_ago)
    prove(topic, "ended", long_ago)
    Topic.objects.all().delete()
    assert Consent.objects.over(now).count() == 2


def test_silence_is_found_by_the_address():
    row = Suppression.objects.create(address_key=address_keys("ana@setev.example")[0], reason="asked", since=make_coordinator().date_joined)
    assert list(Suppression.objects.of(" ANA@setev.example")) == [row]
