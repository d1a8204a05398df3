"""What we hold about you: asked for by letter, seen, taken along, erased. No account is needed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.common.access import personal
from portal.common.clock import now as clock
from portal.common.errors import Refused
from portal.common.links import is_valid
from portal.common.throttle import allow, mailbox_of, network_of
from stakeholders.people import actions, rules
from stakeholders.people.emails import PURPOSE, link_of
from stakeholders.people.forms import MyDataForm
from stakeholders.people.models import DataRequest
from stakeholders.people.presenters import as_file, has_account, shelves_of

DAY = timedelta(days=1)
View = Callable[..., HttpResponse]
ask = require_http_methods(["GET", "HEAD", "POST"])


@ask
@personal
def ask_my_data(request: HttpRequest) -> HttpResponse:
    form = MyDataForm(request.POST if request.method == "POST" else None)
    if not (request.method == "POST" and form.is_valid()):
        return render(request, "stakeholders/people/ask_my_data.html", {"form": form}, status=422 if form.errors else 200)
    email, moment = form.cleaned_data["email"], clock()
    if not allow("my_data.network", network_of(request), limit=10, per=DAY, now=moment):
        return render(request, "stakeholders/people/ask_my_data_too_often.html", status=429)
    if not form.cleaned_data["website"] and may_be_written_to(email, network_of(request), moment):
        actions.request_my_data(email=email, language=get_language(), now=moment)
    return redirect("people:ask_my_data_done")


def may_be_written_to(email: str, network: str, now: datetime) -> bool:
    """Nobody's mailbox is filled; and from one network nobody uses up what another would need."""
    from_here = allow("my_data.mailbox", f"{mailbox_of(email)} {network}", limit=3, per=DAY, now=now)
    return from_here and allow("my_data.letters", mailbox_of(email), limit=10, per=DAY, now=now)


@require_safe
def ask_my_data_done(request: HttpRequest) -> HttpResponse:
    return render(request, "stakeholders/people/ask_my_data_done.html", {"days": rules.LINK_HOLDS.days})


def behind_the_link(view: View) -> View:
    """The request to which the link belongs; wrong, run out and erased ones get the same page."""

    @wraps(view)
    def door(request: HttpRequest, public_id: UUID, token: str) -> HttpResponse:
        row = DataRequest.objects.filter(public_id=public_id).first()
        if row is None or not is_valid(token, PURPOSE, public_id) or not rules.is_open(row, now=clock()):
            return render(request, "stakeholders/people/my_data_gone.html", status=404)
        return view(request, row)

    return personal(door)


@require_safe
@behind_the_link
def my_data(request: HttpRequest, row: DataRequest) -> HttpResponse:
    facts = {"data_request": row, "shelves": shelves_of(row.email), "has_account": has_account(row.email), "link": link_of(row)}
    return render(request, "stakeholders/people/my_data.html", facts)


@require_safe
@behind_the_link
def my_data_file(_request: HttpRequest, row: DataRequest) -> HttpResponse:
    content = as_file(row.email, shelves_of(row.email), now=clock())
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@ask
@behind_the_link
def my_data_erase(request: HttpRequest, row: DataRequest) -> HttpResponse:
    if request.method == "POST":
        try:
            actions.erase_my_data(request=row, now=clock())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("people:ask_my_data")
        messages.success(request, _("Everything is erased. We no longer know this address."))
        return redirect("people:ask_my_data")
    facts = {"data_request": row, "shelves": shelves_of(row.email), "has_account": has_account(row.email), "link": link_of(row)}
    return render(request, "stakeholders/people/my_data_erase.html", facts)
