"""allauth's forms in our words: a label above each field, no hint inside it that vanishes while typing."""

import struct
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.common.clock import now as clock
from portal.common.throttle import allow

EMAIL = _("E-mail")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
AGAIN = _("New password once more")
PASSWORD_HINT = _("At least 12 characters. Three or four words that do not belong together are strong and easy to remember.")


class OurWords(forms.Form):
    """Sets labels and hints; where no hint is given, there is none."""

    labels: ClassVar[dict[str, str | Promise]] = {}
    hints: ClassVar[dict[str, str | Promise]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class LoginForm(OurWords, account.LoginForm):
    labels = {"login": EMAIL, "password": PASSWORD, "remember": _("Keep me signed in on this computer")}
    hints = {
        "remember": _("For two weeks, and only where nobody else uses it. Otherwise you are signed out when the browser closes, or after a while without use.")
    }


class RequestLoginCodeForm(OurWords, account.RequestLoginCodeForm):
    labels = {"email": EMAIL}


class ConfirmLoginCodeForm(OurWords, account.ConfirmLoginCodeForm):
    labels = {"code": _("Code from the letter")}


class ConfirmEmailVerificationCodeForm(OurWords, account.ConfirmEmailVerificationCodeForm):
    labels = {"code": _("Code from the letter")}


class ResetPasswordForm(OurWords, account.ResetPasswordForm):
    labels = {"email": EMAIL}


class ResetPasswordKeyForm(OurWords, account.ResetPasswordKeyForm):
    labels = {"password1": NEW_PASSWORD, "password2": AGAIN}
    hints = {"password1": PASSWORD_HINT}


class ChangePasswordForm(OurWords, account.ChangePasswordForm):
    labels = {"oldpassword": _("Password until now"), "password1": NEW_PASSWORD, "password2": AGAIN}
    hints = {"password1": PASSWORD_HINT}


class SetPasswordForm(OurWords, account.SetPasswordForm):
    labels = {"password1": NEW_PASSWORD, "password2": AGAIN}
    hints = {"password1": PASSWORD_HINT}


class ReauthenticateForm(OurWords, account.ReauthenticateForm):
    labels = {"password": PASSWORD}


class AddEmailForm(OurWords, account.AddEmailForm):
    labels = {"email": _("New e-mail")}
    hints = {"email": _("We send a code there. Until it is entered, the old address stays.")}


# --- The second step ---

PASSKEY_NAME = _("What you call it")
CODE = _("Code")
TRIES = 30  # codes a day for one account: room for its owner, none for guessing one of a million
DAY = timedelta(days=1)
NONSENSE = (AttributeError, IndexError, KeyError, TypeError, ValueError, OverflowError, struct.error)  # what reading an invented passkey may end in


class CodeForm(OurWords):
    """Digits as they stand in the app, also with a space between; each works once."""

    labels = {"code": CODE}
    hints = {"code": _("Six digits from your app, or one of your recovery codes.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].max_length = 40
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "maxlength": 40}

    def clean_code(self) -> str:
        if not allow("sign_in.second_step", str(self.user.pk), limit=TRIES, per=DAY, now=clock()):
            raise get_adapter().validation_error("too_many_login_attempts")
        code = super().clean_code()
        # A code holds for a minute and a half, the clocks of phones being what they are; so long it must not be used again.
        if self.authenticator.type == Authenticator.Type.TOTP and not cache.add(f"second-step-used:{self.user.pk}:{digits(code)}", 1, timeout=180):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class SecondStepForm(CodeForm, mfa.AuthenticateForm):
    pass


class SecondStepAgainForm(CodeForm, mfa.ReauthenticateForm):
    pass


class ActivateAppForm(OurWords, totp.ActivateTOTPForm):
    labels = {"code": _("Code from the app")}
    hints = {"code": _("Six digits. The app shows a new code every half minute.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "maxlength": 40}


class CredentialField(forms.JSONField):
    """What a browser sends is some hundred characters. Brackets without end, or a number without end, are no passkey."""

    longest = 20_000

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value if len(value or "") <= self.longest else "{")
        except (ValueError, RecursionError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Never shown again: a credential holds once."""
        return initial


class Reading(OurWords):
    """What a browser says about a passkey is checked by a library that trusts its shape; an invented one is a wrong one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(
            required=self.fields["credential"].required, widget=forms.HiddenInput, initial=self.fields["credential"].initial
        )

    def _read(self, read: Callable[[], Any]) -> Any:
        credential = self.cleaned_data.get("credential")
        try:
            if not isinstance(credential, dict) or not isinstance(credential.get("response"), dict):
                raise TypeError
            return read()
        except NONSENSE:
            raise get_mfa_adapter().validation_error("incorrect_code") from None


class PasskeyForm(Reading, webauthn.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        return self._read(super().clean_credential)


class PasskeyAgainForm(PasskeyForm, webauthn.ReauthenticateWebAuthnForm):
    pass


class PasskeyLoginForm(PasskeyForm, webauthn.LoginWebAuthnForm):
    pass


class AddPasskeyForm(Reading, webauthn.AddWebAuthnForm):
    labels = {"name": PASSKEY_NAME}
    hints = {"name": _("So that you know it again, such as “My phone” or “The key on my ring”.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)  # every passkey here signs in by itself
        self.fields["name"].max_length = 60
        self.fields["name"].validators.append(MaxLengthValidator(60))
        self.fields["name"].widget.attrs["maxlength"] = 60

    def clean(self) -> dict[str, Any]:
        return self._read(super().clean) if self.cleaned_data.get("credential") is not None else self.cleaned_data


class RenamePasskeyForm(OurWords, webauthn.EditWebAuthnForm):
    labels = {"name": PASSKEY_NAME}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(MaxLengthValidator(60))
        self.fields["name"].widget.attrs["maxlength"] = 60


def digits(code: str) -> str:
    return "".join(character for character in code if character.isalnum())
