from types import SimpleNamespace

import pytest

from stakeholders.newsletters import rules
from stakeholders.newsletters.models import Issue

MUNICIPALITY = SimpleNamespace(language="sl", official_languages=["sl"])
WORDS = {"subject_sl": "Novice", "text_sl": "Berite.", "subject_en": "", "text_en": ""}


@pytest.fixture
def look(monkeypatch):
    """`look(text_sl="…")`: what the check says of an issue with these words, as (words, language, grave)."""

    def find(*, audience=5, open_topics=1, sizes=None, empty_blocks=(), **words):
        issue = Issue(**{**WORDS, **words})
        monkeypatch.setattr(Issue, "municipality", MUNICIPALITY)
        found = rules.findings(issue, audience=audience, open_topics=open_topics, sizes=sizes or {}, empty_blocks=empty_blocks)
        return [(str(one.words), one.language, one.is_grave) for one in found]

    return find


def test_nothing_speaks_against_a_simple_issue(look):
    assert look() == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"subject_sl": "", "text_sl": ""}, "No language has both a subject and a text yet."),
        ({"open_topics": 0}, "Choose at least one topic that is open."),
        ({"audience": 0}, "Nobody has subscribed to these topics yet."),
        ({"text_sl": "[program](/sl/programmes/x/)"}, "The link “program” leads nowhere: write the whole address, with https://."),
        ({"sizes": {"sl": 120_000}}, "The letter is too large: some mail programs cut it off. Shorten it."),
    ],
)
def test_what_must_be_mended_comes_first(look, given, expected):
    words, _language, is_grave = look(**given)[0]
    assert (words, is_grave) == (expected, True)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"text_sl": "[kliknite tukaj](https://a.si)"}, ("The link “kliknite tukaj” does not say where it leads.", "sl")),
        ({"text_sl": "[](https://a.si)"}, ("The link “–” does not say where it leads.", "sl")),
        ({"subject_sl": "x" * 90}, ("The subject is long: phones cut it off.", "sl")),
        ({"subject_en": "News"}, ("The text is missing; without it nobody gets this language.", "en")),
        ({"text_en": "Read."}, ("The subject is missing; without it nobody gets this language.", "en")),
        ({"text_sl": "![slika](https://a.si/b.png)"}, ("Pictures are not sent: they would have to be fetched from somewhere, and that can be watched.", "sl")),
        ({"empty_blocks": ["What is on"]}, ("“What is on” finds nothing at present and will be left out.", "")),
    ],
)
def test_what_is_worth_a_look_does_not_stop_it(look, given, expected):
    assert look(**given) == [(*expected, False)]


def test_an_official_language_without_words_is_named(look):
    found = look(subject_sl="", text_sl="", subject_en="News", text_en="Read.")
    assert found == [("Not written: whoever wished this language gets another one.", "sl", False)]


@pytest.mark.parametrize(
    ("failed", "ended", "stops"), [(19, 19, False), (20, 100, True), (20, 300, False), (0, 0, False), (500, 5000, False), (501, 5000, True)]
)
def test_many_refusals_are_an_answer_to_us(failed, ended, stops):
    assert rules.is_refused_widely(failed=failed, ended=ended) is stops


@pytest.mark.parametrize(
    ("code", "reply", "unknown"),
    [
        (550, "5.1.1 no such user", True),
        (550, "5.1.10 null mx", True),
        (550, "5.7.1 policy", False),
        (552, "5.2.2 full", False),
        (550, "no", False),
        (None, "", False),
    ],
)
def test_only_an_address_that_does_not_exist_is_unknown(code, reply, unknown):
    assert rules.is_unknown_mailbox(code, reply) is unknown


def test_the_readers_language_or_the_first_of_the_issue():
    assert [rules.language_for(wished, ["sl", "en"]) for wished in ("en", "sv", "")] == ["en", "sl", "sl"]
