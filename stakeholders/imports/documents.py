"""Rows that cannot be kept, as a file."""

from typing import Any

from django.utils.translation import gettext as _

from portal.common.tables import write_table
from stakeholders.imports.choices import LABELS, REASONS
from stakeholders.imports.models import Import


def refused_file(batch: Import, rows: Any, file_format: str) -> bytes:
    """The rows that cannot be kept, as they came, with the reasons; mended, they can be brought again."""
    headings = [*batch.headings, _("Why not")]
    lines = ([*row.cells, "; ".join(f"{LABELS[name]}: {REASONS[code]}" for name, code in row.reasons)] for row in rows)
    return write_table(headings, lines, file_format, title=_("Refused"))
