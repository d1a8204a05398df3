"""What people write reaches a page only as harmless HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.common.markdown import as_plain_text, render_markdown


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        '<img src=x onerror="alert(1)">',
        "![x](https://evil.example/pixel.png)",
        '<a href="x" style="position:fixed">x</a>',
        "<svg><script>alert(1)</script></svg>",
    ],
)
def test_what_could_harm_is_only_words(text):
    html = render_markdown(text)
    assert not any(part in html for part in ("<script", "<img", "<svg", 'href="java', 'href="data', "href='java", '<a href="x"'))


def test_headings_begin_below_those_of_the_page():
    assert render_markdown("# One\n## Two\n##### Five") == "<h3>One</h3>\n<h4>Two</h4>\n<h6>Five</h6>\n"


def test_lists_links_and_strong_words_stay():
    assert render_markdown("- **one**\n- [two](https://setev.example)") == (
        '<ul>\n<li><strong>one</strong></li>\n<li><a href="https://setev.example" rel="noopener nofollow ugc">two</a></li>\n</ul>\n'
    )


@given(st.text(max_size=200))
def test_nothing_that_is_written_breaks_it(text):
    html = render_markdown(text)
    assert "<script" not in html
    assert " on" not in {piece[:3] for piece in html.split("<")}


def test_a_text_that_begins_with_a_smaller_heading_still_begins_below_the_pages():
    assert render_markdown("## One\n### Two\n## Three") == "<h3>One</h3>\n<h4>Two</h4>\n<h3>Three</h3>\n"
    assert render_markdown("### One\n# Two\n## Three") == "<h3>One</h3>\n<h3>Two</h3>\n<h4>Three</h4>\n"


def test_the_same_words_stand_in_a_letter_without_html():
    text = "# Naslov\n\nPrvi **krepek** odstavek\nv dveh vrsticah.\n\n- ena\n- dve\n  - globlje\n\n3. tri\n4. štiri\n\n> citat\n\n[Program](https://a.si/p) in <https://b.si>\n\n---\n\nkonec"
    assert as_plain_text(text) == (
        "Naslov\n\nPrvi krepek odstavek\nv dveh vrsticah.\n\n- ena\n- dve\n  - globlje\n\n3. tri\n4. štiri\n\ncitat\n\n"
        "Program (https://a.si/p) in https://b.si\n\n* * *\n\nkonec\n"
    )


def test_what_is_not_markdown_stays_as_it_was_typed():
    assert as_plain_text("2 * 3 < 7 & <b>ne</b>") == "2 * 3 < 7 & <b>ne</b>\n"


@given(st.text(max_size=400))
def test_every_text_has_a_plain_twin(text):
    assert as_plain_text(text).endswith("\n")


def test_in_a_letter_headings_follow_the_letters_own():
    assert render_markdown("## Žetev\n\n### Kaj sledi", first=2).split() == ["<h2>Žetev</h2>", "<h3>Kaj", "sledi</h3>"]
