"""One's own account: the second step and its codes, where one is signed in, the ways in by a provider."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import activate_totp
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2LoginView
from allauth.socialaccount.views import connections
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.common.clock import now as clock
from portal.common.throttle import allow, network_of
from portal.sign_in import actions, presenters
from portal.sign_in.providers import OwnAccountAdapter, OwnAccountCallback
from portal.sign_in.second_step import FIRST_SET_UP, WANTED, has_second_step
from portal.sign_in.sessions import sessions_of

ask = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Everything about one's own account, each a click away."""
    facts = {"has_second_step": has_second_step(request.user), "has_providers": bool(settings.OIDC_PROVIDERS)}
    return render(request, "account/account.html", facts)


@require_safe
@login_required
def second_step(request: HttpRequest) -> HttpResponse:
    """Set up for the first time, with the reason; later on looked after."""
    wanted = request.GET.get("next", "")
    if wanted.startswith("/") and get_adapter().is_safe_url(wanted):  # never a view's name
        request.session[WANTED] = wanted
    steps = presenters.steps_of(request.user)
    if steps.is_set_up and wanted:
        return redirect(onward(request))
    facts = {"steps": steps, "is_asked": request.actor.lacks_second_step}
    return render(request, "mfa/index.html" if steps.is_set_up else "mfa/first_time.html", facts)


@ask
@login_required
def app(request: HttpRequest) -> HttpResponse:
    """The page of allauth; a form that is sent twice finds the app set up."""
    if has_second_step(request.user, kind=Authenticator.Type.TOTP):
        return redirect("mfa_index")
    try:
        return activate_totp(request)
    except IntegrityError:
        return redirect("mfa_index")


def onward(request: HttpRequest) -> str:
    """Where somebody was going when they were asked for the second step."""
    wanted = request.session.pop(WANTED, "")
    return wanted if wanted and get_adapter().is_safe_url(wanted) else reverse("mfa_index")


def recovery_codes_of(request: HttpRequest) -> Authenticator:
    """Those that have not been put away yet; afterwards nobody sees them again."""
    raise_if_reauthentication_required(request, app="allauth.mfa")
    found = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    if found is None or found.wrap().did_view:
        raise Http404
    return found


@ask
@login_required
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Shown until somebody says that they are kept, so that a page loaded twice loses none."""
    found = recovery_codes_of(request)
    if request.method == "POST":
        actions.put_recovery_codes_away(codes=found)
        request.session.pop(FIRST_SET_UP, None)  # from now on there is something to protect
        return redirect(onward(request))
    return render(request, "mfa/recovery_codes/index.html", {"codes": found.wrap().get_unused_codes()})


@require_safe
@login_required
def recovery_codes_file(request: HttpRequest) -> HttpResponse:
    codes = recovery_codes_of(request).wrap().get_unused_codes()
    words = presenters.codes_as_text(codes, email=request.user.email)
    return HttpResponse(words, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="setev.txt"'})


# --- Where one is signed in ---


@require_safe
@login_required
def session_list(request: HttpRequest) -> HttpResponse:
    places = presenters.places(sessions_of(request.user), here=request.session.session_key)
    return render(request, "usersessions/session_list.html", {"places": places})


@require_POST
@login_required
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(sessions_of(request.user), pk=pk)
    if row.session_key == request.session.session_key:
        return redirect("account_logout")
    actions.end_sessions(user=request.user, rows=[row], now=clock())
    messages.success(request, _("That device is signed out."))
    return redirect("sign_in:session_list")


@require_POST
@login_required
def session_end_others(request: HttpRequest) -> HttpResponse:
    rows = list(sessions_of(request.user).exclude(session_key=request.session.session_key))
    actions.end_sessions(user=request.user, rows=rows, now=clock())
    messages.success(request, _("Everywhere else you are signed out."))
    return redirect("sign_in:session_list")


# --- With an account of an organisation ---


def by_provider(request: HttpRequest, provider_id: str, view: Any) -> HttpResponse:
    try:
        return view.adapter_view(OwnAccountAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None


@ask
@login_required
def provider_accounts(request: HttpRequest) -> HttpResponse:
    """Those that sign somebody in beside their own; one is cut off here, and a new one comes by signing in with it."""
    try:
        return connections(request)
    except SocialApp.DoesNotExist:  # of a provider that is no longer there
        raise Http404 from None


@ask
def provider_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Each attempt asks the provider and waits for it; a few of them from one network are enough."""
    if request.method == "POST" and not allow("sign_in.provider", network_of(request), limit=20, per=timedelta(minutes=1), now=clock()):
        return render(request, "429.html", status=429)
    return by_provider(request, provider_id, OAuth2LoginView)


@require_safe
def provider_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return by_provider(request, provider_id, OwnAccountCallback)
