from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.common.access import desk_for
from portal.common.actor import Right
from portal.common.clock import now
from programmes.catalogue.actions import start_programme
from programmes.start.forms import LayOutForm, StartForm


@require_http_methods(["GET", "HEAD", "POST"])
@desk_for(Right.LEAD)
def desk_programme_start(request: HttpRequest) -> HttpResponse:
    """First step. Nothing is stored: what was chosen goes on in the address of the second."""
    wished = request.GET.get("method", "")  # by the button of a method's page
    form = StartForm(request.POST if request.method == "POST" else None, actor=request.actor, today=timezone.localdate(now()), method=wished)
    if form.is_valid():
        chosen = {name: form.data[name] for name in form.fields}
        return HttpResponseRedirect(f"{reverse('programmes:desk_programme_lay_out')}?{urlencode(chosen)}")
    return render(request, "programmes/start/desk_programme_start.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_for(Right.LEAD)
def desk_programme_lay_out(request: HttpRequest) -> HttpResponse:
    """Second step: the method laid out from the first day, to be moved before anything is stored."""
    begun = StartForm(request.GET, actor=request.actor)
    if not begun.is_valid():
        return redirect("programmes:desk_programme_start")
    form = LayOutForm(request.POST if request.method == "POST" else None, layout=begun.layout)
    along = request.POST.get("along", "")
    if along in map(str, range(len(begun.layout.phases))):
        return move_along(request, begun, form, int(along))
    if form.is_valid():
        programme = start_programme(**begun.chosen, **form.moved, actor=request.actor, now=now())
        messages.success(request, _("The programme is laid out as a draft. Nobody sees it until you publish it."))
        return redirect("programmes:desk_programme_detail", programme.slug)
    return sheet(request, begun, form)


def move_along(request: HttpRequest, begun: StartForm, typed: LayOutForm, place: int) -> HttpResponse:
    """The sheet again, with what follows a phase moved along; nothing is stored."""
    shift = typed.shift_of(place)
    form = LayOutForm(typed.with_following(place), layout=begun.layout)
    return sheet(request, begun, form, moved={"place": place, "is_moved": shift is not None and bool(shift.inside or shift.after)})


def sheet(request: HttpRequest, begun: StartForm, form: LayOutForm, **context: Any) -> HttpResponse:
    facts = {"form": form, "begun": begun, "chosen": begun.chosen, "rows": form.rows(), **context}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "programmes/start/desk_programme_lay_out.html", facts, status=status)
