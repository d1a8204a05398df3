"""The second step of signing in: of whom it is asked, and whether they have it."""

import base64
import hashlib
import secrets

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest

from portal.common.actor import Actor
from stakeholders.people.models import User

STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes only stand in for one of these
FIRST_SET_UP = "sets_up_second_step"  # in the session of somebody who had none when they signed in, until the recovery codes are kept
WANTED = "second_step_leads_to"  # in the session: where somebody was going when they were asked to set it up


def is_asked_of(user: User, actor: Actor) -> bool:
    """Of those who administer, and of everybody with a mandate in force."""
    return settings.MFA_REQUIRED and (user.is_staff or user.is_superuser or actor.is_coordinator)


def has_second_step(user: User, *, kind: str = "") -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type__in=[kind] if kind else STEPS).exists()


def is_lacking(request: HttpRequest, user: User, actor: Actor) -> bool:
    """Whether somebody has to set up a second step before they may do anything here."""
    return is_asked_of(user, actor) and not came_by_provider(request, user) and not has_second_step(user)


def came_by_provider(request: HttpRequest, user: User) -> bool:
    """Signed in by a provider of which the operator says that it asks for a second step itself."""
    if not (settings.OIDC_COUNTS_AS_SECOND_STEP and settings.OIDC_PROVIDERS):
        return False
    return any(record.get("method") == "socialaccount" for record in get_authentication_records(request, user))


class SecondStepStage(AuthenticateStage):
    """Asked after password, code or provider; not after a passkey alone, which is two steps in one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return super()._should_handle(request) and not came_by_provider(request, self.login.user)


# --- Secrets are sealed, so that a copy of the database alone opens nothing ---


def _seal() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"setev.second-step:{key}".encode()).digest())) for key in keys])


def sealed(text: str) -> str:
    return _seal().encrypt(text.encode()).decode()


def opened(text: str) -> str:
    """What was sealed. With a lost SECRET_KEY it is something that no code fits, and an administrator resets the second step."""
    try:
        return _seal().decrypt(text.encode()).decode()
    except InvalidToken:
        return base64.b32encode(secrets.token_bytes(20)).decode()
