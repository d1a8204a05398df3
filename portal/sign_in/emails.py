"""allauth's letters, drawn like all others of the house; and ours about accounts, which take the same way."""

from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.common.outbox.catalogue import ReadyMade
from portal.common.outbox.kinds import Content
from portal.common.outbox.render import absolute, letter
from portal.common.outbox.samples import ADDRESS
from stakeholders.people.models import User


def account_letter(template: str, *, to: str, sender: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    """Ready to be handed to the mail backend, which is the outbox."""
    content = letter(template, context)
    message = EmailMultiAlternatives(content.subject, content.text, sender, [to])
    message.attach_alternative(content.html, "text/html")
    return message


def second_step_reset(user: User) -> None:
    """Told to whoever the account belongs to, so that nobody takes a step away unseen."""
    with translation.override(user.language if user.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        context = {"email": user.email, "sign_in_url": absolute(reverse("account_login"))}
        account_letter("mfa/email/second_step_reset", to=user.email, sender=settings.DEFAULT_FROM_EMAIL, context=context).send()


# --- All of them, for whoever looks after the portal ---

OWNER = _("Whoever the account belongs to.")
GIVEN = _("The address that was given.")


def _ready_made(template: str, label: Promise, trigger: Promise, *, recipient: Promise = OWNER) -> ReadyMade:
    app, _folder, name = template.split("/")

    def sample(_municipality: Any) -> Content:
        facts = {
            "email": ADDRESS,
            "from_email": ADDRESS,
            "to_email": "ana@example.si",
            "deleted_email": ADDRESS,
            "code": "K7RD-2MXP",
            "password_reset_url": absolute(reverse("account_reset_password_from_key", kwargs={"uidb36": "0", "key": "sample"})),
            "sign_in_url": absolute(reverse("account_login")),
            "provider": SimpleNamespace(name=settings.OIDC_ONE["name"] or "eID"),
        }
        return letter(template, facts)

    return ReadyMade(name=f"{app}.{name}", label=label, recipient=recipient, trigger=trigger, sample=sample)


READY_MADE = (
    _ready_made("account/email/login_code", _("Code to sign in"), _("Somebody asks for a code in order to sign in."), recipient=GIVEN),
    _ready_made("account/email/password_reset_key", _("Link to a new password"), _("Somebody has forgotten the password."), recipient=GIVEN),
    _ready_made("account/email/password_reset", _("Password renewed"), _("A new password was chosen by such a link.")),
    _ready_made("account/email/password_changed", _("Password changed"), _("The password was changed by somebody who is signed in.")),
    _ready_made("account/email/password_set", _("First password"), _("An account that signed in by code has got a password.")),
    _ready_made(
        "account/email/email_confirmation",
        _("Code to confirm an address"),
        _("An account has been given an address that nobody has confirmed."),
        recipient=GIVEN,
    ),
    _ready_made("account/email/email_confirm", _("Address confirmed"), _("The code to confirm an address was entered.")),
    _ready_made("account/email/email_changed", _("Address changed"), _("An account signs in with another address from now on.")),
    _ready_made("account/email/email_deleted", _("Address removed"), _("An address was taken off an account.")),
    _ready_made(
        "account/email/account_already_exists", _("Address in use already"), _("Somebody wants to use the address for another account."), recipient=GIVEN
    ),
    _ready_made("mfa/email/totp_activated", _("App set up"), _("An app on a phone has become the second step of signing in.")),
    _ready_made("mfa/email/totp_deactivated", _("App taken off"), _("The app is no longer a second step.")),
    _ready_made("mfa/email/webauthn_added", _("Passkey made"), _("A passkey was added to an account.")),
    _ready_made("mfa/email/webauthn_removed", _("Passkey removed"), _("A passkey was taken off an account.")),
    _ready_made("mfa/email/recovery_codes_generated", _("New recovery codes"), _("Recovery codes were made; older ones no longer work.")),
    _ready_made("mfa/email/second_step_reset", _("Second step taken off"), _("The administrator has taken a lost second step off an account.")),
    _ready_made("socialaccount/email/account_connected", _("Another account signs in"), _("An account elsewhere was connected.")),
    _ready_made("socialaccount/email/account_disconnected", _("Another account no longer signs in"), _("An account elsewhere was disconnected.")),
)
