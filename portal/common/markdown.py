"""Markdown that coordinators write, made into HTML that is safe on any page. Headings begin below the page's own."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "a",
    "code",
    "pre",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
FIRST_LEVEL, LAST_LEVEL = 3, 6

reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def lower(tokens: list[Token]) -> list[Token]:
    """The first heading is an h3, with however many signs it is written; those below it follow, and skip nothing that the writer did not skip."""
    highest = LAST_LEVEL
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            level = int(token.tag[1])
            highest = min(highest, level)
            token.tag = f"h{min(level - highest + FIRST_LEVEL, LAST_LEVEL)}"
    return tokens


@lru_cache(maxsize=128)  # a text is read far more often than it is written, and a table can be costly
def render_markdown(text: str) -> str:
    html = reader.renderer.render(lower(reader.parse(text)), reader.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener nofollow ugc",
    )
