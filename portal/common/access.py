"""The gate before the coordinators' pages, and the cover over those that belong to one person."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from portal.common.actor import Right

View = Callable[..., HttpResponse]
PERSONAL_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex"}


def way_back(request: HttpRequest) -> str:
    """Where to go after a detour. The browser comes back with GET: only a page can be come back to."""
    return request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("workspace:home")


def to_second_step(request: HttpRequest) -> HttpResponse:
    """To the page where the second step of signing in is set up, and from there on to where somebody wanted to go."""
    return redirect(f"{reverse('mfa_index')}?{urlencode({'next': way_back(request)})}")


def desk_required(view: View) -> View:
    """Only for those who hold a mandate. Strangers are asked to sign in, everybody else gets a kind word.

    What they may do to a single row is asked of the row's own rules; a row that is not theirs is the same 404 as a missing one.
    """

    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.is_signed_in:
            return redirect_to_login(way_back(request), reverse("account_login"))
        if request.actor.lacks_second_step:
            return to_second_step(request)
        if not request.actor.is_coordinator:
            return render(request, "account/no_mandate.html", status=403)
        return view(request, *args, **kwargs)

    return gate


def desk_for(*rights: Right) -> Callable[[View], View]:
    """Only for those who have one of the rights for some municipality; colleagues who have not are told which mandate it takes."""

    def guard(view: View) -> View:
        @wraps(view)
        def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(request.actor.may_somewhere(right) for right in rights):
                return render(request, "account/not_your_mandate.html", status=403)
            return view(request, *args, **kwargs)

        return desk_required(gate)

    return guard


def administrator_required(view: View) -> View:
    """Only for those who look after the whole portal. For everybody else there is no such page."""

    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.is_admin:
            raise Http404
        return view(request, *args, **kwargs)

    return desk_required(gate)


def personal(view: View) -> View:
    """For pages behind a link in a letter: kept by nobody, found by nobody, and their address is told to no other site.

    `same-origin` and not `no-referrer`: with the latter browsers send `Origin: null`, and the page's own form is refused.
    """

    @wraps(view)
    def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, value in PERSONAL_HEADERS.items():
            response.headers[name] = value
        return response

    return closed
