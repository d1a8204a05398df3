from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from locations.municipalities.choices import municipality_links, municipality_sections
from locations.municipalities.models import Municipality
from locations.municipalities.rules import colour_faults
from portal.common.brand import brand_css
from portal.common.clock import now


@require_safe
def municipality_list(request: HttpRequest) -> HttpResponse:
    return render(request, "locations/municipalities/municipality_list.html", {"municipalities": Municipality.objects.for_list_page()})


@require_safe
def municipality_detail(request: HttpRequest, slug: str) -> HttpResponse:
    municipality = get_object_or_404(Municipality.objects.for_detail_page(), slug=slug)
    moment = now()
    sections = [section for make in municipality_sections if (section := make(municipality, moment))]
    links = [link for find in municipality_links for link in find(municipality)]
    return render(request, "locations/municipalities/municipality_detail.html", {"municipality": municipality, "sections": sections, "links": links})


@require_safe
@cache_control(public=True, max_age=3600, stale_while_revalidate=86400)
def brand_stylesheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The municipality's colours; unreadable ones, should any ever get into the row, leave the portal's own."""
    municipality = get_object_or_404(Municipality, slug=slug)
    faults = colour_faults(municipality.brand_colour, municipality.spark_colour)
    css = "" if faults else brand_css(municipality.slug, municipality.brand_colour, municipality.spark_colour)
    etag = quote_etag(sha256(css.encode()).hexdigest()[:16])
    response = HttpResponse(css, content_type="text/css; charset=utf-8", headers={"ETag": etag})
    return get_conditional_response(request, etag=etag, response=response)
