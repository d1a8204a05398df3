from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.common.access import desk_for, desk_required
from portal.common.actor import Right
from portal.common.bulk import BulkAct, asking, bulk_page, by_number, numbers, query_of
from portal.common.clock import now
from portal.common.trail import SHOWN
from programmes.catalogue import actions, rules
from programmes.catalogue.models import Programme
from programmes.catalogue.presenters import months_to_show, plan_rows, present
from programmes.catalogue.rules import can_manage, can_write
from programmes.overview.forms import DeskFilters
from programmes.overview.presenters import entries_of, told

PER_PAGE = 20

# What the list does to several programmes at once. The rules are asked for each.
BULK_ACTS = {
    act.name: act
    for act in (
        BulkAct(
            name="close",
            label=_("Close programmes"),
            icon="check",
            question=by_number(ngettext_lazy("Close %(number)s programme?", "Close %(number)s programmes?", "number")),
            effect=_("Their pages stay for everybody to read; nobody is reminded of anything any more."),
            refusal=asking(lambda _actor, row, at: rules.ensure_closable(row, phases=list(row.phases.all()), today=timezone.localdate(at))),
            do=lambda actor, row, at: actions.close_programme(programme=row, actor=actor, now=at),
            done=by_number(ngettext_lazy("%(number)s programme is closed.", "%(number)s programmes are closed.", "number")),
            takes_back="reopen",
        ),
        BulkAct(
            name="reopen",
            label=_("Open again"),
            icon="reply",
            question=by_number(ngettext_lazy("Open %(number)s programme again?", "Open %(number)s programmes again?", "number")),
            effect=_("Their phases can be moved and ticked again, and reminders leave again."),
            refusal=asking(lambda _actor, row, _at: rules.ensure_can_reopen(row)),
            do=lambda actor, row, at: actions.reopen_programme(programme=row, actor=actor, now=at),
            done=by_number(ngettext_lazy("%(number)s programme is open again.", "%(number)s programmes are open again.", "number")),
            takes_back="close",
        ),
    )
}


@require_safe
@desk_for(Right.LOOK)
def desk_programme_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate(now())
    rows = Programme.objects.on_desk_of(request.actor).with_phases().in_season_order(today)
    filters = DeskFilters(request.GET, queryset=rows, actor=request.actor, today=today)
    page = Paginator(filters.qs, PER_PAGE).get_page(request.GET.get("page"))
    programmes = [present(programme, today) for programme in page]
    for programme in programmes:
        programme.may_lead = can_manage(request.actor, programme)
    context = {
        "filters": filters,
        "form": filters.form,
        "page_obj": page,
        "programmes": programmes,
        "rows": plan_rows(programmes),
        "today": today,
        "first_month": months_to_show(today),
        "acts": BULK_ACTS.values(),
    }
    return render(request, "programmes/overview/desk_programme_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_for(Right.LEAD)
def desk_programme_bulk(request: HttpRequest) -> HttpResponse:
    """One thing done to several programmes: first what it would do, then done."""
    at = now()
    today = timezone.localdate(at)
    mine = Programme.objects.manageable_by(request.actor).with_phases().in_season_order(today)

    def rows(ids: list[str] | None) -> QuerySet[Programme]:
        if ids is None:
            return DeskFilters(query_of(request.GET.get("back", "")), queryset=mine, actor=request.actor, today=today).qs
        return mine.filter(pk__in=numbers(ids))

    return bulk_page(request, acts=BULK_ACTS, rows=rows, back=reverse("programmes:desk_programme_list"), now=at)


@require_safe
@desk_required
def desk_programme_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Who did what to the programme and its parts, and which words became others."""
    programme = get_object_or_404(Programme.objects.on_desk_of(request.actor), slug=slug)
    page = Paginator(entries_of(programme), SHOWN).get_page(request.GET.get("page"))
    facts = {"programme": programme, "page_obj": page, "entries": told(programme, list(page)), "may_write": can_write(request.actor, programme)}
    return render(request, "programmes/overview/desk_programme_history.html", facts)
