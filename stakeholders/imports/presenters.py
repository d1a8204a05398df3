"""The rows of an import as they are read."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from stakeholders.imports.choices import LABELS, REASONS, Fate
from stakeholders.imports.models import ImportRow
from stakeholders.people.choices import Record, StakeholderType

LOOKS = {Fate.NEW: ("leaf", "plus"), Fate.CHANGE: ("wheat", "pencil"), Fate.SAME: ("", "check"), Fate.REFUSED: ("danger", "stop")}


@dataclass(frozen=True)
class Told:
    row: ImportRow
    name: str
    more: str  # what else stands in the row
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
        more=", ".join(worded(name, row.values[name]) for name in ("email", "phone", "group", "type", "organisation", "website") if name in row.values),
        label=str(fate.label) if fate else _("not looked at yet"),
        tone=tone,
        icon=icon,
        reasons=[(str(LABELS[name]), str(REASONS[code])) for name, code in row.reasons],
        changes=[(str(LABELS[name]), worded(name, before), worded(name, after)) for name, before, after in row.changes],
    )


def worded(name: str, value: str) -> str:
    """A kind of stakeholder by its word, everything else as it is."""
    return str(dict(StakeholderType.choices).get(value, value)) if name in {"group", "type"} else value


def brought_with(email: str) -> list[Record]:
    """For whoever asks what is kept about an address: rows of lists that somebody brought in the last days."""
    rows = ImportRow.objects.naming(email).select_related("batch__municipality")
    return [Record(title=row.batch.municipality.legal_name, facts={_("Row"): ", ".join(cell for cell in row.cells if cell)}) for row in rows]
