import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.common.outbox.models import Letter
from stakeholders.people.choices import personal_data
from stakeholders.subscriptions import actions
from stakeholders.subscriptions.choices import Reason
from stakeholders.subscriptions.models import Consent, Subscriber, Topic
from stakeholders.subscriptions.presenters import links_of
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_subscriber, make_topic
from tests.reading import page_of, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SUBSCRIBE = "/en/newsletters/subscribe/"
ANA = "ana@setev.example"


@pytest.fixture(autouse=True)
def counted(settings):
    """What was counted for one test is nothing to the next; and the cache in the database reads another clock."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def litija():
    return make_municipality(name="Litija", slug="litija", legal_name="Občina Litija", contact_email="obcina@litija.example")


@pytest.fixture
def news(litija):
    return make_topic(municipality=litija, name_en="News of the town", slug="novice", position=1)


@pytest.fixture
def plans(litija):
    return make_topic(municipality=litija, name_en="Plans", slug="nacrti", position=2)


def subscribe(client, *topics, email=ANA, **more):
    return client.post(SUBSCRIBE, {"topics": [topic.slug for topic in topics], "email": email, "language": "en", **more})


def standings(email=ANA):
    return {row.topic.slug: row.standing for row in Subscriber.objects.get(email=email).subscriptions.select_related("topic")}


def in_english(path):
    return re.sub(r"^/sl/", "/en/", path)


class TestTheForm:
    def test_it_says_who_answers_how_to_end_it_and_that_a_click_is_needed(self, client, news, plans):
        text = said(client.get(SUBSCRIBE))
        for words in (
            "Občina Litija may write to me by e-mail about the topics that I choose here.",
            "I can end this whenever I like, by the link in each letter or on the page of my topics.",
            "Občina Litija is responsible for your data and answers questions about them: obcina@litija.example.",
            "Nothing is sent before you have clicked the link in our letter. Without that click your address is forgotten after 7 days.",
        ):
            assert words in text

    def test_the_words_at_the_form_are_the_words_of_the_proof(self, client, news, plans):
        subscribe(client, news)
        proof = Consent.objects.get()
        assert proof.wording in said(client.get(SUBSCRIBE))
        assert proof.language == "en"

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("", {"News of the town", "Plans", "Culture"}),
            ("?municipality=litija", {"News of the town", "Plans"}),
            ("?topic=novice", {"News of the town"}),
            ("?topic=nothing", {"News of the town", "Plans", "Culture"}),
            ("?municipality=atlantida", {"News of the town", "Plans", "Culture"}),
        ],
    )
    def test_it_is_narrowed_by_its_address(self, client, news, plans, query, shown):
        make_topic(municipality=make_municipality(name="Kranj"), name_en="Culture")
        make_topic(municipality=news.municipality, name_en="Closed", is_open=False)
        text = said(client.get(f"{SUBSCRIBE}{query}"))
        assert {name for name in ("News of the town", "Plans", "Culture", "Closed") if name in text} == shown

    def test_a_narrowed_form_is_sent_to_the_same_topics(self, client, news, plans):
        response = client.post(f"{SUBSCRIBE}?topic=novice", {"topics": ["novice"], "email": ANA, "language": "en"})
        assert (response.status_code, standings()) == (302, {"novice": "pending"})

    def test_what_is_missing_is_said_and_what_was_typed_stays(self, client, news, plans):
        page = page_of(subscribe(client, email="ana", name="Ana"))
        assert page.response.status_code == 422
        assert "Choose at least one topic." in page.text
        assert "Write the whole address, such as name@example.si." in page.text
        assert {field.get("name"): field.get("value") for field in page.main.iter("input")}["name"] == "Ana"

    def test_without_topics_it_says_so(self, client):
        assert page_of(client.get(SUBSCRIBE)).heading == "News by e-mail"
        assert "No municipality sends news yet" in said(client.get(SUBSCRIBE))
        assert client.post(SUBSCRIBE, {"email": ANA, "language": "en"}).status_code == 422

    def test_what_only_a_machine_fills_in_writes_nothing(self, client, news):
        assert subscribe(client, news, website="http://spam.example").url == f"{SUBSCRIBE}done/"
        assert not Subscriber.objects.exists()

    def test_a_mailbox_is_not_filled_and_the_answer_is_the_same(self, client, news):
        answers = {subscribe(client, news, email=f"ana+{number}@setev.example").status_code for number in range(8)}
        assert (answers, Letter.objects.count()) == ({302}, 5)

    def test_a_network_is_asked_to_wait(self, client, news):
        codes = [subscribe(client, news, email=f"ana{number}@setev.example").status_code for number in range(21)]
        assert codes == [302] * 20 + [429]


class TestNobodyLearnsWhetherAnAddressIsKnown:
    @pytest.fixture
    def addresses(self, client, news, now):
        make_subscriber(email="subscribed@setev.example", topics=[news])
        make_subscriber(email="waiting@setev.example", topics=[news], standing="pending", at=now)
        make_subscriber(email="ended@setev.example", topics=[news], standing="ended")
        for reason in Reason:
            actions.suppress_address(email=f"{reason}@setev.example", reason=reason, evidence="", now=now)
        return [
            "unknown@setev.example",
            "subscribed@setev.example",
            "waiting@setev.example",
            "ended@setev.example",
            *(f"{one}@setev.example" for one in Reason),
        ]

    def asked(self, client, news, address):
        """The answer without what differs in every answer, and what was asked of the database without the values."""
        with CaptureQueriesContext(connection) as queries:
            response = subscribe(client, news, email=address)
        done = client.get(response.url)
        pages = [response.content, re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", done.content)]
        headers = {name: value for name, value in response.headers.items() if name != "Date"}
        statements = [re.match(r'(\w+)(?:.*?(?:FROM|INTO|UPDATE) "(\w+)")?', query["sql"], re.DOTALL).groups() for query in queries.captured_queries]
        return response.status_code, headers, pages, statements

    def test_every_address_gets_the_same_answer_for_the_same_work(self, client, news, addresses):
        subscribe(client, news, email="first@setev.example")  # what is asked once for the process is asked now
        answers = {address: self.asked(client, news, address) for address in addresses}
        unknown = answers["unknown@setev.example"]
        assert unknown[0] == 302
        assert {address: answer == unknown for address, answer in answers.items()} == dict.fromkeys(addresses, True)

    def test_once_more_it_is_the_same_again(self, client, news, addresses):
        subscribe(client, news, email="first@setev.example")
        answers = {address: (self.asked(client, news, address), self.asked(client, news, address)) for address in addresses}
        assert {address: first == second for address, (first, second) in answers.items()} == dict.fromkeys(addresses, True)


class TestTheLinkInTheLetter:
    @pytest.fixture
    def ana(self, client, news, plans):
        subscribe(client, news, plans)
        return Subscriber.objects.get()

    def test_looking_at_it_changes_nothing(self, client, ana):
        page = client.get(in_english(links_of(ana)["confirm"]))
        assert page_of(page).heading == "Is this what you wish for?"
        for words in ("News of the town", "Plans", "Litija", ANA):
            assert words in said(page)
        assert (standings(), page["Cache-Control"]) == ({"novice": "pending", "nacrti": "pending"}, "no-store")

    def test_the_button_confirms_and_leads_to_one_s_topics(self, client, ana):
        response = client.post(in_english(links_of(ana)["confirm"]), follow=True)
        assert page_of(response).heading == "Your topics"
        assert "It is settled: you are subscribed." in page_of(response).text
        assert standings() == {"novice": "active", "nacrti": "active"}
        proof = Consent.objects.filter(act="confirmed").first()
        assert (proof.way, proof.wording.split(" may ")[0]) == ("letter", "Občina Litija")

    def test_clicked_once_more_it_shows_how_it_stands(self, client, ana):
        link = in_english(links_of(ana)["confirm"])
        client.post(link)
        assert [client.get(link).status_code, client.post(link).status_code] == [302, 302]
        assert Consent.objects.filter(act="confirmed").count() == 2

    def test_wrong_unknown_late_and_ended_ones_get_the_same_page(self, client, ana, clock, now):
        link = in_english(links_of(ana)["confirm"])
        stranger = re.sub(r"confirm/[^/]+/", "confirm/00000000-0000-4000-8000-000000000000/", link)
        addresses = [link[:-6] + "xxxxx/", stranger, in_english(links_of(ana)["preferences"]).replace("preferences", "confirm")]
        clock(now.replace(day=now.day + 7))
        pages = {address: client.get(address) for address in [*addresses, link]} | {f"{link}?": client.post(link)}
        assert {page.status_code for page in pages.values()} == {404}
        same = {page.content.replace(address.strip("?").removeprefix("/en").encode(), b"") for address, page in pages.items()}
        assert len(same) == 1


class TestOnesOwnTopics:
    @pytest.fixture
    def ana(self, news, plans):
        return make_subscriber(email=ANA, topics=[news], name="Ana", language="en")

    @pytest.fixture
    def link(self, ana):
        return in_english(links_of(ana)["preferences"])

    def test_topics_stand_ticked_as_they_are(self, client, link):
        page = page_of(client.get(link))
        ticks = {field.get("value"): field.get("checked") is not None for field in page.main.iter("input") if field.get("name") == "topics"}
        assert (page.heading, ticks) == ("Your topics", {"novice": True, "nacrti": False})

    def test_what_is_saved_counts_from_now_on(self, client, link):
        response = client.post(link, {"topics": ["nacrti"], "name": "Ana Novak", "language": "sl"}, follow=True)
        ana = Subscriber.objects.get()
        assert "Your choice is saved." in page_of(response).text or "Vaša izbira je shranjena." in page_of(response).text
        assert (standings(), ana.name, ana.language) == ({"novice": "ended", "nacrti": "active"}, "Ana Novak", "sl")

    def test_everything_ends_with_one_button_and_can_be_taken_up_again(self, client, link):
        page = page_of(client.post(f"{link}end/", follow=True))
        assert "All is ended: we send you no more news." in page.text
        assert "You get no news from us" in page.text
        client.post(link, {"topics": ["novice"], "language": "en"})
        assert standings() == {"novice": "active"}

    def test_two_tabs_and_a_double_click_end_it_once(self, client, link):
        codes = [client.post(f"{link}end/").status_code for _ in range(2)]
        assert (codes, Consent.objects.filter(act="ended").count()) == ([302, 302], 1)

    def test_a_topic_that_was_closed_in_another_tab_is_said_kindly(self, client, link, plans):
        Topic.objects.filter(pk=plans.pk).update(is_open=False)
        response = client.post(link, {"topics": ["novice", "nacrti"], "language": "en"})
        assert (response.status_code, standings()) == (422, {"novice": "active"})
        assert "This topic is not on offer any more." in page_of(response).text

    def test_the_links_stop_working_when_somebody_is_forgotten_or_the_version_is_raised(self, client, link, ana):
        Subscriber.objects.update(version=2)
        assert {client.get(link).status_code, client.post(f"{link}end/").status_code} == {404}
        ana.refresh_from_db()
        assert client.get(in_english(links_of(ana)["preferences"])).status_code == 200


def test_ones_data_are_shown_and_erased_with_the_rest(client, news, now):
    subscribe(client, news, name="Ana")
    actions.confirm(subscriber=Subscriber.objects.get(), now=now)
    store = personal_data["subscriptions"]
    [record] = store.records(ANA)
    assert record.title == "News of the town"
    assert {"Municipality": "Litija", "E-mail": ANA, "Name": "Ana", "Standing": "subscribed"}.items() <= record.facts.items()
    assert "asked for it (the public form)" in record.facts["What happened"]
    assert record.facts["What was agreed to"].startswith("Občina Litija may write to me")
    assert (store.erase(email=ANA, now=now), store.records(ANA)) == (2, [])


def test_the_municipality_s_page_offers_its_topics(client, news, plans):
    page = page_of(client.get("/en/municipalities/litija/"))
    assert page.links["Get it by e-mail"] == "/en/newsletters/subscribe/?municipality=litija"
    assert "News by e-mail" in page.text


def test_a_municipality_without_topics_offers_nothing(client, litija):
    assert "News by e-mail" not in said(client.get("/en/municipalities/litija/"))
