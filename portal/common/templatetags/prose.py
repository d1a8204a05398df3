"""Text that people wrote: Markdown, and fields that exist in several languages."""

from typing import Any

from django import template
from django.conf import settings
from django.db.models import Model
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from modeltranslation.settings import AVAILABLE_LANGUAGES
from modeltranslation.utils import build_localized_fieldname, resolution_order

from portal.common.markdown import FIRST_LEVEL, render_markdown
from portal.common.search.excerpt import pieces
from portal.common.search.query import Query

register = template.Library()


def spoken(row: Any, field: str) -> tuple[str, str]:
    """The text of a translated field and the language it is in; an untranslated one is taken to be in the page's language."""
    here = get_language() or ""
    if not (isinstance(row, Model) and hasattr(row, build_localized_fieldname(field, AVAILABLE_LANGUAGES[0]))):
        return str(getattr(row, field) or ""), here
    for language in resolution_order(here):
        text = getattr(row, build_localized_fieldname(field, language), "")
        if text:
            return str(text), language
    return "", here


@register.simple_tag
def words(row: Any, field: str, *, markdown: bool = False) -> SafeString:
    """A field in the page's language, or in the one it was written in, and then marked as such for voices and spell checkers."""
    text, language = spoken(row, field)
    tongue = SafeString("") if not text or language == get_language() else format_html(' lang="{}"', language)
    if markdown:
        return prose(text, tongue)
    return format_html("<span{}>{}</span>", tongue, text) if tongue else format_html("{}", text)


@register.simple_tag
def marked(text: str, query: Query | None = None, *, language: str = "") -> SafeString:
    """A text in which the words that were asked for are marked; `language` when it is not the page's."""
    said = format_html_join("", "{}", ((format_html("<mark>{}</mark>", piece) if is_hit else piece,) for piece, is_hit in pieces(text, query)))
    return format_html('<span lang="{}">{}</span>', language, said) if language and language != get_language() else said


@register.simple_tag
def language_name(code: str) -> str:
    """A language by its own name."""
    return str(settings.LANGUAGE_NAMES.get(code, code))


@register.simple_tag
def markdown(text: str, *, first: int = FIRST_LEVEL) -> SafeString:
    """`first`: the level of the text's own first heading, where the text is all that stands below the page's heading."""
    return prose(text or "", first=first)


def prose(text: str, tongue: SafeString = SafeString(""), *, first: int = FIRST_LEVEL) -> SafeString:  # noqa: B008 - immutable
    return format_html('<div class="prose"{}>{}</div>', tongue, mark_safe(render_markdown(text, first=first)))  # noqa: S308 - cleaned by nh3
