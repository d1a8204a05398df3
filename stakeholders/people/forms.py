from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

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
