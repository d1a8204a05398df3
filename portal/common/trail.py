"""The history page of a row: acts from the audit trail, and beside each the words it changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.common.history import Difference, differences, records_of, rows_named
from portal.common.models import AuditEntry

SHOWN = 25  # acts on a page
LONG = 900  # characters
STORED = 4 * SHOWN  # one act stores a row a few times at most


@dataclass(frozen=True)
class Act:
    """How an act is told: what happened, with which icon, and which dates of its facts are compared."""

    words: str | Promise
    icon: str = "pencil"
    tone: str = "leaf"
    dates: Mapping[str, tuple[str, str | Promise]] = field(default_factory=dict)  # fact now → (fact before, label)
    numbers: Mapping[str, str | Promise] = field(default_factory=dict)  # fact → label
    tells_words: bool = True  # False: of what was stored at the same moment, another act tells


@dataclass(frozen=True)
class Told:
    at: datetime
    who: str
    words: str
    about: str
    icon: str
    tone: str
    differences: list[Difference]

    @property
    def is_long(self) -> bool:
        """More than a screen: folded, so that the list stays one."""
        return sum(len(one.before) + len(one.after) for one in self.differences) > LONG


def entries_about(*targets: tuple[str, Iterable[Any]], also: Q | None = None) -> QuerySet[AuditEntry]:
    """Entries on these rows, newest first; `targets` are pairs of a model's label and ids."""
    wanted = also or Q()
    for label, ids in targets:
        wanted |= Q(target_type=label, target_id__in=[str(one) for one in ids])
    return AuditEntry.objects.filter(wanted).select_related("actor").order_by("-at", "-pk")


def tell(entries: Sequence[AuditEntry], *, acts: Mapping[str, Act], about: Mapping[int, str], row: Any, fields: Sequence[str]) -> list[Told]:
    """The entries of one page as they are read; `about` names what an entry speaks of.

    One query, and one more for each foreign key that changed, however many entries there are.
    """
    changes = _changes(entries, row, fields)
    return [_told(entry, acts, about.get(entry.pk, ""), changes) for entry in entries]


def _told(entry: AuditEntry, acts: Mapping[str, Act], about: str, changes: dict[datetime, list[Difference]]) -> Told:
    act = acts.get(entry.verb) or Act(entry.verb.replace(".", ": ").replace("_", " "), "info", "sky")
    stored = changes.pop(entry.at, []) if act.tells_words else []
    return Told(
        at=entry.at,
        who=entry.actor.name or entry.actor.email if entry.actor else _("the portal"),
        words=str(act.words),
        about=about,
        icon=act.icon,
        tone=act.tone,
        differences=[*_moved(entry.facts, act), *stored],
    )


def _changes(entries: Sequence[AuditEntry], row: Any, fields: Sequence[str]) -> dict[datetime, list[Difference]]:
    """What each moment changed in the row's own words."""
    if not entries:
        return {}
    records = list(records_of(row).filter(history_date__lte=entries[0].at)[:STORED])
    named = rows_named(records, fields)
    return {now.history_date: found for now, before in pairwise(records) if (found := differences(before, now, fields, named))}


def _moved(facts: Mapping[str, Any], act: Act) -> list[Difference]:
    found = [Difference(str(label), "", "", str(facts[name])) for name, label in act.numbers.items() if name in facts]
    for name, (before, label) in act.dates.items():
        old, new = _day(facts.get(before)), _day(facts.get(name))
        if old and new and old != new:
            found.append(Difference(str(label), "", old, new))
    return found


def _day(iso: str | None) -> str:
    return date_format(date.fromisoformat(iso), "DATE_FORMAT") if iso else ""
