"""The rows of an import as they are read."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.common.tables import write_table
from stakeholders.imports.choices import LABELS, REASONS, Fate
from stakeholders.imports.models import Import, ImportRow
from stakeholders.people.choices import StakeholderType

LOOKS = {Fate.NEW: ("leaf", "plus"), Fate.CHANGE: ("wheat", "pencil"), Fate.SAME: ("", "check"), Fate.REFUSED: ("danger", "stop")}


@dataclass(frozen=True)
class Told:
    row: ImportRow
    name: str
    label: str
    tone: str
    icon: str
    reasons: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]


def told(row: ImportRow) -> Told:
    fate = Fate(row.fate) if row.fate else None
    tone, icon = LOOKS.get(fate, ("", "clock")) if fate else ("", "clock")
    return Told(
        row=row,
        name=row.values.get("name") or next((cell for cell in row.cells if cell), ""),
        label=str(fate.label) if fate else _("not looked at yet"),
        tone=tone,
        icon=icon,
        reasons=[(str(LABELS[name]), str(REASONS[code])) for name, code in row.reasons],
        changes=[(str(LABELS[name]), worded(name, before), worded(name, after)) for name, before, after in row.changes],
    )


def worded(name: str, value: str) -> str:
    """A kind of stakeholder by its word, everything else as it is."""
    return str(dict(StakeholderType.choices).get(value, value)) if name in {"group", "type"} else value


def refused_file(batch: Import, rows: Any, file_format: str) -> bytes:
    """The rows that cannot be kept, as they came, with the reasons; mended, they can be brought again."""
    headings = [*batch.headings, _("Why not")]
    lines = ([*row.cells, "; ".join(f"{LABELS[name]}: {REASONS[code]}" for name, code in row.reasons)] for row in rows)
    return write_table(headings, lines, file_format, title=_("Refused"))
