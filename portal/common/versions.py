"""Two people at one form: whoever saves second loses nothing, and undoes nothing.

The form carries the version it was opened at. When it comes back and the row has another one, the three states are compared: what
the row was, what somebody made of it, what was typed here. What only one of the two changed is taken as they wanted it; what
both changed is shown, and is saved only when it is sent once more.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.common import history
from portal.common.errors import Refused

MEANWHILE = _("Somebody else saved this meanwhile. What you typed is still here: compare, and save once more.")


class ChangedMeanwhile(Refused):
    """The row was stored by somebody else between the form's look at it and its own turn."""

    def __init__(self) -> None:
        super().__init__(MEANWHILE)


def ensure_unchanged(row: models.Model, seen: int | None) -> None:
    """To be asked by the action, with the row locked. None: the caller has no form, and takes what there is."""
    if seen is not None and history.version_of(row) != seen:
        raise ChangedMeanwhile


@dataclass(frozen=True)
class Conflict:
    """A field that two people changed."""

    label: str
    language: str
    target: str
    theirs: str


class VersionedForm(forms.ModelForm):
    """A form of a row whose words are kept in a history."""

    data: Any  # a copy of what was sent, when something is taken over from somebody else

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now_stored = history.version_of(self.instance) if self.instance.pk else 0
        self.stored = {name: self.instance_value(name) for name in self.versioned()}
        self.fields["version"].initial = self.now_stored
        self.conflicts: list[Conflict] = []
        self.taken_over: list[str] = []
        self.meanwhile: Any = None  # the record of whoever saved last

    def versioned(self) -> list[str]:
        """Fields that are columns of the row; a picture is sent or it is not, so there is nothing to compare."""
        columns = {column.name: column for column in self.instance._meta.concrete_fields}
        return [name for name in self.fields if name in columns and not isinstance(columns[name], models.FileField)]

    def instance_value(self, name: str) -> Any:
        return getattr(self.instance, self.instance._meta.get_field(name).attname)

    @property
    def seen_inputs(self) -> SafeString:
        """What the history does not keep travels with the form, as it stood when the form was opened."""
        kept = {field.name for field in self.instance.history.model._meta.concrete_fields} if self.instance.pk else set(self.stored)
        unkept = [(self.seen_key(name), self.stored[name] or "") for name in self.stored if name not in kept]
        return format_html_join("", '<input type="hidden" name="{}" value="{}">', unkept)

    def seen_key(self, name: str) -> str:
        return f"seen-{self.add_prefix(name)}"

    def seen_values(self, version: int) -> dict[str, Any]:
        """What the fields held when the form was opened, as far as the history knows."""
        record = history.records_of(self.instance).filter(history_id__lte=version).order_by("-history_id").first() if version else None
        sent = {name: self.data[self.seen_key(name)] for name in self.versioned() if self.seen_key(name) in self.data}
        if record is None:
            return sent
        attname = {name: self.instance._meta.get_field(name).attname for name in self.versioned()}
        return {name: getattr(record, column) for name, column in attname.items() if hasattr(record, column)} | sent

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        seen = given.get("version")
        if self.instance.pk and seen is not None and seen != self.now_stored:
            self.compare(given, seen)
        return given

    def compare(self, given: dict[str, Any], version: int) -> None:
        seen = self.seen_values(version)
        self.meanwhile = history.records_of(self.instance).select_related("history_user").first()
        self.data = self.data.copy()
        for name, theirs in self.stored.items():
            if name not in given or self.fields[name].disabled:
                continue
            mine, was = plain(given[name]), plain(seen.get(name, theirs))
            if plain(theirs) in (was, mine) and name in seen:
                continue
            if mine == was and name in seen:
                self.take_over(name, theirs, given)
            elif mine != plain(theirs):
                self.conflicts.append(self.conflict(name, theirs))
        self.data[self.add_prefix("version")] = str(self.now_stored)
        if self.conflicts:
            self.add_error(None, MEANWHILE)

    def take_over(self, name: str, theirs: Any, given: dict[str, Any]) -> None:
        """They changed it, here it was left alone."""
        field, key = self.fields[name], self.add_prefix(name)
        value = field.prepare_value(theirs)
        if isinstance(field, forms.BooleanField):
            self.data.pop(key, None)
            if theirs:
                self.data[key] = "on"
        else:
            shown = field.widget.format_value(value)
            self.data[key] = (shown[0] if isinstance(shown, list) and shown else shown) or ""
        given[name] = field.clean(self.data.get(key)) if isinstance(field, forms.ModelChoiceField) else theirs
        self.taken_over.append(history.label_of(self.instance, name))

    def conflict(self, name: str, theirs: Any) -> Conflict:
        field = self.instance._meta.get_field(name)
        bound = self[name]
        return Conflict(str(bound.label), history.language_of(name), bound.id_for_label, history.said(field, theirs))


def plain(value: Any) -> Any:
    """A value as it can be compared: a browser sends other line ends, no seconds, and nothing where there is nothing."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, datetime):
        return value.replace(second=0, microsecond=0)
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return "" if value is None else value
