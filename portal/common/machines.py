"""What a page tells machines besides its words: a picture for those who share it, and facts in the words of schema.org."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.common.social import Card

Facts = dict[str, Any]

TELLING = "tells machines"  # in the memory of a page that is being made: it is a public one
CONTEXT = "https://schema.org"
# A script that is none: the browser neither runs it nor asks the security policy. Nothing in it may end it, or open a comment.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@dataclass(frozen=True)
class Told:
    """A view hands it to its template as `told`."""

    facts: Facts = field(default_factory=dict)
    card: Card | None = None  # otherwise the portal's own


def data_block(facts: Facts) -> SafeString:
    """JSON-LD, as a page carries it."""
    text = json.dumps({"@context": CONTEXT, **facts}, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))


def trail_facts(steps: list[tuple[str, str]], here: str) -> Facts:
    """The way to a page; its last step names the page itself."""
    items = [{"@type": "ListItem", "position": number, "name": name, "item": whole(address or here)} for number, (name, address) in enumerate(steps, start=1)]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def whole(path: str) -> str:
    """An address as it stands outside of this site."""
    return path if "://" in path else settings.SITE_URL + path


def in_any_language(path: str) -> str:
    """The address that leads to the visitor's language."""
    return path.removeprefix(f"/{get_language()}")


def without_empty(facts: Facts) -> Facts:
    return {name: value for name, value in facts.items() if value not in ("", None, [], {})}
