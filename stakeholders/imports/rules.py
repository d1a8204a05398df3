"""What a row of somebody's list means: which column is what, and whether it can be kept. No query."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.common.errors import Refused
from portal.common.forms import EmailField
from portal.common.words import short_name
from stakeholders.contacts.documents import headings_of
from stakeholders.imports.choices import FIELDS, FURTHER, HEADINGS, State
from stakeholders.imports.models import Import
from stakeholders.people.choices import StakeholderType, name_key

LONGEST = {"people": {"name": 120, "phone": 40, "organisation": 160, "source": 160}, "organisations": {"name": 160, "phone": 40, "source": 160}}
NOTE = 2000


class NotNow(Refused):
    """The import is in a state in which this cannot be done."""


def match_columns(headings: Sequence[str], kind: str) -> list[str]:
    """For each heading the field that it names; nothing where none fits. Each field is given once, to the first that fits."""
    known = known_headings(kind)
    found: list[str] = []
    for heading in headings:
        name = known.get(short_name(heading), "")
        found.append("" if name in found else name)
    return found


@cache
def known_headings(kind: str) -> dict[str, str]:
    known = {heading: field for field in (*FURTHER[kind], *FIELDS[kind]) for heading in HEADINGS[field]}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known |= {short_name(heading): field for field, heading in zip(FIELDS[kind], headings_of(kind), strict=True)}
    return known


@cache
def known_types() -> dict[str, str]:
    """A kind of stakeholder by its word in any of our languages, or by its code."""
    known = {short_name(value): value for value in StakeholderType.values}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known |= {short_name(str(choice.label)): choice.value for choice in StakeholderType}
    return known


@cache
def known_languages() -> dict[str, str]:
    known = {code: code for code in settings.LANGUAGE_NAMES}
    return known | {short_name(str(name)): code for code, name in settings.LANGUAGE_NAMES.items()}


def read_row(kind: str, columns: Sequence[str], cells: Sequence[str]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The values of a row, and why it cannot be kept: pairs of field and code. An empty cell says nothing."""
    values = {name: " ".join(cell.split()) if name != "note" else cell for name, cell in zip(columns, cells, strict=False) if name and cell.strip()}
    if surname := values.pop("surname", ""):
        values["name"] = f"{values.get('name', '')} {surname}".strip()
    reasons: list[tuple[str, str]] = []
    if not values.get("name"):
        reasons.append(("name", "name_missing"))
    for name, longest in LONGEST[kind].items():
        if len(values.get(name, "")) > longest:
            reasons.append((name, f"{name}_long"))
    values |= {name: values[name][:NOTE] for name in ("note",) if name in values}
    reasons += _put_right(values)
    for name, known, code in _known_words():
        if name in values:
            meant = known.get(short_name(values[name]))
            if meant is None:
                reasons.append((name, code))
            else:
                values[name] = meant
    return values, reasons


def _put_right(values: dict[str, str]) -> list[tuple[str, str]]:
    """Addresses as they are kept; and those that are none."""
    reasons = []
    if "email" in values:
        values["email"] = values["email"].lower()
        if not _is_email(values["email"]):
            reasons.append(("email", "email_wrong"))
    if "website" in values:
        values["website"] = values["website"] if "://" in values["website"] else f"https://{values['website']}"
        if not _is_website(values["website"]):
            reasons.append(("website", "website_wrong"))
    return reasons


def _known_words() -> tuple[tuple[str, dict[str, str], str], ...]:
    return ("group", known_types(), "group_unknown"), ("type", known_types(), "type_unknown"), ("language", known_languages(), "language_unknown")


def key_of(values: dict[str, str]) -> str:
    """By what the same one is known: the address, otherwise the name."""
    return f"e:{values['email']}"[:200] if values.get("email") else f"n:{name_key(values.get('name', ''))}"[:200]


def _is_email(text: str) -> bool:
    try:
        EmailField(max_length=254).clean(text)
    except ValidationError:
        return False
    return True


def _is_website(text: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return False
    return len(text) <= 200  # noqa: PLR2004 -- the column's length


def ensure_state(batch: Import, *states: State) -> None:
    if batch.state not in states:
        raise NotNow(_("This import is already further on."))


def ensure_has_name(columns: Sequence[str]) -> None:
    if "name" not in columns:
        raise Refused(_("Say which column holds the names."))


def may_be_given(columns: Any, headings: Sequence[str], kind: str) -> bool:
    """Each column is a field of this kind or none, and no field is given twice."""
    named = [name for name in columns if name]
    return len(columns) == len(headings) and set(named) <= {*FURTHER[kind], *FIELDS[kind]} and len(named) == len(set(named))
