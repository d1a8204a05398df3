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
    form = StartForm(request.POST if request.method == "POST" else None, actor=request.actor, today=timezone.localdate(now()))
    if form.is_valid():
        chosen = {name: form.data[name] for name in form.fields}
        return HttpResponseRedirect(f"{reverse('programmes:desk_programme_lay_out')}?{urlencode(chosen)}")
    return render(request, "programmes/start/desk_programme_start.html", {"section": "programmes", "form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_for(Right.LEAD)
def desk_programme_lay_out(request: HttpRequest) -> HttpResponse:
    """Second step: the method laid out from the first day, to be moved before anything is stored."""
    begun = StartForm(request.GET, actor=request.actor)
    if not begun.is_valid():
        return redirect("programmes:desk_programme_start")
    form = LayOutForm(request.POST if request.method == "POST" else None, layout=begun.layout)
    if form.is_valid():
        programme = start_programme(**begun.chosen, **form.moved, actor=request.actor, now=now())
        messages.success(request, _("The programme is laid out as a draft. Nobody sees it until you publish it."))
        return redirect("programmes:desk_programme_detail", programme.slug)
    context = {"section": "programmes", "form": form, "begun": begun, "chosen": begun.chosen, "rows": form.rows()}
    return render(request, "programmes/start/desk_programme_lay_out.html", context, status=422 if form.is_bound else 200)
