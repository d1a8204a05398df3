from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from locations.municipalities.choices import LANGUAGE_CHOICES
from locations.municipalities.models import Municipality
from locations.municipalities.rules import colour_faults
from portal.common.forms import EmailField, cleaned_picture


class Looks(forms.ModelForm):
    """Logo and colours. The colours are refused when words on them could not be read."""

    def clean_logo(self) -> Any:
        return cleaned_picture(self, "logo")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for field, fault in colour_faults(data.get("brand_colour", ""), data.get("spark_colour", "")).items():
            if field not in self.errors:
                self.add_error(field, str(fault))
        return data


class Languages(forms.ModelForm):
    """Its official languages; the first is that of its letters."""

    language = forms.ChoiceField(label=_("Language of its letters"), choices=LANGUAGE_CHOICES)
    further_languages = forms.MultipleChoiceField(
        label=_("Further official languages"), choices=LANGUAGE_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = (self.instance.official_languages or [self.instance.language])[0]
        self.fields["further_languages"].initial = self.instance.official_languages[1:]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first = data.get("language")
        self.instance.official_languages = [first, *(code for code in data.get("further_languages", []) if code != first)]
        return data


class MunicipalityForm(Looks, Languages):
    """A municipality as its administrators keep it."""

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


# --- At the desk, a step each ---


class NamesForm(forms.ModelForm):
    columns = ("name", "legal_name", "contact_email", "contact_phone", "address", "website")

    class Meta:
        model = Municipality
        fields = ("name", "legal_name", "contact_email", "contact_phone", "address", "website")
        field_classes = {"contact_email": EmailField, "website": forms.URLField}
        help_texts = {
            "name": _("As people say it: Litija."),
            "contact_email": _("Answers to letters go here, and it is shown on the municipality's page."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact_email"].required = True
        self.fields["contact_email"].error_messages["required"] = _("Write an address that somebody reads: residents answer to it.")
        self.fields["website"].assume_scheme = "https"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        others = Municipality.objects.exclude(pk=self.instance.pk)
        for name in ("name", "legal_name"):  # it stands on forms and letters as the one that answers for residents' data
            if given.get(name) and others.filter(Q(name__iexact=given[name]) | Q(legal_name__iexact=given[name])).exists():
                self.add_error(name, _("Another municipality bears this name."))
        return given


class LookForm(Looks):
    columns = ("logo", "brand_colour", "spark_colour")

    class Meta:
        model = Municipality
        fields = ("logo", "brand_colour", "spark_colour")
        field_classes = {"logo": forms.FileField}
        labels = {"brand_colour": _("Colour"), "spark_colour": _("Second colour")}
        help_texts = {
            "logo": _("JPEG, PNG or WebP, 5 MB at most. It stands on a light ground."),
            "brand_colour": _("Carries white words: buttons, the dark ground at the foot of a page."),
            "spark_colour": _("Carries dark words: the sun, what is marked."),
        }
        widgets = {
            "logo": forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
            "brand_colour": forms.TextInput(attrs={"type": "color"}),
            "spark_colour": forms.TextInput(attrs={"type": "color"}),
        }


class LanguagesForm(Languages):
    columns = ("official_languages",)

    class Meta:
        model = Municipality
        fields = ()
