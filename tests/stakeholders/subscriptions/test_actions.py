from datetime import timedelta

import pytest

from portal.common.models import AuditEntry
from portal.common.outbox.models import Letter
from portal.common.pointers import StillUsed
from stakeholders.subscriptions import actions, rules
from stakeholders.subscriptions.choices import Reason, Way, Wording, address_keys
from stakeholders.subscriptions.models import Consent, Subscriber, Subscription, Suppression, Topic
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import actor_for, make_colleague, make_coordinator, make_subscriber, make_topic

pytestmark = pytest.mark.django_db
ANA = "ana@setev.example"
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def litija():
    return make_municipality(name="Litija")


@pytest.fixture
def news(litija):
    return make_topic(municipality=litija, name_sl="Novice", name_en="", slug="novice", position=1)


@pytest.fixture
def plans(litija):
    return make_topic(municipality=litija, name_sl="Načrti", name_en="", slug="nacrti", position=2)


@pytest.fixture
def coordinator(litija):
    return actor_for(make_coordinator(municipality=litija))


def subscribe(*topics, now, email=ANA, **more):
    words = Wording("en", {topic.municipality_id: "Litija may write to me." for topic in topics})
    actions.subscribe(topics=topics, email=email, **{"name": "Ana", "language": "en", **more}, wording=words, now=now)
    return Subscriber.objects.get(email=email.strip().lower())


def standings(subscriber):
    return {row.topic.slug: row.standing for row in subscriber.subscriptions.select_related("topic")}


def proofs(email=ANA):
    return [(proof.topic_name, proof.act, proof.way) for proof in Consent.objects.about(email).order_by("at", "pk")]


def letters():
    return [letter.kind.removeprefix("subscriptions.") for letter in Letter.objects.order_by("created_at")]


class TestAsking:
    def test_the_topics_wait_and_a_letter_asks(self, news, plans, now):
        ana = subscribe(news, plans, now=now, email=" Ana@Setev.example ")
        assert (standings(ana), ana.name, ana.language, ana.confirmed_at) == ({"novice": "pending", "nacrti": "pending"}, "Ana", "en", None)
        assert letters() == ["confirm"]

    def test_the_proof_holds_the_words_that_were_seen(self, news, now):
        subscribe(news, now=now)
        proof = Consent.objects.get()
        assert (proof.act, proof.way, proof.at, proof.language, proof.wording) == ("asked", "form", now, "en", "Litija may write to me.")
        assert ANA not in str(proof.__dict__)

    def test_a_double_click_is_one_subscription_and_one_letter(self, news, now):
        ana = subscribe(news, now=now)
        subscribe(news, now=now + timedelta(seconds=1))
        assert (ana.subscriptions.count(), letters()) == (1, ["confirm"])

    def test_asked_again_later_the_letter_comes_again(self, news, now):
        subscribe(news, now=now)
        subscribe(news, now=now + timedelta(minutes=3))
        assert letters() == ["confirm", "confirm"]

    def test_another_topic_within_the_same_minute_has_a_letter_of_its_own(self, news, plans, now):
        subscribe(news, now=now)
        subscribe(plans, now=now + timedelta(seconds=20))
        assert letters() == ["confirm", "confirm"]

    def test_what_is_not_confirmed_yet_follows_the_newest_form(self, news, now):
        subscribe(news, now=now, name="Anna", language="en")
        ana = subscribe(news, now=now, name="Ana", language="sl")
        assert (ana.name, ana.language) == ("Ana", "sl")

    def test_nobody_changes_the_name_or_language_of_somebody_who_has_confirmed(self, news, plans, now):
        make_subscriber(email=ANA, topics=[news], name="Ana", language="sl")
        ana = subscribe(plans, now=now, name="A hostile name", language="en")
        assert (ana.name, ana.language, standings(ana)) == ("Ana", "sl", {"novice": "active", "nacrti": "pending"})

    def test_who_has_it_already_hears_so_at_most_once_in_24_hours(self, news, now):
        make_subscriber(email=ANA, topics=[news])
        for moment in (now, now + timedelta(hours=23, minutes=59), now + timedelta(hours=24, seconds=1)):
            ana = subscribe(news, now=moment)
        assert (letters(), standings(ana)) == (["already", "already"], {"novice": "active"})

    def test_what_had_ended_waits_to_be_confirmed_again(self, news, now):
        make_subscriber(email=ANA, topics=[news], standing="ended")
        row = subscribe(news, now=now).subscriptions.get()
        assert (row.standing, row.asked_at, row.confirmed_at, row.ended_at) == ("pending", now, None, None)

    def test_a_closed_topic_takes_nobody(self, news, now):
        Topic.objects.update(is_open=False)
        with pytest.raises(rules.NotOnOffer):
            subscribe(news, now=now)
        assert not Subscriber.objects.exists()


