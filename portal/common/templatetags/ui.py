"""Every component of the house, as template tags with declared arguments: a misspelt one is a TemplateSyntaxError.

This library is a builtin (no `{% load %}`); the tags themselves are written in the modules it gathers. /patterns/ shows them all.
"""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.common.addresses import in_language
from portal.common.clock import now
from portal.common.parts import drawn, part
from portal.common.templatetags import blocks, cards, dates, fields, letters, machines, marks, prose, tracks

register = template.Library()
for module in (marks, dates, prose, cards, tracks, blocks, fields, letters, machines):
    register.tags.update(module.register.tags)
    register.filters.update(module.register.filters)


@register.simple_tag(takes_context=True)
def languages(context: Context) -> SafeString:
    """This same page in the other languages of the installation."""
    request, here = context.get("request"), get_language() or ""
    path = request.get_full_path() if request else "/"
    others = tuple((code, name, in_language(path, code)) for code, name in settings.LANGUAGES if code != here)
    if request and request.resolver_match and not path.startswith(f"/{here}/"):
        others = ()  # a page that speaks its reader's language, as a link in a letter leads to: it has no other address
    return drawn("components/languages.html", {"here": here, "name": str(dict(settings.LANGUAGES).get(here, here)), "others": others})


MENU = "\x00"  # where the languages stand in what is drawn once: their addresses are the page's own


@register.simple_tag(takes_context=True)
def masthead(context: Context) -> SafeString:
    """The head of a public page; on a municipality's page with its name and logo."""
    request, municipality = context.get("request"), context.get("municipality")
    match = request.resolver_match if request else None
    logo = municipality.logo if municipality else None
    top, _menu, end = part(
        "components/masthead.html",
        place=str(municipality.name) if municipality else "",
        place_url=municipality.get_absolute_url() if municipality else "",
        logo=logo.url if logo else "",
        room=match.namespace if match else "",
        is_search=bool(match and match.url_name == "search"),
        menu=SafeString(MENU),
    ).partition(MENU)
    return SafeString(top + languages(context) + end)


register.simple_tag(part, name="part")  # `{% part "a/template.html" name=… %}`: what it shows of plain values, drawn once


@register.simple_tag
def footer() -> SafeString:
    """The end of a public page."""
    return part("components/footer.html")


@register.inclusion_tag("components/story_bar.html")
def story_bar() -> dict[str, Any]:
    """In a demo the day on which its story stands, and the way to its clock; elsewhere nothing."""
    return {"moment": timezone.localdate(now()) if settings.DEMO else None}


@register.simple_tag
def operator() -> str:
    """Who runs this installation."""
    return str(settings.OPERATOR_NAME)


@register.simple_tag
def operator_email() -> str:
    return str(settings.OPERATOR_EMAIL)
