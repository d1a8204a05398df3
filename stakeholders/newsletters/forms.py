"""What an editor types of an issue, and when it is to leave."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from portal.common.actor import Actor
from portal.common.forms import DateTimeInput, MarkdownInput
from portal.common.versions import VersionedForm
from portal.common.words import dress, require_words, word_fields, word_sheets
from stakeholders.newsletters.choices import blocks
from stakeholders.newsletters.models import Issue
from stakeholders.subscriptions.models import Topic

WORDS = ("subject", "text")


class IssueForm(VersionedForm):
    """Any of the languages may stay empty: whoever wished it gets another one."""

    topics = forms.ModelMultipleChoiceField(
        label=_("To whom: the topics"),
        queryset=Topic.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Whoever subscribed to several of them gets one letter."),
    )
    blocks = forms.MultipleChoiceField(
        label=_("What fills itself"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Stands below the text, as it is when the letter leaves."),
    )

    class Meta:
        model = Issue
        fields = ("topics", *word_fields(*WORDS), "blocks")
        widgets = dict.fromkeys(word_fields("text"), MarkdownInput)
        help_texts = {
            **{name: _("What people read in the list of their mail; up to 78 characters are seen.") for name in word_fields("subject")},
            **{name: _("The greeting, the links to unsubscribe and the name of the municipality are added.") for name in word_fields("text")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, *WORDS)
        self.fields["topics"].queryset = Topic.objects.filter(municipality=self.instance.municipality).open().in_order()
        if self.instance.pk:
            self.fields["topics"].initial = list(self.instance.topics.values_list("pk", flat=True))
        self.fields["blocks"].choices = [(block.name, f"{capfirst(str(block.heading))}: {block.hint}") for block in blocks]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        require_words(self, "subject", _("Give it a subject, in one language at least."))
        return given

    def versioned(self) -> list[str]:
        """Boxes are ticked anew each time; of words nothing gets lost."""
        return [name for name in super().versioned() if name != "blocks"]

    def sheets(self) -> list[Any]:
        return word_sheets(self, *WORDS)

    def own_columns(self) -> set[str]:
        columns = self.instance._meta.concrete_fields
        asked = [column for column in columns if column.name in self.fields]
        return {column.name for column in asked} | {column.translated_field.name for column in asked if hasattr(column, "translated_field")}

    def filled_in(self) -> Issue:
        """The row as the form has it, without storing it or its topics."""
        issue = self.save(commit=False)
        issue.blocks = self.cleaned_data["blocks"]
        return issue


class MunicipalityForm(forms.Form):
    """For whom the issue is written, when one writes for several."""

    municipality = forms.ModelChoiceField(label=_("Municipality"), queryset=Municipality.objects.none(), to_field_name="slug", empty_label=None)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = Municipality.objects.writable_by(actor).in_order()


class SendForm(forms.Form):
    """Now, or at a moment."""

    when = forms.ChoiceField(label=_("When"), choices=[("now", _("now")), ("later", _("at this moment"))], widget=forms.RadioSelect, initial="now")
    send_at = forms.DateTimeField(label=_("Day and hour"), required=False, widget=DateTimeInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("when") == "later" and not given.get("send_at") and "send_at" not in self.errors:
            self.add_error("send_at", _("Choose day and hour."))
        return given

    @property
    def moment(self) -> Any:
        return self.cleaned_data["send_at"] if self.cleaned_data["when"] == "later" else None

    def in_words(self) -> str:
        return date_format(timezone.localtime(self.moment), "DATETIME_FORMAT") if self.moment else ""
