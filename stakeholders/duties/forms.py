"""What visitors write to a municipality, and what a coordinator answers and declares."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from portal.common.forms import DateInput, EmailField, MarkdownInput
from portal.common.words import dress, word_fields, word_sheets
from stakeholders.duties.choices import Topic
from stakeholders.duties.models import AccessibilityStatement, PrivacyRecord


class FeedbackForm(forms.Form):
    """No name and no address are needed; the last field is seen by machines only."""

    topic = forms.ChoiceField(label=_("What is it about?"), choices=Topic.choices, widget=forms.RadioSelect, initial=Topic.ACCESSIBILITY)
    municipality = forms.ModelChoiceField(
        label=_("To which municipality?"), queryset=None, required=False, to_field_name="slug", empty_label=_("none in particular: to whoever runs the portal")
    )
    page = forms.CharField(
        label=_("On which page?"), max_length=300, required=False, help_text=_("Its address or its title. Empty if it is about all of them.")
    )
    message = forms.CharField(
        label=_("What did you want to do, and what happened?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what it is about; a sentence is enough.")},
    )
    name = forms.CharField(label=_("Your name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = EmailField(
        label=_("Your e-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Only if you would like an answer."),
        error_messages={"invalid": _("Write the whole address, such as name@example.si.")},
    )
    website = forms.CharField(required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = Municipality.objects.taking_part().select_related("region").in_order()


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write an answer.")},
    )


class StatementForm(forms.ModelForm):
    class Meta:
        model = AccessibilityStatement
        fields = ("conformance", *word_fields("gaps"), "assessment", "prepared_on")
        widgets = {"prepared_on": DateInput, **dict.fromkeys(word_fields("gaps"), MarkdownInput)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, "gaps")

    def sheets(self) -> list[Any]:
        return word_sheets(self, "gaps")


class PrivacyForm(forms.ModelForm):
    class Meta:
        model = PrivacyRecord
        fields = ("officer_name", "officer_email", *word_fields("more"))
        widgets = dict.fromkeys(word_fields("more"), MarkdownInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, "more")

    def sheets(self) -> list[Any]:
        return word_sheets(self, "more")