class TestConfirming:
    def test_everything_that_waits_is_confirmed_with_a_proof(self, news, plans, now):
        ana = subscribe(news, plans, now=now)
        assert actions.confirm(subscriber=ana, now=now + DAY) == 2
        ana.refresh_from_db()
        assert (standings(ana), ana.confirmed_at) == ({"novice": "active", "nacrti": "active"}, now + DAY)
        assert proofs()[2:] == [("Novice", "confirmed", "letter"), ("Načrti", "confirmed", "letter")]

    def test_once_more_it_changes_nothing(self, news, now):
        ana = subscribe(news, now=now)
        assert [actions.confirm(subscriber=ana, now=now), actions.confirm(subscriber=ana, now=now + DAY)] == [1, 0]
        assert [row[1] for row in proofs()] == ["asked", "confirmed"]

    def test_after_a_week_the_link_has_run_out_whether_or_not_the_sweep_was_by(self, news, now):
        ana = subscribe(news, now=now)
        with pytest.raises(rules.LinkRanOut):
            actions.confirm(subscriber=ana, now=now + WEEK)
        assert standings(ana) == {"novice": "pending"}

    def test_whoever_is_gone_confirms_nothing(self, news, now):
        ana = subscribe(news, now=now)
        Subscriber.objects.all().delete()
        with pytest.raises(rules.LinkRanOut):
            actions.confirm(subscriber=ana, now=now)

    def test_a_mail_server_that_said_there_is_no_such_address_was_wrong(self, news, now):
        actions.suppress_address(email=ANA, reason=Reason.REFUSED, evidence="550 5.1.1", now=now)
        actions.confirm(subscriber=subscribe(news, now=now), now=now)
        assert not Suppression.objects.exists()


class TestChoosing:
    def keep(self, subscriber, *topics, now, **more):
        return actions.keep_topics(subscriber=subscriber, topics=topics, **{"name": "Ana", "language": "sl", **more}, way=Way.PREFERENCES, now=now)

    def test_what_is_ticked_comes_and_what_is_not_goes_each_with_its_proof(self, news, plans, now):
        ana = make_subscriber(email=ANA, topics=[news])
        assert self.keep(ana, plans, now=now, name="Ana Novak", language="en") == (1, 1)
        ana.refresh_from_db()
        assert (standings(ana), ana.name, ana.language) == ({"novice": "ended", "nacrti": "active"}, "Ana Novak", "en")
        assert proofs() == [("Načrti", "confirmed", "preferences"), ("Novice", "ended", "preferences")]
        assert letters() == []

    def test_saved_twice_nothing_happens_the_second_time(self, news, plans, now):
        ana = make_subscriber(email=ANA, topics=[news])
        assert [self.keep(ana, news, plans, now=now), self.keep(ana, news, plans, now=now)] == [(1, 0), (0, 0)]

    def test_what_waits_is_confirmed_by_the_tick(self, news, plans, now):
        ana = make_subscriber(email=ANA, topics=[news])
        subscribe(plans, now=now)
        self.keep(ana, news, plans, now=now)
        assert standings(ana) == {"novice": "active", "nacrti": "active"}

    def test_what_was_ended_can_be_taken_up_again(self, news, now):
        ana = make_subscriber(email=ANA, topics=[news], standing="ended")
        self.keep(ana, news, now=now)
        row = ana.subscriptions.get()
        assert (row.standing, row.confirmed_at, row.ended_at) == ("active", now, None)

    def test_another_municipality_is_asked_by_the_public_form_only(self, news, now):
        ana = make_subscriber(email=ANA, topics=[news])
        with pytest.raises(rules.NotOnOffer):
            self.keep(ana, news, make_topic(), now=now)
        assert standings(ana) == {"novice": "active"}

    def test_a_closed_topic_can_be_kept_and_not_be_taken(self, news, plans, now):
        ana = make_subscriber(email=ANA, topics=[news])
        Topic.objects.update(is_open=False)
        assert self.keep(ana, news, now=now) == (0, 0)
        with pytest.raises(rules.NotOnOffer):
            self.keep(ana, news, plans, now=now)

    def test_whoever_was_forgotten_meanwhile_is_told_so(self, news, now):
        ana = make_subscriber(email=ANA, topics=[news])
        actions.erase_subscriptions(email=ANA, now=now)
        with pytest.raises(rules.LinkRanOut):
            self.keep(ana, news, now=now)


