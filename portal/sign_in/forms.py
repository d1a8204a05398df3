"""allauth's forms in our words: a label above each field, no hint inside it that vanishes while typing."""

from typing import Any, ClassVar

from allauth.account import forms as account
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    hints = {"remember": _("Only where nobody else uses it; otherwise you are signed out when the browser closes.")}


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
