"""Every component of the house, as template tags with declared arguments: a misspelt one is a TemplateSyntaxError.

This library is a builtin (no `{% load %}`); the tags themselves are written in the modules it gathers. /patterns/ shows them all.
"""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils import timezone
from django.utils.translation import get_language

from portal.common.clock import now
from portal.common.machines import in_language
from portal.common.templatetags import blocks, cards, dates, fields, letters, machines, marks, prose, tracks

register = template.Library()
for part in (marks, dates, prose, cards, tracks, blocks, fields, letters, machines):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)


@register.inclusion_tag("components/languages.html", takes_context=True)
def languages(context: Context) -> dict[str, Any]:
    """This same page in the other languages of the installation."""
    request, here = context.get("request"), get_language()
    path = request.get_full_path() if request else "/"
    names = dict(settings.LANGUAGES)
    return {
        "here": {"code": here, "name": names.get(here or "", here)},
        "others": [{"code": code, "name": name, "url": in_language(path, code)} for code, name in settings.LANGUAGES if code != here],
    }


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
