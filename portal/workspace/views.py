from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.common.access import desk_required
from portal.common.clock import now as clock
from portal.workspace import presenters


@require_safe
@desk_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/home.html", presenters.desk(request.actor, clock()))
