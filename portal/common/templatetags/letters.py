"""Parts of letters. Inline style stands in their templates, because mail programs drop what stands in the head."""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.common.markdown import render_markdown

register = template.Library()

OWN_COLOUR = "#17594a"


def colour(context: Context) -> str:
    return getattr(context.get("municipality"), "brand_colour", "") or OWN_COLOUR


@register.simple_tag(takes_context=True)
def letter_link(context: Context, text: str, href: str) -> SafeString:
    """A link within a sentence of a letter."""
    return format_html('<span class="ink"><a href="{}" style="color:{}">{}</a></span>', href, colour(context), text)


@register.simple_tag
def letter_prose(text: str) -> SafeString:
    """Markdown within a letter: its headings follow the letter's own."""
    return mark_safe(render_markdown(text, first=2))  # noqa: S308 - cleaned by nh3


@register.inclusion_tag("emails/_button.html", takes_context=True)
def letter_button(context: Context, text: str, href: str) -> dict[str, Any]:
    """The one thing to do; stands in the block `action`."""
    return {"text": text, "href": href, "colour": colour(context)}


@register.inclusion_tag("emails/_slip.html")
def letter_slip(event: Any, *, code: str = "", note: str = "") -> dict[str, Any]:
    """What, when and where; stands in the block `action`. Reads: title, starts_at, ends_at and, when there, place."""
    return {"event": event, "code": code, "note": note}


@register.simple_tag(takes_context=True)
def controller(context: Context) -> str:
    """Who answers for the data in a letter or a form: the municipality, or who runs the portal."""
    municipality = context.get("municipality")
    name = context.get("controller_name") or getattr(municipality, "legal_name", "") or getattr(municipality, "name", "") or settings.OPERATOR_NAME
    contact = context.get("controller_contact") or getattr(municipality, "contact_email", "") or settings.OPERATOR_EMAIL
    return _("%(name)s is responsible for your data and answers questions about them: %(contact)s.") % {"name": name, "contact": contact}