class TestEnding:
    def test_only_the_topics_that_were_named_end(self, news, plans, now):
        ana = make_subscriber(email=ANA, topics=[news, plans])
        assert actions.end_subscriptions(subscriber=ana, topics=[news], way=Way.ONE_CLICK, now=now) == 1
        assert (standings(ana), proofs()) == ({"novice": "ended", "nacrti": "active"}, [("Novice", "ended", "one_click")])

    def test_ended_already_it_ends_once(self, news, now):
        ana = make_subscriber(email=ANA, topics=[news])
        ends = [actions.end_subscriptions(subscriber=ana, topics=[news], way=Way.ONE_CLICK, now=now + DAY * number) for number in range(2)]
        assert (ends, ana.subscriptions.get().ended_at, len(proofs())) == ([1, 0], now, 1)

    def test_a_subscriber_who_is_gone_is_no_fault(self, news, now):
        ana = make_subscriber(topics=[news])
        Subscriber.objects.all().delete()
        assert actions.end_subscriptions(subscriber=ana, topics=[news], way=Way.ONE_CLICK, now=now) == 0

    def test_everything_ends_also_what_waits(self, news, plans, now):
        ana = make_subscriber(email=ANA, topics=[news])
        subscribe(plans, now=now)
        assert actions.end_all(subscriber=ana, way=Way.PREFERENCES, now=now) == 2
        assert set(standings(ana).values()) == {"ended"}

    def test_the_desk_ends_only_what_is_its_own(self, news, now, coordinator):
        theirs = make_topic()
        ana = make_subscriber(topics=[news, theirs])
        with pytest.raises(rules.NotYours):
            actions.end_subscriptions(subscriber=ana, topics=[news, theirs], way=Way.DESK, actor=coordinator, now=now)
        assert actions.end_subscriptions(subscriber=ana, topics=[news], way=Way.DESK, actor=coordinator, now=now) == 1
        assert AuditEntry.objects.get(verb="subscriptions.ended").actor_id == coordinator.user_id


class TestErasing:
    def test_the_address_is_gone_and_the_proof_stays_without_it(self, news, plans, now):
        make_subscriber(email=ANA, topics=[news, plans])
        assert [actions.erase_subscriptions(email=ANA, now=now), actions.erase_subscriptions(email=ANA, now=now)] == [3, 0]
        assert (Subscriber.objects.count(), Subscription.objects.count()) == (0, 0)
        assert sorted(proofs()) == [("Načrti", "ended", "erasure"), ("Novice", "ended", "erasure")]

    def test_nothing_in_the_trail_names_anybody(self, news, now):
        ana = subscribe(news, now=now)
        actions.confirm(subscriber=ana, now=now)
        actions.erase_subscriptions(email=ANA, now=now)
        assert not [entry for entry in AuditEntry.objects.all() if "ana" in str(entry.facts).lower() or "@" in str(entry.facts)]


class TestSilence:
    def test_a_wish_ends_everything_and_is_written_down_once(self, news, now, coordinator):
        ana = make_subscriber(email=ANA, topics=[news])
        for moment in (now, now + DAY):
            actions.suppress_address(email=" Ana@setev.example", reason=Reason.ASKED, evidence="By telephone.", actor=coordinator, now=moment)
        row = Suppression.objects.get()
        assert (row.reason, row.evidence, row.since, standings(ana)) == ("asked", "By telephone.", now, {"novice": "ended"})
        assert (row.address_key, proofs()) == (address_keys(ANA)[0], [("Novice", "ended", "desk")])

    def test_what_a_mail_server_says_ends_nothing_and_gives_way_to_a_wish(self, news, now):
        ana = make_subscriber(email=ANA, topics=[news])
        actions.suppress_address(email=ANA, reason=Reason.REFUSED, evidence="550", now=now)
        assert standings(ana) == {"novice": "active"}
        actions.suppress_address(email=ANA, reason=Reason.COMPLAINT, evidence="", now=now)
        actions.suppress_address(email=ANA, reason=Reason.REFUSED, evidence="550", now=now)
        assert (Suppression.objects.get().reason, standings(ana)) == ("complaint", {"novice": "ended"})

    def test_it_can_be_taken_back(self, now, coordinator):
        actions.suppress_address(email=ANA, reason=Reason.ASKED, evidence="", now=now)
        assert [actions.lift_suppression(email=ANA, actor=coordinator, now=now) for _ in range(2)] == [1, 0]
        assert AuditEntry.objects.filter(verb="address.lifted").count() == 1

    def test_only_those_who_lead_somewhere_may(self, litija, now):
        editor = actor_for(make_colleague("editor", municipality=litija))
        with pytest.raises(rules.NotYours):
            actions.suppress_address(email=ANA, reason=Reason.ASKED, evidence="", actor=editor, now=now)
        with pytest.raises(rules.NotYours):
            actions.lift_suppression(email=ANA, actor=editor, now=now)


