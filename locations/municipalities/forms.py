from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from locations.municipalities.choices import LANGUAGE_CHOICES
from locations.municipalities.models import Municipality
from locations.municipalities.rules import colour_faults
from portal.common.errors import Refused
from portal.common.pictures import clean_picture


class MunicipalityForm(forms.ModelForm):
    """A municipality as its administrators keep it. The colours are refused when words on them could not be read."""

    language = forms.ChoiceField(label=_("Language of its letters"), choices=LANGUAGE_CHOICES)
    further_languages = forms.MultipleChoiceField(
        label=_("Further official languages"), choices=LANGUAGE_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Municipality
        fields = (
            "name",
            "slug",
            "region",
            "code",
            "neighbours",
            "takes_part",
            "legal_name",
            "contact_email",
            "contact_phone",
            "address",
            "website",
            "brand_colour",
            "spark_colour",
            "logo",
        )
        widgets = {"brand_colour": forms.TextInput(attrs={"type": "color"}), "spark_colour": forms.TextInput(attrs={"type": "color"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighbours"].queryset = Municipality.objects.exclude(pk=self.instance.pk).in_order()
        self.fields["language"].initial = (self.instance.official_languages or [self.instance.language])[0]
        self.fields["further_languages"].initial = self.instance.official_languages[1:]

    def clean_logo(self) -> Any:
        upload = self.cleaned_data["logo"]
        if not upload or upload == self.instance.logo:
            return upload
        try:
            return clean_picture(upload)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for field, fault in colour_faults(data.get("brand_colour", ""), data.get("spark_colour", "")).items():
            self.add_error(field, str(fault))
        first = data.get("language")
        self.instance.official_languages = [first, *(code for code in data.get("further_languages", []) if code != first)]
        return data
