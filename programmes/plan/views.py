from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.common.access import desk_for
from portal.common.actor import Right
from portal.common.clock import now
from programmes.plan.presenters import plan_facts


@require_safe
@desk_for(Right.LOOK)
def reminder_plan(request: HttpRequest) -> HttpResponse:
    """What will be sent to whom and when, and what became of what was due."""
    return render(request, "programmes/plan/reminder_plan.html", plan_facts(request.actor, now()))
