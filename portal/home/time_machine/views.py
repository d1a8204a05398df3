"""The clock that a visitor of the demo may turn. Its address does not exist in production."""

from datetime import datetime
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.common.clock import now as clock
from portal.home.time_machine import presenters, travel


class ForwardForm(forms.Form):
    days = forms.TypedChoiceField(choices=[(1, _("one day")), (7, _("one week")), (28, _("four weeks"))], coerce=int)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def time_machine(request: HttpRequest) -> HttpResponse:
    since = clock()
    form = ForwardForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            travel.forward(form.cleaned_data["days"], real=timezone.now())
        except travel.TooFar:
            form.add_error(None, _("The clock cannot be turned any further. Begin anew with make demo-reset."))
        else:
            return HttpResponseRedirect(f"{reverse('machine:time_machine')}?{urlencode({'since': since.isoformat(timespec='seconds')})}")
    facts = presenters.story_so_far(moment_of(request.GET.get("since", "")), since)
    return render(request, "home/time_machine/time_machine.html", {"form": form, **facts}, status=422 if form.errors else 200)


def moment_of(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None
