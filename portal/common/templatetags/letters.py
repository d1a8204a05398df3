"""Parts of letters. Inline style stands in their templates, because mail programs drop what stands in the head."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.common.brand import EARTH, HEX, LEAST_CONTRAST, WHITE, contrast
from portal.common.markdown import render_markdown

register = template.Library()

OWN_COLOUR, OWN_SPARK = "#17594a", "#ffce47"
BLACK = "#000000"  # read on every colour on which white is not
TINT = "#f4eee0"  # the darkest of the light grounds on which a link may stand


@dataclass(frozen=True)
class Colours:
    """Of a municipality, for its letters. `on_brand`: words on a button; `link`: words on paper."""

    brand: str
    spark: str
    on_brand: str
    link: str


@register.simple_tag(takes_context=True)
def letter_colours(context: Context) -> Colours:
    """A colour that cannot be read, from before it was asked about, still makes a letter that can."""
    municipality = context.get("municipality")
    brand = _known(getattr(municipality, "brand_colour", ""), OWN_COLOUR)
    on_brand = WHITE if contrast(brand, WHITE) >= LEAST_CONTRAST else BLACK
    link = brand if contrast(brand, TINT) >= LEAST_CONTRAST else EARTH
    return Colours(brand, _known(getattr(municipality, "spark_colour", ""), OWN_SPARK), on_brand, link)


def _known(colour: str, otherwise: str) -> str:
    return colour if HEX.fullmatch(colour or "") else otherwise


@register.simple_tag(takes_context=True)
def letter_link(context: Context, text: str, href: str) -> SafeString:
    """A link within a sentence of a letter."""
    return format_html('<span class="ink"><a href="{}" style="color:{}">{}</a></span>', href, letter_colours(context).link, text)


@register.simple_tag
def letter_prose(text: str) -> SafeString:
    """Markdown within a letter: its headings follow the letter's own."""
    return mark_safe(render_markdown(text, first=2))  # noqa: S308 - cleaned by nh3


@register.inclusion_tag("emails/_button.html", takes_context=True)
def letter_button(context: Context, text: str, href: str) -> dict[str, Any]:
    """The one thing to do; stands in the block `action`."""
    return {"text": text, "href": href, "colours": letter_colours(context)}


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
