"""Text that people wrote: Markdown, and fields that exist in several languages."""

from typing import Any

from django import template
from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from modeltranslation.settings import AVAILABLE_LANGUAGES
from modeltranslation.utils import build_localized_fieldname, resolution_order

from portal.common.markdown import render_markdown

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
    shown = mark_safe(render_markdown(text)) if markdown else text  # noqa: S308 - cleaned by nh3
    if not text or language == get_language():
        return format_html("{}", shown)
    return format_html('<{0} lang="{1}">{2}</{0}>', "div" if markdown else "span", language, shown)


@register.simple_tag
def markdown(text: str) -> SafeString:
    return mark_safe(render_markdown(text or ""))  # noqa: S308 - cleaned by nh3
