from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from portal.common.actor import Actor, Right
from portal.common.forms import EmailField
from stakeholders.mandates.choices import ALLOWS, Role
from stakeholders.mandates.models import Mandate
from stakeholders.organisations.models import Organisation
from stakeholders.people.models import User


class MandateForm(forms.ModelForm):
    class Meta:
        model = Mandate
        fields = ("user", "municipality", "organisation", "role")

    def clean_user(self) -> User:
        user = self.cleaned_data["user"]
        if not user.is_active:
            raise forms.ValidationError(_("This account is closed. Open it first."))
        return user


def bodies_led_by(actor: Actor) -> dict[str, Municipality | Organisation]:
    """For whom somebody can invite, by the key that the form sends."""
    municipalities = Municipality.objects.manageable_by(actor).in_order()
    led = Organisation.objects.in_order() if actor.is_admin else Organisation.objects.filter(pk__in=actor.organisations(Right.LEAD)).in_order()
    return {f"municipality-{row.pk}": row for row in municipalities} | {f"organisation-{row.pk}": row for row in led}


class InvitationForm(forms.Form):
    email = EmailField(
        label=_("E-mail of your colleague"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write your colleague’s e-mail address."), "invalid": _("Write the whole address, such as name@example.si.")},
    )
    body = forms.ChoiceField(label=_("For whom"))
    role = forms.ChoiceField(label=_("As what"), widget=forms.RadioSelect, initial=Role.EDITOR)
    language = forms.ChoiceField(label=_("Language of letters"))

    def __init__(self, *args: Any, bodies: Mapping[str, Municipality | Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = bodies
        self.fields["body"].choices = [(key, str(row)) for key, row in bodies.items()]
        self.fields["role"].choices = [
            (role.value, format_html("<strong>{}</strong> <span class='hint'>{}</span>", capfirst(role.label), ALLOWS[role])) for role in Role
        ]
        self.fields["language"].choices = settings.LANGUAGES
        self.fields["language"].initial = get_language()

    def chosen(self) -> dict[str, Any]:
        """What the action calls it."""
        given = self.cleaned_data
        kind, row = given["body"].partition("-")[0], self.bodies[given["body"]]
        return {kind: row, "email": given["email"], "role": given["role"], "language": given["language"]}


class AcceptForm(forms.Form):
    """For those who have no account yet: a name, and a password if they want one."""

    name = forms.CharField(label=_("Your name"), max_length=120, error_messages={"required": _("Write your name, as colleagues know you.")})
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. You may leave it empty: then we send you a code each time you sign in."),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if password := given.get("password"):
            try:
                validate_password(password, User(email=self.email, name=given.get("name", "")))
            except forms.ValidationError as fault:
                self.add_error("password", fault)
        return given


class LeaveForm(forms.Form):
    """Who takes over what somebody coordinated; asked only when there is something, and somebody."""

    successor = forms.ModelChoiceField(label=_("Who takes over"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = Mandate.objects.in_force().of_body(mandate.municipality_id, mandate.organisation_id).filter(role=Role.COORDINATOR).exclude(user=mandate.user_id)
        self.fields["successor"].queryset = User.objects.filter(pk__in=there.values("user"), is_active=True).order_by("name", "pk")
