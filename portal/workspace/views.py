from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.common.access import desk_required
from portal.common.clock import now as clock
from portal.common.drafts.keep import keep, let_go
from portal.workspace import presenters


@require_safe
@desk_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/home.html", presenters.desk(request.actor, clock()))


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
