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
    "h2",
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


def lower(tokens: list[Token], first: int) -> list[Token]:
    """The first heading is of the level `first`, with however many signs it is written; those below it follow, and skip nothing that the writer did not skip."""
    highest = LAST_LEVEL
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            level = int(token.tag[1])
            highest = min(highest, level)
            token.tag = f"h{min(level - highest + first, LAST_LEVEL)}"
    return tokens


def unmarked(text: str) -> str:
    """Without the characters by which our own code marks a place in a text (`portal/common/outbox/skeleton.py`): nobody means them, and an entity can spell them."""
    return text.replace("\ue000", "").replace("\ue001", "")


@lru_cache(maxsize=128)  # a text is read far more often than it is written, and a table can be costly
def render_markdown(text: str, *, first: int = FIRST_LEVEL) -> str:
    html = reader.renderer.render(lower(reader.parse(text), first), reader.options, {})
    return nh3.clean(
        unmarked(html),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener nofollow ugc",
    )


def as_plain_text(text: str) -> str:
    """The same words for a letter without HTML: links with their address, lists with their marks, paragraphs apart."""
    lines: list[str] = []
    lists: list[int | None] = []  # the next number of each list that is open; None for one without numbers
    mark = ""
    for token in reader.parse(text):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            lists.append(int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        elif token.type == "list_item_open":
            number = lists[-1]
            mark = "  " * (len(lists) - 1) + ("- " if number is None else f"{number}. ")
            lists[-1] = None if number is None else number + 1
        elif token.type == "inline":
            lines.append(mark + _spoken(token.children or []))
            mark = ""
        elif token.type in {"fence", "code_block"}:
            lines.append(token.content.rstrip())
        elif token.type == "hr":
            lines.append("* * *")
        if token.type in {"paragraph_close", "heading_close", "bullet_list_close", "ordered_list_close", "fence", "code_block", "hr", "tr_close"} and not (
            token.hidden or (lists and token.type.endswith("list_close"))
        ):
            lines.append("")
    return unmarked("\n".join(lines)).strip() + "\n"


def _spoken(children: list[Token]) -> str:
    said, address = "", ""
    for child in children:
        if child.type in {"text", "code_inline"}:
            said += child.content
        elif child.type in {"softbreak", "hardbreak"}:
            said += "\n"
        elif child.type == "link_open":
            address = str(child.attrs.get("href", ""))
        elif child.type == "link_close":
            plain = address.removeprefix("mailto:").removeprefix("tel:")
            said += "" if said.endswith(plain) else f" ({plain})"
    return said
