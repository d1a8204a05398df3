"""How signing in works here: by invitation only, links from our own address, back only to our own pages."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Residents need no account, and coordinators are invited."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        request = allauth_context.request
        return url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Of the address that the operator set, never of the one in the request."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the account's own language, where the letter is to an account."""
        user = context.get("user")
        spoken = getattr(user, "language", None)
        language = spoken if spoken in dict(settings.LANGUAGES) else translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, {**context, "site_url": settings.SITE_URL, "language": language})
