"""OpenID Connect as we speak it: what a provider says is checked, and whatever goes wrong there is a kind page here."""

import secrets
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal.common.middleware import is_unreadable

Claims = dict[str, Any]
ALGORITHMS = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
LONGEST = 190  # characters of an account's number at a provider; a standard allows 255, no provider uses more than 64
ODD = (ValueError, KeyError, TypeError, AttributeError)  # what reading somebody else's JSON may end in


class OwnAccountAdapter(OpenIDConnectOAuth2Adapter):
    expected_nonce = ""  # set by the view from what was kept when the person left

    @cached_property
    def openid_config(self) -> Claims:
        """What the provider says about itself. A document that leads elsewhere than to secure addresses is not believed."""
        provider = self.get_provider()
        with _session() as session:
            answer = session.get(provider.server_url)
        answer.raise_for_status()
        found = _object(answer)
        lowest = {"http", "https"} if urlsplit(provider.server_url).scheme == "http" else {"https"}
        for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not isinstance(found.get(name), str) or urlsplit(found[name]).scheme not in lowest:
                raise OAuth2Error(f"The provider names no {name}")
        return found

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """At the address that the operator set, never at the one in the request."""
        return settings.SITE_URL + reverse("openid_connect_callback", kwargs={"provider_id": self.provider_id})

    def get_access_token_data(self, request: HttpRequest, app: Any, client: OAuth2Client, pkce_code_verifier: str | None = None) -> Claims:
        try:
            return super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)
        except ODD as error:
            raise OAuth2Error("The provider's answer cannot be read") from error

    def parse_token(self, data: Claims) -> SocialToken:
        """Nothing is asked of the provider later on, so its token is not kept."""
        if not isinstance(data, dict) or not isinstance(data.get("access_token"), str):
            raise OAuth2Error("The provider gave no token")
        return SocialToken(token=data["access_token"])

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        try:
            claims = self.claims_of(kwargs["response"]["id_token"], token.token)
            return self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        except ODD as error:
            raise OAuth2Error("The provider's answer cannot be read") from error

    def claims_of(self, id_token: str, access_token: str) -> Claims:
        """Signed by the provider, for us, now, and in answer to this very attempt."""
        provider = self.get_provider()
        try:
            algorithm = jwt.get_unverified_header(id_token).get("alg")
        except jwt.PyJWTError as error:
            raise OAuth2Error("The provider's token cannot be read") from error
        if algorithm not in ALGORITHMS:
            raise OAuth2Error("The provider's token is not signed as it should be")
        claims = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=provider.app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        if not self.expected_nonce or not secrets.compare_digest(str(claims.get("nonce", "")).encode(), self.expected_nonce.encode()):
            raise OAuth2Error("The provider's token answers another attempt")
        number = claims.get("sub")
        if not isinstance(number, str) or not 0 < len(number) <= LONGEST or is_unreadable(number):
            raise OAuth2Error("The provider's token names nobody")
        if not claims.get("email") and self.openid_config.get("userinfo_endpoint"):
            more = self._fetch_user_info(access_token)
            if more.get("sub") != number:
                raise OAuth2Error("The provider tells of somebody else")
            claims = {**more, **claims}
        return claims


class OwnAccountProvider(OpenIDConnectProvider):
    oauth2_adapter_class = OwnAccountAdapter

    def redirect(self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **_asked: Any) -> HttpResponse:
        """To the provider, with a number that its answer has to bear. What the address of the page asks for beside is not passed on."""
        nonce = secrets.token_urlsafe(32)
        try:
            return super().redirect(request, AuthProcess.LOGIN, next_url=next_url, auth_params={"nonce": nonce}, scope=self.get_scope(), nonce=nonce)
        except (OAuth2Error, requests.RequestException) as error:
            return render_authentication_error(request, self, exception=error)

    def extract_extra_data(self, data: Claims) -> Claims:
        """We keep the account's number there, and nothing else that the provider tells."""
        return {}

    def extract_email_addresses(self, data: Claims) -> list[EmailAddress]:
        """“email_verified” has to be true; some providers write it as a word, and the word “false” is not true."""
        claims = data["id_token"]
        if not isinstance(claims.get("email"), str) or is_unreadable(claims["email"]):
            return []
        return [EmailAddress(email=claims["email"], verified=_is_true(claims.get("email_verified")), primary=True)]

    def extract_common_fields(self, data: Claims) -> Claims:
        email = data["id_token"].get("email")
        return {"email": email} if isinstance(email, str) and not is_unreadable(email) else {}


class OwnAccountCallback(OAuth2CallbackView):
    """The way back. The attempt that began here is over with it, however it ends."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except (OAuth2Error, requests.RequestException) as error:
            return render_authentication_error(request, self.adapter.get_provider(), exception=error)

    def _get_state(self, request: HttpRequest, provider: OwnAccountProvider) -> tuple[Any, HttpResponse | None]:
        state, answer = super()._get_state(request, provider)
        if state:
            self.adapter.expected_nonce = state.get("nonce") or ""
        return state, answer


def _is_true(word: Any) -> bool:
    return word is True or word == "true"


def _session() -> requests.Session:
    from allauth.socialaccount.adapter import get_adapter  # noqa: PLC0415  it is made of this module's provider

    return get_adapter().get_requests_session()


def _object(answer: requests.Response) -> Claims:
    found = answer.json()
    if not isinstance(found, dict):
        raise OAuth2Error("The provider's answer cannot be read")
    return found
