"""What holds for every letter, looked at through its sample, in each language and in the colours of several municipalities."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from locations.municipalities.models import Municipality
from portal.common.outbox.catalogue import app_of, every_letter
from portal.common.outbox.compose import compose
from portal.common.outbox.kinds import Content
from portal.common.outbox.samples import MOMENT, sample_letter
from tests.letter_reading import LetterReading

LETTERS = {one.name: one for one in every_letter()}
LANGUAGES = [code for code, _name in settings.LANGUAGES]
COLOURS = ["#17594a", "#1c4f8c", "#8a1538", "#e30613", "#767676", "#ffce47", "#9be15d", "#000000"]
LEFT_OVER = re.compile(r"\{\{|\{%|%\(|%s|\bNone\b|\ue000|&amp;amp;|&lt;|<built-in")
WORD = re.compile(r"[^\W_]+(?:[.,:/@’'-][^\W_]+)*")
TEMPLATES = Path(settings.BASE_DIR) / "templates"
LARGEST = 90_000  # of what is larger, Gmail shows only the beginning

pytestmark = pytest.mark.once
every_letter_by_name = pytest.mark.parametrize("name", LETTERS)


@cache
def sample(name: str, language: str, colour: str = "#17594a") -> Content:
    municipality = Municipality(name="Litija", legal_name="Občina Litija", slug="litija", contact_email="obcina@litija.example", brand_colour=colour)
    with translation.override(language):
        return LETTERS[name].sample(municipality)


def words_of(text: str) -> Counter[str]:
    return Counter(word.casefold() for word in WORD.findall(text))


@every_letter_by_name
def test_it_is_said_who_gets_it_why_and_from_which_app(name):
    one = LETTERS[name]
    assert ([bool(str(words)) for words in (one.label, one.recipient, one.trigger)], app_of(one) != "") == ([True] * 3, True)
    assert (str(one.recipient)[-1], str(one.trigger)[-1]) == (".", ".")


@every_letter_by_name
@pytest.mark.parametrize("language", LANGUAGES)
def test_its_sample_has_every_word_and_no_gap(name, language):
    content = sample(name, language)
    for text in (content.subject, content.text, content.html):
        assert text.strip()
        assert LEFT_OVER.findall(text) == []


@every_letter_by_name
@pytest.mark.parametrize("language", LANGUAGES)
def test_its_text_says_all_that_its_html_says_and_the_other_way_round(name, language):
    content = sample(name, language)
    letter = LetterReading(content.html)
    addresses = [href for _words, href in letter.links]
    assert [href for href in addresses if href not in content.text] == []
    text = content.text
    for href in sorted(addresses, key=len, reverse=True):
        text = text.replace(href, " ")
    html = letter.words
    for href in sorted(addresses, key=len, reverse=True):
        html = html.replace(href, " ")
    assert words_of(html) - words_of(text) == Counter()
    assert set(words_of(text)) - set(words_of(html)) == set()


@every_letter_by_name
@pytest.mark.parametrize("language", LANGUAGES)
def test_voices_know_its_language_its_one_heading_and_where_links_lead(name, language):
    content = sample(name, language)
    letter = LetterReading(content.html)
    marked = [letter.root, letter.root.find("body/div")]
    assert [(element.get("lang"), element.get("dir")) for element in marked] == [(language, "ltr")] * 2
    assert (letter.root.find("head/title").text, len(letter.headings()), all(letter.headings())) == (content.subject, 1, True)
    assert [href for words, href in letter.links if not words or not href.startswith(("https://", "http://", "mailto:"))] == []
    assert [table.attrib for table in letter.root.iter("table") if table.get("role") != "presentation" and table.find(".//th") is None] == []


@every_letter_by_name
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_its_words_can_be_read_in_any_municipality_s_colours(name, scheme):
    for colour in COLOURS:
        pieces = LetterReading(sample(name, "en", colour).html).pieces(scheme)
        assert [(colour, piece.words, piece.colour, piece.ground) for piece in pieces if piece.contrast < 4.5] == []


@every_letter_by_name
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_small_comes_alone_and_passes_every_server(name, language):
    content = sample(name, language)
    assert len(content.html.encode()) < LARGEST
    assert re.findall(r"<img|<link|<script|@import|@font-face|url\(|\ssrc=|\sbackground=", content.html) == []
    message = compose(sample_letter(), content, at=MOMENT)
    assert max(len(line) for line in message.split(b"\r\n")) <= 998
    assert message.isascii()


@every_letter_by_name
def test_its_sample_asks_no_database(name):
    """Without the mark for it, pytest refuses every query; this says so by name."""
    assert sample.__wrapped__(name, "sl", COLOURS[1]).subject


def test_every_template_of_a_letter_has_its_text_and_its_subject():
    letters = [
        path for folder in ("email", "emails") for path in TEMPLATES.rglob(f"{folder}/*.html") if path.parent.parent != TEMPLATES and path.stem[0] != "_"
    ]
    assert letters
    assert [str(path) for path in letters for end in (".txt", "_subject.txt") if not path.with_name(path.stem + end).exists()] == []
