"""The head of a public page, for those who do not read it: search engines, and programs that show a link somebody shares."""

from html import unescape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.translation import get_language

from portal.common.addresses import in_language
from portal.common.drawing import HEIGHT, WIDTH
from portal.common.machines import TELLING, Told, data_block, in_any_language, whole
from portal.common.social import portal_card

register = template.Library()

PLACES = {"sl": "sl_SI", "en": "en_GB", "de": "de_AT", "sv": "sv_SE"}


@register.inclusion_tag("components/machines.html", takes_context=True)
def machines(context: Context, *, shelf: str = "") -> dict[str, Any]:
    """Canonical address, the other languages, and what a shared link shows.

    What was searched and narrowed is the list itself to a search engine; `shelf` ("when=past") names a list of its own at the same address.
    """
    request, here = context["request"], get_language() or settings.LANGUAGE_CODE
    query = kept_query(context, shelf)
    told = context.get("told") or Told()
    card = told.card or portal_card("setev")
    context.render_context[TELLING] = True
    return {
        "canonical": whole(request.path) + query,
        "others": [(code, whole(request.path if code == here else in_language(request.path, code)) + query) for code, _name in settings.LANGUAGES],
        "everybody": whole(in_any_language(request.path)) + query,
        "title": block_words(context, "title"),
        "description": block_words(context, "description"),
        "place": PLACES.get(here, here),
        "other_places": [PLACES.get(code, code) for code, _name in settings.LANGUAGES if code != here],
        "card": card,
        "picture": whole(card.address) if card else "",
        "wide": WIDTH,
        "high": HEIGHT,
        "facts": data_block(told.facts) if told.facts else "",
    }


def kept_query(context: Context, shelf: str) -> str:
    """What of the query belongs to the address: the page of a list, unless the list is narrowed."""
    asked = {f"{name}={value}" for name, value in context["request"].GET.items() if value and name != "page"}
    page = context.get("page_obj")
    number = urlencode({"page": page.number}) if page is not None and page.number > 1 and asked <= {shelf} else ""
    kept = "&".join(part for part in (shelf, number) if part)
    return f"?{kept}" if kept else ""


def block_words(context: Context, name: str) -> str:
    """What the page says in that block, once more: there is one source for its title."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return " ".join(unescape(block.render(context)).split()) if block else ""
