"""How signing in works here: by invitation only, links from our own address, back only to our own pages."""

import time
from typing import Any
from urllib.parse import urlsplit

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from portal.common.throttle import address_of
from portal.sign_in.emails import account_letter
from portal.sign_in.providers import OwnAccountProvider
from portal.sign_in.second_step import FIRST_SET_UP, has_second_step, opened, sealed
from portal.sign_in.sessions import UNKNOWN, begin
from stakeholders.people.models import User

FRESH = 15 * 60  # seconds after signing in
STAGES = {"allauth.mfa.stages.AuthenticateStage": "portal.sign_in.second_step.SecondStepStage"}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Address and password do not go together. Try once more, or let us send you a code."),
        "too_many_login_attempts": _("There were too many wrong attempts. Wait a little, or let us send you a code."),
        "rate_limited": _("There were many attempts in a short time. Wait a minute and try again."),
        "incorrect_code": _("This code is not right, or it has run out. Take the newest one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Residents need no account, and coordinators are invited."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        begin(request.session)
        request.session[FIRST_SET_UP] = not has_second_step(user)

    def get_login_stages(self) -> list[str]:
        return [STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Not of somebody who has just signed in and sets up the second step for the first time: there is nothing to protect yet."""
        request = allauth_context.request
        if app == "allauth.mfa" and request.session.get(FIRST_SET_UP):
            records = get_authentication_records(request, request.user)
            if records and time.time() - records[-1]["at"] < FRESH:
                return False
        return super().is_reauthentication_required(app=app, **more)

    def get_client_ip(self, request: HttpRequest) -> str:
        """As everywhere else here. allauth's own reading fails when a request came past one of the proxies."""
        return address_of(request) or UNKNOWN

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


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This did not fit. Codes of the app change every half minute, and a code that was used does not work again."),
        "unverified_email": _("First enter the code that we sent to your new e-mail address, or keep the old address."),
    }

    def get_totp_issuer(self) -> str:
        """What the app shows above the code; two portals of one person are told apart."""
        return f"Setev ({urlsplit(settings.SITE_URL).hostname})"

    def build_totp_svg(self, url: str) -> str:
        """Drawn by a tag of ours, within the page."""
        return ""

    def encrypt(self, text: str) -> str:
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return opened(encrypted_text)

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 - the name is allauth's
        return str(_("My passkey"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the address that the operator set; to the one in the request only where that is another."""
        ours, asked = str(urlsplit(settings.SITE_URL).hostname), allauth_context.request.get_host().rpartition(":")[0] or allauth_context.request.get_host()
        return {"id": ours if asked == ours or asked.endswith(f".{ours}") else asked, "name": "Setev"}


class ProviderAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in with an organisation's own account: for those who have an account here already."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
        """Those of the environment, and no others."""
        return [
            SocialApp(
                provider=OwnAccountProvider.id,
                provider_id=one.id,
                name=one.name,
                client_id=one.client_id,
                secret=one.client_secret,
                settings={
                    "server_url": one.server_url,
                    "verified_email": list(one.verified_domains),
                    "email_authentication": True,
                    "oauth_pkce_enabled": True,
                },
            )
            for one in settings.OIDC_PROVIDERS
            if provider in {None, one.id, OwnAccountProvider.id} and client_id in {None, one.client_id}
        ]

    def list_providers(self, request: HttpRequest) -> list[OwnAccountProvider]:
        return [OwnAccountProvider(request, app=app) for app in self.list_apps(request)]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> OwnAccountProvider:
        return OwnAccountProvider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def get_requests_session(self) -> requests.Session:
        """A provider answers by itself: where it sends us on to, we do not go."""
        session = super().get_requests_session()
        session.max_redirects = 0
        session.trust_env = False
        return session

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Nobody gets an account this way. An address that the provider has not confirmed is nobody's."""
        if not sociallogin.is_existing:
            confirmed = [address for address in sociallogin.email_addresses if address.verified]
            words = {"provider": sociallogin.provider, "is_confirmed": bool(confirmed), "email": confirmed[0].email if confirmed else ""}
            raise ImmediateHttpResponse(render(request, "socialaccount/not_invited.html", words, status=403))
