"""How signing in works here: by invitation only, links from our own address, back only to our own pages."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from portal.common.throttle import address_of
from portal.sign_in.emails import account_letter
from stakeholders.people.models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Address and password do not go together. Try once more, or let us send you a code."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Residents need no account, and coordinators are invited."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """As everywhere else here. allauth's own reading fails when a request came past one of the proxies."""
        return address_of(request)

    def is_safe_url(self, url: str | None) -> bool:
        request = allauth_context.request
        return url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Of the address that the operator set, never of the one in the request."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def render_mail(self, template_prefix: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None) -> EmailMessage:
        # A first sign-in is not a registration here: accounts are made by invitation.
        return account_letter(template_prefix.removesuffix("_signup"), to=email, sender=self.get_from_email(), context=context)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the account's own language, where the letter is to an account."""
        spoken = User.objects.filter(email=email.lower()).values_list("language", flat=True).first()
        language = spoken if spoken in dict(settings.LANGUAGES) else translation.get_language()
        with translation.override(language):
            self.render_mail(template_prefix, email, {"email": email, **context}).send()
