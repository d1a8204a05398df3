"""Accounts in the administration, and the form that asks for one's own data."""

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from portal.common.forms import EmailField
from stakeholders.people.models import User


class AccountEmailMixin(forms.ModelForm):
    """Addresses are kept in lower case, so that the same one is found however it is typed."""

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


class AccountCreationForm(AccountEmailMixin, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name", "language")


class AccountChangeForm(AccountEmailMixin, UserChangeForm):
    class Meta:
        model = User
        fields = ("email", "name", "language", "password", "is_active", "is_staff", "is_superuser", "groups", "user_permissions")


class MyDataForm(forms.Form):
    """Whose data are asked for. The second field is seen by machines only."""

    email = EmailField(
        label=_("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The address with which you registered or that we have of you."),
        error_messages={"required": _("Write your e-mail address."), "invalid": _("Write the whole address, such as name@example.si.")},
    )
    website = forms.CharField(required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()
