from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from portal.common.errors import Refused
from portal.common.tables import read_table
from stakeholders.imports.choices import FIELDS, FURTHER, LABELS
from stakeholders.imports.models import Import
from stakeholders.imports.rules import may_be_given


class ImportForm(forms.Form):
    municipality = forms.ModelChoiceField(label=_("Whose contacts they become"), queryset=None, empty_label=None)
    table = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        help_text=_("CSV or XLSX, at most 10 MB and 20,000 rows. The first row holds the headings."),
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = Municipality.objects.manageable_by(actor).in_order()

    def clean_table(self) -> tuple[list[str], list[list[str]]]:
        try:
            return read_table(self.cleaned_data["table"])
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class ColumnsForm(forms.Form):
    """For each column of the file, what it is."""

    def __init__(self, *args: Any, batch: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        choices = [("", _("leave it out")), *((name, LABELS[name]) for name in (*FIELDS[batch.kind], *FURTHER[batch.kind]))]
        for number, heading in enumerate(batch.headings):
            label = heading or _("column %(number)s") % {"number": number + 1}
            self.fields[f"column_{number}"] = forms.ChoiceField(label=label, choices=choices, required=False, initial=batch.columns[number])

    @property
    def columns(self) -> list[str]:
        return [self.cleaned_data.get(f"column_{number}", "") for number in range(len(self.batch.headings))]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not may_be_given(self.columns, self.batch.headings, self.batch.kind):
            self.add_error(None, _("Two columns are the same. Leave one of them out."))
        return given
