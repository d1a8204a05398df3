"""The coordinator's form of a place."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import District, Municipality
from locations.places.models import Place
from portal.common.forms import DateInput
from portal.common.words import WordSheet, dress, word_fields, word_sheets

WORDS = ("directions", "access_note")
HINTS = {
    "directions": _("The nearest stop or car park, the entrance, the floor."),
    "access_note": _("Such as a steep ramp, a heavy door, a lift with a key."),
}
ACCESS = ("step_free", "accessible_toilet", "induction_loop", "disabled_parking")
HALF_A_POINT = _("Write both latitude and longitude, or neither.")


class PlaceForm(forms.ModelForm):
    """A place with its address, and whether everybody can get in. What has not been checked is said to be so."""

    class Meta:
        model = Place
        fields = (
            "municipality",
            "name",
            "street",
            "postcode",
            "town",
            "district",
            "capacity",
            "latitude",
            "longitude",
            *word_fields(*WORDS),
            *ACCESS,
            "access_checked_on",
        )
        widgets = {"access_checked_on": DateInput, **dict.fromkeys(word_fields(*WORDS), forms.Textarea(attrs={"rows": 3}))}
        help_texts = {
            "name": _("As people know it, such as the library or the hall above the fire station."),
            "capacity": _("How many people may be inside. The seats of an event are set at the event."),
            "latitude": _("In degrees, such as 46.058."),
            "longitude": _("In degrees, such as 14.826."),
            "access_checked_on": _("The day on which somebody looked at it on site."),
        }

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, *WORDS)
        for word, hint in HINTS.items():
            for name in word_fields(word):
                self.fields[name].help_text = hint
        municipalities = Municipality.objects.writable_by(actor).in_order()
        if self.instance.pk:
            del self.fields["municipality"]  # its events stay with the municipality that organises them
            municipalities = municipalities.filter(pk=self.instance.municipality_id)
        else:
            self.fields["municipality"].queryset = municipalities
            self.fields["municipality"].empty_label = None
        self.fields["district"].queryset = District.objects.filter(municipality__in=municipalities).order_by("name", "pk")
        self.fields["district"].empty_label = _("none in particular")

    def sheets(self) -> list[WordSheet]:
        """The fields of each language, for one fieldset each."""
        return word_sheets(self, *WORDS)

    def access_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in (*ACCESS, "access_checked_on")]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        municipality_id = self.instance.municipality_id or getattr(given.get("municipality"), "pk", None)
        district = given.get("district")
        if district and municipality_id and district.municipality_id != municipality_id:
            self.add_error("district", _("This district is in another municipality."))
        missing = [name for name in ("latitude", "longitude") if given.get(name) is None and name not in self.errors]
        if len(missing) == 1 and not {"latitude", "longitude"} & set(self.errors):
            self.add_error(missing[0], HALF_A_POINT)
        return given
