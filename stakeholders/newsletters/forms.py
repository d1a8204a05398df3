"""What an editor types of an issue, and when it is to leave."""

import json
from typing import Any

from django import forms
from django.db.models import Q
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
BOXES_CHANGED = _("Somebody else ticked these meanwhile: %(theirs)s. Yours are still here: compare, and save once more.")


class IssueForm(VersionedForm):
    """Any of the languages may stay empty: whoever wished it gets another one."""

    topics = forms.ModelMultipleChoiceField(
        label=_("To whom: the topics"),
        queryset=Topic.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        to_field_name="slug",
        required=False,
        help_text=_("Whoever subscribed to several of them gets one letter."),
    )
    blocks = forms.MultipleChoiceField(
        label=_("What fills itself"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Stands below the text, as it is when the letter leaves."),
    )

    ticked = forms.CharField(max_length=10_000, required=False, widget=forms.HiddenInput)

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
        chosen = list(self.instance.topics.in_order()) if self.instance.pk else []
        offered = Q(is_open=True) | Q(pk__in=[topic.pk for topic in chosen])  # one that was closed since is seen, and taken out by hand
        self.fields["topics"].queryset = Topic.objects.filter(offered, municipality=self.instance.municipality).in_order()
        self.fields["topics"].initial = chosen
        self.ticked = {"topics": sorted(topic.slug for topic in chosen), "blocks": sorted(self.instance.blocks or [])}
        self.fields["ticked"].initial = json.dumps(self.ticked)
        self.fields["blocks"].choices = [(block.name, f"{capfirst(str(block.heading))}: {block.hint}") for block in blocks]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        require_words(self, "subject", _("Give it a subject, in one language at least."))
        for name, stored in self.ticked.items() if self.instance.pk else ():
            self.compare_boxes(name, stored, given)
        return given

    def compare_boxes(self, name: str, stored: list[str], given: dict[str, Any]) -> None:
        """As words are compared: whoever left the boxes alone undoes nothing, and where two ticked otherwise, it is shown."""
        was, mine = self.seen_boxes().get(name), sorted(getattr(one, "slug", one) for one in given.get(name, ()))
        if was is None or stored in (was, mine) or name in self.errors:
            return
        self.data = self.data.copy()
        if mine == was:
            self.data.setlist(self.add_prefix(name), stored)
            given[name] = self.fields[name].clean(stored)
        else:
            self.data[self.add_prefix("ticked")] = json.dumps(self.ticked)
            self.add_error(name, BOXES_CHANGED % {"theirs": ", ".join(self.said(name, stored)) or "–"})

    def said(self, name: str, keys: list[str]) -> list[str]:
        field = self.fields[name]
        return (
            [topic.name for topic in field.queryset if topic.slug in keys] if name == "topics" else [str(label) for key, label in field.choices if key in keys]
        )

    def seen_boxes(self) -> dict[str, Any]:
        """What was ticked when the form was opened; nothing where it does not say so."""
        try:
            told = json.loads(self.cleaned_data.get("ticked") or "{}")
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}

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
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)  # what the page showed of the issue

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("when") == "later" and not given.get("send_at") and "send_at" not in self.errors:
            self.add_error("send_at", _("Choose day and hour."))
        if given.get("when") == "now" and given.get("send_at"):
            self.add_error("when", _("You have written a day and an hour. Choose “at this moment”, or leave them empty."))
        return given

    @property
    def moment(self) -> Any:
        return self.cleaned_data["send_at"] if self.cleaned_data["when"] == "later" else None

    def in_words(self) -> str:
        return date_format(timezone.localtime(self.moment), "DATETIME_FORMAT") if self.moment else ""
