"""What search engines ask for. These addresses have no language."""

from typing import Any

from django.core.paginator import EmptyPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.home import documents

XML = "application/xml; charset=utf-8"


@require_safe
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(documents.robots(), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Where the parts of the map are."""
    return xml(request, "sitemap_index.xml", {"sitemaps": documents.index()})


@require_safe
@cache_control(public=True, max_age=3600)
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
