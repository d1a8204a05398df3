from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.common.clock import now
from portal.common.warm.pages import for_everybody
from programmes.catalogue.choices import methods
from programmes.catalogue.models import Programme
from programmes.catalogue.presenters import present
from programmes.methods.presenters import page_of

EXAMPLES_SHOWN = 3


@require_safe
@for_everybody()
def method_list(request: HttpRequest) -> HttpResponse:
    return render(request, "programmes/methods/method_list.html", {"pages": [page_of(method) for method in methods]})


@require_safe
@for_everybody()
def method_detail(request: HttpRequest, key: str) -> HttpResponse:
    """How a method goes, for whoever thinks of using it, and where it is at work."""
    method = methods.get(key)
    if method is None:
        raise Http404
    today = timezone.localdate(now())
    at_work = list(Programme.objects.public().filter(method=key).with_phases().in_season_order(today)[: EXAMPLES_SHOWN + 1])
    context = {
        "page": page_of(method),
        "programmes": [present(programme, today) for programme in at_work[:EXAMPLES_SHOWN]],
        "has_more_programmes": len(at_work) > EXAMPLES_SHOWN,
    }
    return render(request, "programmes/methods/method_detail.html", context)
