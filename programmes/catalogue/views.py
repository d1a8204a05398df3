from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.agenda.presenters import offer
from portal.common.clock import now
from portal.common.warm.pages import for_everybody
from programmes.catalogue.documents import told_of
from programmes.catalogue.forms import ProgrammeFilter
from programmes.catalogue.models import Programme
from programmes.catalogue.presenters import EVENTS_SHOWN, about_method, events_of, method_of, points_of, present, standing_words, table_groups

PER_PAGE = 12


@require_safe
@for_everybody(narrowed_by=("municipality", "method", "state", "page"))
def programme_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate(now())
    narrowed = ProgrammeFilter(request.GET, Programme.objects.public(), today=today)
    page = Paginator(narrowed.qs.for_cards().in_season_order(today), PER_PAGE).get_page(request.GET.get("page"))
    programmes = [present(programme, today) for programme in page]
    return render(request, "programmes/catalogue/programme_list.html", {"filter": narrowed, "form": narrowed.form, "page_obj": page, "programmes": programmes})


@require_safe
@for_everybody()
def programme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    moment = now()
    today = timezone.localdate(moment)
    programme = present(get_object_or_404(Programme.objects.visible_to(request.actor).for_programme_page().sparing(), slug=slug), today, whole=True)
    coming, held = events_of(programme, moment)
    context = {
        "programme": programme,
        "about_method": about_method(method_of(programme)),
        "municipality": programme.municipality,
        "today": today,
        "standing": standing_words(programme, programme.stops, today),
        "events": coming[:EVENTS_SHOWN],
        "has_more_events": len(coming) > EVENTS_SHOWN,
        "held": held[:EVENTS_SHOWN],
        "has_more_held": len(held) > EVENTS_SHOWN,
        "points": points_of(programme, today),
        "targets": programme.targets.all(),
        "groups": table_groups(programme),
        "told": told_of(programme),
        "feeds": offer("programmes", programme.slug) if programme.is_public else None,
    }
    return render(request, "programmes/catalogue/programme_detail.html", context)
