from email import message_from_bytes
from email.policy import default

import pytest

from portal.common.outbox.compose import compose
from portal.common.outbox.models import Letter
from stakeholders.newsletters import actions, emails
from stakeholders.newsletters.choices import Block, Entry, blocks
from tests.factories.stakeholders import make_issue, make_subscriber, make_topic

pytestmark = pytest.mark.django_db


def read(message):
    return message_from_bytes(message, policy=default)


def by_recipient(letters, now):
    found = list(Letter.objects.order_by("recipient"))
    ready = emails.many(found, now)
    return {letter.recipient: read(ready[letter.pk]) for letter in found if isinstance(ready[letter.pk], bytes)}


HOSTILE = ["Žiga <b>&amp;</b>", "a\r\nBcc: vsi@example.si", "{{ 7*7 }}", ".", "=C5=A1 =", "\ue000topics\ue001", "x" * 120, ""]


def test_the_fast_way_and_the_slow_way_say_the_same(issue, topic, sent, now):
    """Whatever people are called: every part, every header, every link."""
    for number, name in enumerate(HOSTILE):
        make_subscriber(topics=[topic], email=f"h{number}@example.si", name=name, language="en" if number % 2 else "sl")
    emails.write_to(sent, list(emails.Subscriber.objects.order_by("pk")), now=now)
    letters = list(Letter.objects.order_by("pk"))
    fast = emails.many(letters, now)
    assert len(letters) == 3 + len(HOSTILE)
    for letter in letters:
        with emails.translation.override(letter.language):
            slow = read(compose(letter, emails._render(letter), at=now))
        quick = read(fast[letter.pk])
        assert [part.get_content() for part in quick.iter_parts()] == [part.get_content() for part in slow.iter_parts()]
        assert {k: v for k, v in quick.items() if k != "Content-Type"} == {k: v for k, v in slow.items() if k != "Content-Type"}


