import pytest

from portal.common.models import AuditEntry
from stakeholders.subscriptions.actions import suppress_address
from stakeholders.subscriptions.choices import Reason
from stakeholders.subscriptions.models import Subscriber, Suppression, Topic
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_colleague, make_coordinator, make_issue, make_subscriber, make_topic
from tests.reading import page_of, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DESK = "/en/workspace/newsletters"
ANA = "ana@setev.example"


@pytest.fixture
def litija():
    return make_municipality(name="Litija")


@pytest.fixture
def news(litija):
    return make_topic(municipality=litija, name_en="News of the town", slug="novice")


@pytest.fixture
def at_desk(client, litija):
    client.force_login(make_coordinator(municipality=litija))
    return client


def test_the_list_tells_numbers_and_no_address(at_desk, news):
    make_subscriber(topics=[news], email=ANA)
    make_subscriber(topics=[news], standing="pending")
    make_topic(name_en="Of another")
    text = said(at_desk.get(f"{DESK}/topics/"))
    assert "News of the town Litija 1 1 takes subscribers Close" in text
    assert ANA not in text
    assert "Of another" not in text


def test_whoever_only_looks_changes_nothing(client, litija, news):
    client.force_login(make_colleague("viewer", municipality=litija))
    page = page_of(client.get(f"{DESK}/topics/"))
    assert "News of the town" in page.text
    assert page.buttons == []
    assert "Somebody asks you to end it" not in page.links


def test_a_topic_is_made_named_and_renamed(at_desk, litija):
    words = {"municipality": litija.pk, "position": 1, "name_sl": "Novice", "name_en": "News", "description_en": "Twice a month."}
    response = at_desk.post(f"{DESK}/topics/create/", words, follow=True)
    assert "“News” takes subscribers from now on." in page_of(response).text
    at_desk.post(f"{DESK}/topics/novice/", {**words, "name_en": "News of Litija"})
    topic = Topic.objects.get()
    assert (topic.slug, topic.name_en, topic.description_en, topic.is_open) == ("novice", "News of Litija", "Twice a month.", True)


def test_a_double_click_makes_one_topic(at_desk, litija):
    words = {"municipality": litija.pk, "position": 1, "name_sl": "Novice"}
    codes = [at_desk.post(f"{DESK}/topics/create/", words).status_code for _ in range(2)]
    assert (codes, Topic.objects.count()) == ([302, 422], 1)


def test_a_topic_is_closed_and_opened(at_desk, news):
    said_of = [page_of(at_desk.post(f"{DESK}/topics/novice/open/", {"is_open": wish}, follow=True)).text for wish in ("no", "yes")]
    assert "“News of the town” is closed. It takes nobody new and sends no more." in said_of[0]
    assert "“News of the town” is open." in said_of[1]
    assert Topic.objects.get().is_open


def test_who_closes_or_deletes_a_topic_is_told_which_issues_name_it(at_desk, news, now):
    make_issue(topics=[news], subject_en="Spring", standing="scheduled", send_at=now)
    make_issue(topics=[news], subject_en="Summer")
    page = page_of(at_desk.get(f"{DESK}/topics/novice/discard/"))
    assert "This no longer names it: Issues of newsletters: 2" in page.text
    assert {"Spring", "Summer"} <= set(page.links)
    said = page_of(at_desk.post(f"{DESK}/topics/novice/open/", {"is_open": "no"}, follow=True)).text
    assert "one that has no other stays here: “Spring”. Look at them once more." in said


def test_a_topic_that_somebody_has_says_so_and_stays(at_desk, news):
    make_subscriber(topics=[news], email=ANA)
    page = page_of(at_desk.get(f"{DESK}/topics/novice/discard/"))
    assert page.heading == "News of the town cannot be deleted yet"
    assert "Subscriptions: 1" in page.text
    assert ANA not in page.text
    assert "stays, because this leads to it" in page_of(at_desk.post(f"{DESK}/topics/novice/discard/", follow=True)).text
    assert Topic.objects.exists()


def test_a_topic_that_nobody_has_is_deleted(at_desk, news):
    page = page_of(at_desk.post(f"{DESK}/topics/novice/discard/", follow=True))
    assert "The topic “News of the town” is deleted." in page.text
    assert not Topic.objects.exists()


def test_somebody_is_found_by_the_whole_address_and_ended_on_request(at_desk, news):
    elsewhere = make_topic(name_en="Read elsewhere")
    ana = make_subscriber(email=ANA, topics=[news, elsewhere])
    page = page_of(at_desk.post(f"{DESK}/subscribers/", {"email": "Ana@setev.example"}, follow=True))
    assert (page.heading, "Read elsewhere" in page.text) == (ANA, False)
    page = page_of(at_desk.post(f"{DESK}/subscribers/{ana.public_id}/end/", follow=True))
    assert "1 subscription is ended." in page.text
    assert {row.topic.name_en: row.standing for row in ana.subscriptions.all()} == {"News of the town": "ended", "Read elsewhere": "active"}


@pytest.mark.parametrize("email", ["nobody@setev.example", "bor@setev.example", "ana@"])
def test_who_is_not_theirs_is_not_found(at_desk, news, email):
    make_subscriber(email=ANA, topics=[news])
    bor = make_subscriber(email="bor@setev.example")
    assert at_desk.post(f"{DESK}/subscribers/", {"email": email}).status_code == 422
    assert at_desk.get(f"{DESK}/subscribers/{bor.public_id}/").status_code == 404


def test_a_wish_for_silence_is_written_down_and_taken_back(at_desk, news):
    ana = make_subscriber(email=ANA, topics=[news])
    page = page_of(at_desk.post(f"{DESK}/silence/", {"email": ANA, "wish": "never", "evidence": "By telephone."}, follow=True))
    assert "Written down: no news is sent to this address any more." in page.text
    assert (ana.subscriptions.get().standing, Suppression.objects.get().evidence) == ("ended", "By telephone.")
    pages = [page_of(at_desk.post(f"{DESK}/silence/", {"email": ANA, "wish": "again", "evidence": "on the telephone"}, follow=True)).text for _ in range(2)]
    assert "The address can be written to again. Topics are chosen anew in the public form." in pages[0]
    assert "Nothing was written down about this address." in pages[1]
    assert set(AuditEntry.objects.values_list("verb", flat=True)) >= {"address.suppressed", "address.lifted"}


def test_silence_can_be_asked_for_by_whoever_is_not_known(at_desk):
    at_desk.post(f"{DESK}/silence/", {"email": "stranger@setev.example", "wish": "never"})
    assert (Suppression.objects.count(), Subscriber.objects.count()) == (1, 0)


def test_nobody_is_written_to_again_on_hearsay_nor_after_a_complaint_by_a_coordinator(at_desk, now):
    suppress_address(email=ANA, reason=Reason.COMPLAINT, evidence="reported", now=now)
    without = at_desk.post(f"{DESK}/silence/", {"email": ANA, "wish": "again"})
    assert (without.status_code, "nobody is written to again on hearsay" in page_of(without).text) == (422, True)
    with_it = at_desk.post(f"{DESK}/silence/", {"email": ANA, "wish": "again", "evidence": "by letter"}, follow=True)
    assert "Only an administrator can have it written to again." in page_of(with_it).text
    assert Suppression.objects.of(ANA).count() == 1
