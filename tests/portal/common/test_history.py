"""Two states of a text, told as what was taken out and what was put in."""

import time

import pytest

from portal.common.bulk import query_of
from portal.common.history import Difference, language_of


def parts(before, after, language="sl"):
    return [(part.kind, part.text.strip()) for part in Difference("Title", language, before, after).parts]


def test_a_changed_word_is_found_in_its_sentence():
    assert parts("Vsi za isto mizo.", "Vsi za eno mizo.") == [("same", "Vsi za"), ("gone", "isto"), ("new", "eno"), ("same", "mizo.")]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("", "Novo", [("new", "Novo")]),
        ("Staro", "", [("gone", "Staro")]),
        ("a b", "a b c", [("same", "a"), ("gone", "b"), ("new", "b c")]),
        ("c", "c", [("same", "c")]),
    ],
)
def test_the_ends_of_a_text(before, after, found):
    assert parts(before, after) == found


def test_dates_and_choices_are_told_whole():
    assert parts("3 May 2027", "4 May 2027", language="") == [("gone", "3 May 2027"), ("new", "4 May 2027")]


def test_a_text_made_to_be_slow_is_shown_whole_and_at_once():
    begun = time.process_time()
    found = parts("a b " * 5000, "a c " * 5000)
    assert [kind for kind, _text in found] == ["gone", "new"]
    assert time.process_time() - begun < 1


def test_only_a_language_is_taken_for_one():
    assert [language_of(name) for name in ("title_sl", "starts_at", "online_url", "place")] == ["sl", "", "", ""]


@pytest.mark.parametrize("address", ["//[", "?", "/x?q=a#b", ""])
def test_an_address_that_is_none_narrows_nothing_or_what_it_says(address):
    assert query_of(address).dict() == ({"q": "a"} if "q=a" in address else {})
