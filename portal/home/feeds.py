"""What search engines and programs that show a shared link ask for. These addresses have no language."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import EmptyPage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.common.clock import now
from portal.common.social import kept_picture, new_picture, social_cards
from portal.common.throttle import allow
from portal.common.warm.pages import for_everybody
from portal.home import documents

MINUTE = timedelta(minutes=1)
DRAWN_A_MINUTE = 120  # each picture is drawn once; this is for a crawler that asks for all of them
FOR_EVER = "public, max-age=31536000, immutable"
XML = "application/xml; charset=utf-8"


@require_safe
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(documents.robots(), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
@for_everybody()
def sitemap(request: HttpRequest) -> HttpResponse:
    """Where the parts of the map are."""
    return xml(request, "sitemap_index.xml", {"sitemaps": documents.index()})


@require_safe
@cache_control(public=True, max_age=3600)
@for_everybody()
def sitemap_part(request: HttpRequest, part: str, number: int) -> HttpResponse:
    """Some of the pages, each with its address in every language."""
    found = documents.maps().get(part)
    try:
        pages = found.get_urls(number) if found else []
    except EmptyPage:
        pages = []
    if not pages:
        raise Http404
    return xml(request, "sitemap.xml", {"urlset": pages})


def xml(request: HttpRequest, template: str, facts: dict[str, Any]) -> HttpResponse:
    """The map is to be followed, not to be found itself."""
    response = render(request, template, facts, content_type=XML)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def social_picture(request: HttpRequest, kind: str, slug: str, language: str, file: str) -> HttpResponse:
    """The picture of a page that somebody shares. Its address names what it says, so that an old one leads to the present one."""
    find = social_cards.get(kind)
    if find is None or language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        card = find(slug)
        if card is None:
            raise Http404
        if file != card.file:
            return HttpResponseRedirect(card.address, headers={"Cache-Control": "public, max-age=300"})
    content = kept_picture(card)
    if content is None:
        if not allow("social.draw", "everybody", limit=DRAWN_A_MINUTE, per=MINUTE, now=now()):
            return HttpResponse(status=503, headers={"Retry-After": "60"})
        content = new_picture(card)
    headers = {"Cache-Control": FOR_EVER, "Cross-Origin-Resource-Policy": "cross-origin"}  # it is made for other sites
    return HttpResponse(content, content_type=card.mimetype, headers=headers)
