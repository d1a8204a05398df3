"""The administration's own door, what it may see of sign-ins, and the way back for somebody who has lost the second step."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.common.clock import now as clock
from portal.sign_in import actions
from stakeholders.people.models import User

admin.site.unregister([Authenticator, SocialAccount, SocialApp, SocialToken, UserSession])


@secure_admin_login
def to_the_administration(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Strangers sign in at our page, with its limits and its second step. Django's own form, which knows neither, is never shown nor read."""
    wanted = request.GET.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    inside = reverse("admin:index")
    return HttpResponseRedirect(wanted if is_ours and admin.site.has_permission(request) and not wanted.startswith(reverse("admin:login")) else inside)


class OnlySeen(admin.ModelAdmin):
    """Written by signing in, and by nobody's hand."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


@admin.register(Authenticator)
class AuthenticatorAdmin(OnlySeen):
    """That somebody has a second step, and since when; never its secret."""

    fields = ("user", "type", "created_at", "last_used_at")
    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")


@admin.register(UserSession)
class SessionAdmin(OnlySeen):
    fields = ("user", "ip", "user_agent", "created_at")
    list_display = ("user", "ip", "created_at")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name", "ip")


@admin.register(SocialAccount)
class ProviderAccountAdmin(OnlySeen):
    fields = ("user", "provider", "uid", "date_joined", "last_login")
    list_display = ("user", "provider", "last_login")
    list_filter = ("provider",)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name", "uid")


@admin.action(description=_("Take the second step off"), permissions=["change"])
def reset_second_step(_accounts: admin.ModelAdmin, request: HttpRequest, rows: QuerySet[User]) -> HttpResponse | None:
    """For somebody who has lost phone, passkeys and codes. Asks first."""
    if "confirmed" not in request.POST:
        return render(request, "admin/reset_second_step.html", {**admin.site.each_context(request), "title": _("Take the second step off?"), "accounts": rows})
    number = sum(actions.reset_second_step(user=user, actor=request.actor, now=clock()) for user in rows)
    words = ngettext("The second step of %(number)s account is taken off.", "The second step of %(number)s accounts is taken off.", number)
    messages.success(request, words % {"number": number})
    return None
