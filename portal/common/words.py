"""Words in several languages: one form field for each active language, and short names for addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.crypto import get_random_string
from django.utils.functional import Promise
from django.utils.text import capfirst, slugify
from django.utils.translation import get_language

Words = dict[str, str]  # language code → text

SLUG_LENGTH = 80
LETTERS = str.maketrans({"đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"})  # these have no accent to take off


@dataclass(frozen=True)
class WordSheet:
    """The fields of a form that are in one language: a fieldset of its own."""

    language: str
    name: str
    fields: list[forms.BoundField]

    @property
    def has_errors(self) -> bool:
        return any(bound.errors for bound in self.fields)


def active_languages() -> list[str]:
    """Codes of the languages in which this installation speaks, its first one first."""
    return [code for code, _name in settings.LANGUAGES]


def word_fields(*names: str) -> list[str]:
    """`word_fields("title", "text")` is title_sl, text_sl, title_en, text_en, …: for a ModelForm's `fields`."""
    return [f"{name}_{language}" for language in active_languages() for name in names]


def dress(form: forms.Form | forms.ModelForm, *names: str) -> None:
    """Give each language's field the label of the plain field (its fieldset names the language) and mark what is typed there with its language."""
    for language in active_languages():
        for name in names:
            field = form.fields[f"{name}_{language}"]
            if isinstance(form, forms.ModelForm):
                field.label = capfirst(str(form.instance._meta.get_field(name).verbose_name))
            field.widget.attrs["lang"] = language


def word_sheets(form: forms.Form | forms.ModelForm, *names: str) -> list[WordSheet]:
    """The fields of a form, language by language, for its template."""
    languages = dict(settings.LANGUAGES)
    return [WordSheet(code, languages[code], [form[f"{name}_{code}"] for name in names]) for code in active_languages()]


def require_words(form: forms.Form | forms.ModelForm, name: str, message: str | Promise) -> None:
    """To be called by `clean`: at least one language must say something. The error stands beside the first."""
    keys = word_fields(name)
    if not any(form.cleaned_data.get(key) for key in keys) and not any(key in form.errors for key in keys):
        form.add_error(keys[0], str(message))


def words_of(data: Mapping[str, Any], name: str) -> Words:
    """What was typed, as language → text; empty languages are left out."""
    return {language: str(data[f"{name}_{language}"]) for language in active_languages() if data.get(f"{name}_{language}")}


def columns(name: str, words: Words) -> Words:
    """`columns("title", {"sl": …})` is `{"title_sl": …}`: the keyword arguments of a translated model."""
    return {f"{name}_{language}": text for language, text in words.items()}


def say(words: Words) -> str:
    """The text in the page's language, otherwise in the first language that has one."""
    here = (get_language() or "")[:2]
    for language in (here, *settings.MODELTRANSLATION_LANGUAGES):
        if words.get(language):
            return words[language]
    return ""


def short_name(text: str) -> str:
    """A text as it stands in an address: “Šola, ki diha” is sola-ki-diha."""
    return slugify(text.translate(LETTERS))[:SLUG_LENGTH].strip("-")


def free_slug(text: str, model: type[Model], *, otherwise: str) -> str:
    """A name in addresses that no row of the model has. To be asked inside the transaction that uses it."""
    wished = short_name(text) or otherwise
    rows = model._default_manager
    if not rows.filter(slug=wished).exists():
        return wished
    return f"{wished}-{get_random_string(5, 'abcdefghjkmnpqrstuvwxyz23456789')}"


def store_with_free_slug(row: Any, text: str, *, otherwise: str) -> None:
    """Store a new row under a name of its own, also when somebody else's row takes that name at this moment."""
    row.slug = free_slug(text, type(row), otherwise=otherwise)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.slug = free_slug(text, type(row), otherwise=otherwise)
        row.save()