def test_a_letter_says_how_to_leave_in_the_way_mail_programs_know(sent, now, settings):
    settings.SITE_URL = "https://setev.example"
    emails.frame_of.cache_clear()
    message = by_recipient(None, now)["narocnica0@example.si"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = str(message["List-Unsubscribe"])
    assert link.startswith("<https://setev.example/unsubscribe/")
    assert link[1:-1] in message.get_body(("plain",)).get_content()
    assert link[1:-1] in message.get_body(("html",)).get_content()
    assert (message["List-Id"], message["Precedence"], message["Reply-To"]) == ("Litija <litija.newsletters.setev.example>", "bulk", "obcina@litija.example")


def test_each_link_is_its_readers_own(sent, now):
    links = {message["List-Unsubscribe"] for message in by_recipient(None, now).values()}
    assert len(links) == 3


def test_it_says_why_somebody_gets_it_by_their_own_topics(topic, litija, lead, now):
    other = make_topic(municipality=litija, name_sl="Prireditve", name_en="Events")
    issue = make_issue(topics=[topic, other])
    make_subscriber(topics=[topic], email="one@example.si", language="en", name="")
    make_subscriber(topics=[topic, other], email="both@example.si", language="en")
    emails_sent(issue, lead, now)
    texts = {to: message.get_body(("plain",)).get_content() for to, message in by_recipient(None, now).items()}
    assert "You get this letter because you subscribed to: News." in texts["one@example.si"]
    assert "You get this letter because you subscribed to: News, Events." in texts["both@example.si"]
    assert "Hello,\n" in texts["one@example.si"].replace("\r\n", "\n")


def emails_sent(issue, lead, now):
    actions.schedule_issue(issue=issue, send_at=None, actor=lead, now=now)
    actions.advance_newsletters(now)


def test_a_block_fills_itself_in_the_language_of_the_letter(monkeypatch, topic, lead, now):
    def fill(*, municipality, now):
        language = emails.translation.get_language()
        return [Entry(title=f"Delavnica ({language}, {municipality.slug})", url="/sl/events/x/", when="1. junij", words="Center")]

    monkeypatch.setitem(blocks._items, "tests.block", Block(name="tests.block", heading="Kmalu", hint="", fill=fill))
    issue = make_issue(topics=[topic], blocks=["tests.block", "gone.block"])
    edition = emails.make_edition(issue, "sl", now=now)
    assert edition.sections == [
        {
            "heading": "Kmalu",
            "entries": [{"title": "Delavnica (sl, litija)", "url": "http://127.0.0.1:8000/sl/events/x/", "when": "1. junij", "words": "Center"}],
        }
    ]
    for words in ("Kmalu", "Delavnica (sl, litija)", "1. junij", "Center", "http://127.0.0.1:8000/sl/events/x/"):
        assert words in edition.text
        assert words in edition.html


def test_a_block_that_finds_nothing_is_left_out(topic, now):
    edition = emails.make_edition(make_issue(topics=[topic], blocks=["events.coming", "programmes.news"]), "sl", now=now)
    assert edition.sections == []


def test_nobody_writes_a_gap_or_a_template_into_an_issue(topic, now):
    issue = make_issue(topics=[topic], text_sl="Odprite \ue000preferences_url\ue001 {{ issue.pk }} {% now 'Y' %} %(name)s <script>alert(1)</script>")
    edition = emails.make_edition(issue, "sl", now=now)
    assert "Odprite preferences_url {{ issue.pk }} {% now 'Y' %} %(name)s <script>alert(1)</script>" in edition.text
    assert "<script" not in edition.html


def test_a_claim_is_answered_in_few_questions(topic, lead, now, django_assert_max_num_queries):
    for number in range(30):
        make_subscriber(topics=[topic], email=f"r{number}@example.si")
    emails_sent(make_issue(topics=[topic]), lead, now)
    letters = list(Letter.objects.all())
    emails.many(letters[:1], now)
    with django_assert_max_num_queries(5):
        emails.many(letters, now)


@pytest.mark.parametrize("name", ["Kočevje", "Občina Šmarje pri Jelšah ob Sotli in okoliških vaseh, kjer živimo"])
def test_a_list_is_known_by_an_identifier_that_machines_read(issue, litija, subscribers, lead, now, name):
    litija.name = name
    litija.save()
    actions.schedule_issue(issue=issue, send_at=None, actor=lead, now=now)
    actions.advance_newsletters(now)
    letter = Letter.objects.first()
    raw = " ".join(emails.many([letter], now)[letter.pk].decode().partition("List-Id:")[2].partition("\r\nList-")[0].split())
    assert raw.endswith(" <litija.newsletters.127.0.0.1>")
    assert str(read(emails.many([letter], now)[letter.pk])["List-Id"]) == f"{name} <litija.newsletters.127.0.0.1>"


def test_who_answers_is_told_from_the_next_letter_on(sent, litija, now):
    before = by_recipient(None, now)["narocnica0@example.si"]["Reply-To"]
    litija.contact_email = "prav@litija.example"
    litija.save()
    assert (before, by_recipient(None, now)["narocnica0@example.si"]["Reply-To"]) == ("obcina@litija.example", "prav@litija.example")


@pytest.mark.parametrize(
    "typed", ["&#xE000;nosuch&#xE001;", "https://evil.example/?u=&#xE000;preferences_url&#xE001;", "[x](https://evil.example/&#xE000;topics&#xE001;)"]
)
def test_no_entity_spells_a_gap(topic, lead, subscribers, now, typed):
    issue = make_issue(topics=[topic], text_sl=f"Pridite. {typed}")
    actions.schedule_issue(issue=issue, send_at=None, actor=lead, now=now)
    actions.advance_newsletters(now)
    for message in by_recipient(None, now).values():
        for kind in ("plain", "html"):
            text = message.get_body((kind,)).get_content()
            assert "preferences_url" in text or "preferences_url" not in typed
            assert text.count("/newsletters/preferences/") == 1
