from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from locations.municipalities.choices import municipality_sections
from locations.municipalities.models import Municipality
from portal.common.clock import now


@require_safe
def municipality_list(request: HttpRequest) -> HttpResponse:
    return render(request, "locations/municipalities/municipality_list.html", {"municipalities": Municipality.objects.for_list_page()})


@require_safe
def municipality_detail(request: HttpRequest, slug: str) -> HttpResponse:
    municipality = get_object_or_404(Municipality.objects.for_detail_page(), slug=slug)
    moment = now()
    sections = [section for make in municipality_sections if (section := make(municipality, moment))]
    return render(request, "locations/municipalities/municipality_detail.html", {"municipality": municipality, "sections": sections})


@require_safe
def brand_stylesheet(request: HttpRequest, slug: str) -> HttpResponse:
    municipality = get_object_or_404(Municipality.objects.taking_part(), slug=slug)
    return HttpResponse("", content_type="text/css; charset=utf-8")