class TestForgetting:
    def test_what_nobody_confirmed_is_unknown_after_a_week(self, news, now):
        subscribe(news, now=now)
        assert actions.forget_unconfirmed(now + WEEK - timedelta(seconds=1)) == 0
        assert actions.forget_unconfirmed(now + WEEK) == 2
        assert (Subscriber.objects.count(), Consent.objects.count()) == (0, 0)

    def test_who_has_confirmed_something_else_stays(self, news, plans, now):
        ana = make_subscriber(email=ANA, topics=[news], at=now)
        subscribe(plans, now=now)
        actions.forget_unconfirmed(now + WEEK)
        assert standings(ana) == {"novice": "active"}

    def test_who_has_ended_everything_is_unknown_after_a_month(self, news, now):
        ana = make_subscriber(email=ANA, topics=[news], at=now)
        actions.end_all(subscriber=ana, way=Way.LETTER, now=now)
        assert (actions.forget_ended(now + timedelta(days=30, seconds=-1)), actions.forget_ended(now + timedelta(days=30))) == (0, 2)
        assert (Subscriber.objects.count(), proofs()) == (0, [("Novice", "ended", "letter")])

    def test_the_proof_is_forgotten_three_years_after_the_end(self, news, now):
        ana = subscribe(news, now=now)
        actions.confirm(subscriber=ana, now=now)
        actions.end_all(subscriber=ana, way=Way.LETTER, now=now)
        three_years = timedelta(days=3 * 365 + 1)
        assert [actions.forget_proofs(now + three_years - timedelta(seconds=1)), actions.forget_proofs(now + three_years)] == [0, 3]

    def test_the_proof_of_what_goes_on_is_kept(self, news, now):
        actions.confirm(subscriber=subscribe(news, now=now), now=now)
        assert actions.forget_proofs(now + timedelta(days=4000)) == 0

    def test_a_new_secret_takes_the_proofs_along(self, news, now, settings):
        ana = subscribe(news, now=now)
        settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "y" * 60
        actions.confirm(subscriber=ana, now=now)
        settings.SECRET_KEY_FALLBACKS = []
        assert [row[1] for row in proofs()] == ["asked", "confirmed"]


class TestTopics:
    def test_a_topic_has_its_address_from_its_name_in_the_municipality_s_language(self, litija, now, coordinator):
        topics = [Topic(municipality=litija, name_sl="Šolske novice", name_en="School news") for _ in range(2)]
        slugs = [actions.create_topic(topic=topic, actor=coordinator, now=now).slug for topic in topics]
        assert slugs[0] == "solske-novice"
        assert slugs[1].startswith("solske-novice-")

    def test_only_the_columns_of_the_form_are_stored(self, news, now, coordinator):
        stale = Topic.objects.get(pk=news.pk)
        actions.open_topic(topic=news, is_open=False, actor=coordinator, now=now)
        stale.name_sl = "Novice iz občine"
        actions.change_topic(topic=stale, columns=["name_sl"], actor=coordinator, now=now)
        news.refresh_from_db()
        assert (news.name_sl, news.is_open) == ("Novice iz občine", False)

    def test_closing_twice_is_told_once(self, news, now, coordinator):
        for _ in range(2):
            actions.open_topic(topic=news, is_open=False, actor=coordinator, now=now)
        assert AuditEntry.objects.filter(verb="topic.closed").count() == 1

    def test_a_topic_that_somebody_has_is_not_deleted(self, news, now, coordinator):
        make_subscriber(topics=[news])
        with pytest.raises(StillUsed) as refusal:
            actions.discard_topic(topic=news, actor=coordinator, now=now)
        assert str(refusal.value) == "“Novice” stays, because this leads to it: Subscriptions: 1."

    def test_a_topic_that_nobody_has_is_deleted_once(self, news, now, coordinator):
        for _ in range(2):
            actions.discard_topic(topic=news, actor=coordinator, now=now)
        assert not Topic.objects.exists()

    def test_others_do_nothing_to_it(self, news, now):
        stranger = actor_for(make_coordinator())
        for act, more in [
            (actions.create_topic, {}),
            (actions.change_topic, {"columns": ["name_sl"]}),
            (actions.open_topic, {"is_open": False}),
            (actions.discard_topic, {}),
        ]:
            with pytest.raises(rules.NotYours):
                act(topic=news, actor=stranger, now=now, **more)
