"""What the words of a row were before, who changed them and when: kept by simple-history, told as differences.

Acts (published, moved, closed) are in the audit trail; this keeps texts and dates, so that they can be compared. It is asked for in
`translation.py`, after the languages' columns are there. A row is signed by the action that stores it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords

from portal.common.actor import Actor
from portal.common.clock import now as clock

MOST = 250_000  # pairs of words; what has more of them is shown whole, before and after, without a search for what is common


class History(HistoricalRecords):
    """simple-history with the portal's clock. Its signal is the library's own: it also catches what is stored past an action."""

    def create_historical_record(self, instance: Any, history_type: str, using: str | None = None) -> None:
        if not hasattr(instance, "_history_date"):
            sign(instance, None, clock())
        super().create_historical_record(instance, history_type, using)
        del instance._history_date, instance._history_user  # noqa: SLF001 -- a signature holds once


def sign(row: models.Model, actor: Actor | None, now: datetime) -> None:
    """Say who changes the row and when, before it is stored."""
    kept: Any = row
    kept._history_user = get_user_model()(pk=actor.user_id) if actor and actor.user_id else None  # noqa: SLF001 -- the library's way to be told
    kept._history_date = now  # noqa: SLF001


def records_of(row: Any) -> models.QuerySet[Any]:
    """What is kept of the row, newest first."""
    return row.history.order_by("-history_date", "-history_id")


def version_of(row: Any) -> int:
    """Counts up whenever the row's words are stored; 0 while nothing is kept of it."""
    return row.history.aggregate(latest=models.Max("history_id"))["latest"] or 0


@dataclass(frozen=True)
class Part:
    """A piece of a text: in both, only before, or only after."""

    text: str
    kind: str  # same, gone, new


@dataclass(frozen=True)
class Difference:
    label: str
    language: str
    before: str
    after: str

    @property
    def parts(self) -> list[Part]:
        """Texts word by word, so that a corrected letter in a long one is found; dates and choices whole."""
        before, after = _pieces(self.before), _pieces(self.after)
        start, end = _common(before, after)
        changed = (before[start : len(before) - end], after[start : len(after) - end])
        if not self.language or not before or not after or len(changed[0]) * len(changed[1]) > MOST:
            return [part for part in (Part(self.before, "gone"), Part(self.after, "new")) if part.text]
        found = [Part("".join(before[:start]), "same")]
        for what, first, last, since, until in SequenceMatcher(None, *changed).get_opcodes():
            gone, new = "".join(changed[0][first:last]), "".join(changed[1][since:until])
            found += [Part(gone, "same")] if what == "equal" else [Part(gone, "gone"), Part(new, "new")]
        found.append(Part("".join(before[len(before) - end :]), "same"))
        return [part for part in found if part.text]


def differences(before: Any, after: Any, names: Iterable[str], named: Mapping[str, Mapping[Any, Any]]) -> list[Difference]:
    """What changed between two states of a row, in the order of its fields; `named` are the rows it pointed to, see `rows_named`."""
    found = []
    for name in names:
        field = after._meta.get_field(name)
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old != new:
            language = getattr(field, "language", "") or language_of(name)
            old_words, new_words = (pointed(named[name], one) if name in named else said(field, one) for one in (old, new))
            found.append(Difference(label_of(after, name), language, old_words, new_words))
    return found


def rows_named(records: Sequence[Any], names: Iterable[str]) -> dict[str, Mapping[Any, Any]]:
    """For each foreign key that changed in these states the rows it pointed to, in one query; none for one that stayed."""
    found: dict[str, Mapping[Any, Any]] = {}
    for name in names if records else ():
        field = records[0]._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            keys = {getattr(record, field.attname) for record in records}
            if len(keys) > 1:
                found[name] = field.remote_field.model._default_manager.in_bulk(keys - {None})
    return found


def pointed(rows: Mapping[Any, Any], key: Any) -> str:
    return "" if key is None else str(rows[key]) if key in rows else _("no longer there")


def language_of(name: str) -> str:
    """Of a column such as `title_sl`; empty when it is in none."""
    tail = name.rpartition("_")[2]
    return tail if tail in settings.MODELTRANSLATION_LANGUAGES else ""


def label_of(row: Any, name: str) -> str:
    """The plain field's label: the language is told beside it."""
    plain = name.rpartition("_")[0] if language_of(name) else name
    return capfirst(str(row._meta.get_field(plain).verbose_name))


def said(field: "models.Field[Any, Any]", value: Any) -> str:
    """A value as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(field, models.ForeignKey):
        row = field.remote_field.model._default_manager.filter(pk=value.pk if isinstance(value, models.Model) else value).first()
        return str(row) if row else _("no longer there")
    choices: Sequence[Any] = field.flatchoices
    return str(dict(choices).get(value, value))


def _common(before: list[str], after: list[str]) -> tuple[int, int]:
    """How many words are the same at the beginning, and how many at the end."""
    most = min(len(before), len(after))
    start = next((place for place in range(most) if before[place] != after[place]), most)
    end = next((place for place in range(most - start) if before[-1 - place] != after[-1 - place]), most - start)
    return start, end


def _pieces(text: str) -> list[str]:
    """Words, each with the space that follows it."""
    words = text.split(" ")
    return [f"{word} " for word in words[:-1]] + words[-1:] if text else []
