from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from locations.municipalities.actions import finish_set_up
from locations.municipalities.models import Municipality
from portal.common.access import desk_for, desk_required
from portal.common.actor import Right
from portal.common.clock import now as clock
from portal.common.drafts.keep import keep, let_go
from portal.common.outbox.again import send_again
from portal.common.outbox.models import Letter
from portal.workspace import due, presenters
from portal.workspace.set_up import for_set_up, steps

PER_PAGE = 50


@require_safe
@desk_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/home.html", presenters.desk(request.actor, clock()))


@require_safe
@desk_for(Right.LEAD)
def set_up_list(request: HttpRequest) -> HttpResponse:
    """The settings of each municipality that one leads; of the only one at once."""
    rows = Municipality.objects.manageable_by(request.actor).in_order()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    if page.paginator.count == 1:
        return redirect("workspace:set_up", page[0].slug)
    return render(request, "workspace/set_up_list.html", {"page_obj": page})


@require_safe
@desk_required
def set_up(request: HttpRequest, slug: str) -> HttpResponse:
    municipality = for_set_up(slug, Municipality.objects.manageable_by(request.actor))
    if municipality is None:
        raise Http404
    todo = steps(municipality)
    first = next((step for step in todo if not step.is_done), None)
    facts = {"municipality": municipality, "steps": todo, "first": first, "done": sum(step.is_done for step in todo)}
    return render(request, "workspace/set_up.html", facts)


@require_POST
@desk_required
def set_up_finish(request: HttpRequest, slug: str) -> HttpResponse:
    municipality = get_object_or_404(Municipality.objects.manageable_by(request.actor), slug=slug)
    finish_set_up(municipality=municipality, actor=request.actor, now=clock())
    messages.success(request, _("The set-up is finished. You find it again under “Settings”."))
    return redirect("workspace:home")


@require_safe
@desk_for(Right.LOOK)
def due_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate(clock())
    form = due.DueFilters(request.GET, actor=request.actor)
    page = due.due_page(request.actor, form, request.GET.get("page"), today)
    page.object_list = [
        (presenters.desk_url(row.programme), row, due.words(what) % {"programme": row.programme.title}, presenters.how_soon((day - today).days, day), day)
        for day, what, row in page.object_list
    ]
    return render(request, "workspace/due_list.html", {"form": form, "page_obj": page})


@require_safe
@desk_for(Right.LEAD)
def letter_list(request: HttpRequest) -> HttpResponse:
    """Letters that did not arrive, and what can be done."""
    return render(request, "workspace/letter_list.html", {"letters": presenters.letters_to_send(request.actor, clock())})


@require_POST
@desk_for(Right.LEAD)
def letter_again(request: HttpRequest) -> HttpResponse:
    """Send one of them again, or all that are ticked. What is not the visitor's is passed by."""
    now = clock()
    mine = {str(letter.pk) for letter, _line in presenters.letters_to_send(request.actor, now)}
    chosen = Letter.objects.filter(pk__in=mine.intersection(request.POST.getlist("letter")))
    number = send_again(chosen, actor=request.actor, now=now)
    if number:
        messages.success(request, ngettext("%(number)s letter is on its way again.", "%(number)s letters are on their way again.", number) % {"number": number})
    else:
        messages.info(request, _("No letter was ticked that could be sent again."))
    return redirect("workspace:letter_list")


@require_POST
@desk_required
def kept_form(request: HttpRequest) -> HttpResponse:
    """What is being typed in a long form, every few seconds. Nobody but the person herself gets to see it."""
    is_kept = keep(actor=request.actor, page=request.POST.get("page", ""), fields=dict(request.POST.lists()), now=clock())
    return HttpResponse(status=204 if is_kept else 413)


@require_POST
@desk_required
def kept_form_discard(request: HttpRequest) -> HttpResponse:
    let_go(actor=request.actor, page=request.POST.get("page", ""))
    messages.success(request, _("What was not saved is thrown away."))
    onward = request.POST.get("next", "")
    return redirect(onward if onward.startswith("/") and url_has_allowed_host_and_scheme(onward, allowed_hosts=None) else "workspace:home")
