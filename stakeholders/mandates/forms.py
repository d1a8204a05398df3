from django import forms
from django.utils.translation import gettext_lazy as _

from stakeholders.mandates.models import Mandate
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
