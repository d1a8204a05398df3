"""In which language and in whose colours a letter is looked at."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality


class Look(forms.Form):
    """Of an address: what is missing or wrong there gives way to the reader's own language and an invented municipality."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    municipality = forms.ModelChoiceField(
        label=_("Municipality"), required=False, to_field_name="slug", empty_label=_("invented"), queryset=Municipality.objects.none()
    )

    def __init__(self, data: Any) -> None:
        own = get_language() or settings.LANGUAGE_CODE
        super().__init__({"language": data.get("language") or own, "municipality": data.get("municipality")})
        self.own_language = own
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]  # of a ChoiceField
        self.fields["municipality"].queryset = Municipality.objects.taking_part().in_order()  # type: ignore[attr-defined]  # of a ModelChoiceField
        self.full_clean()

    @property
    def spoken(self) -> str:
        return self.cleaned_data.get("language") or self.own_language

    @property
    def written_for(self) -> Municipality | None:
        return self.cleaned_data.get("municipality")
