"""How every form of the house is drawn, and the few inputs that Django draws as plain text."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from portal.common.errors import Refused
from portal.common.mailboxes import canonical
from portal.common.pictures import clean_picture


class HouseRenderer(TemplatesSetting):
    """Label, hint, error, control; in this order and tied together. `{{ form }}`, `{% field form.name %}` and `{{ field.as_field_group }}` all come here."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"


class DateInput(forms.DateInput):
    """A day, picked in the reader's own calendar; the value on the wire is always ISO."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class MarkdownInput(forms.Textarea):
    """Text with headings, lists and links; the field explains how, folded away."""

    explains_markdown = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 10, **(attrs or {})})


LONGEST_ADDRESS = 254  # what every column for one holds; in lower case some letters become two


class EmailField(forms.EmailField):
    """An address as people have them. Django also takes quoted ones, in which control characters may stand: no header of a letter holds those."""

    def clean(self, value: Any) -> Any:
        address = super().clean(value)
        if not address:
            return address
        kept = with_one_domain(address)
        if '"' in address or not address.isprintable() or max(len(kept), len(kept.lower())) > LONGEST_ADDRESS:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return kept


def with_one_domain(address: str) -> str:
    """The domain in its one spelling; what stands before it as it was typed."""
    local, _at, _domain = address.rpartition("@")
    return f"{local}@{canonical(address).rpartition('@')[2]}"


def is_of_the_net(email: str) -> bool:
    """A mailbox under a public name: not on the mail server's own host, not under a number, not under a name that cannot be."""
    try:
        domain = email.rpartition("@")[2].encode("idna")
    except UnicodeError:
        return False
    return b"." in domain and not domain.startswith(b"[")


def one_line(text: str) -> str:
    return " ".join(text.split())


def cleaned_picture(form: Any, name: str) -> Any:
    """For a form's `clean_…`: a new picture checked and written anew; the one that is there, or none, as it is."""
    upload = form.cleaned_data[name]
    if not upload or upload == getattr(form.instance, name):
        return upload
    try:
        return clean_picture(upload)
    except Refused as refusal:
        raise forms.ValidationError(refusal.message) from refusal
