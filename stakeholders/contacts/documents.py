"""Lists of stakeholders as files. The same headings are read back by the import."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from portal.common.tables import write_table

WIDTHS = (28, 26, 34, 20, 30, 14, 40, 30)


def headings_of(kind: str) -> list[str]:
    if kind == "people":
        return [_("Name"), _("Group"), _("E-mail"), _("Telephone"), _("Organisation"), _("Language"), _("Note"), _("Where the data come from")]
    return [_("Name"), _("Kind of stakeholder"), _("E-mail"), _("Telephone"), _("Website"), _("Note"), _("Where the data come from")]


def cells_of(kind: str, row: Any) -> list[str]:
    if kind == "people":
        organisation = next((one.name for one in row.organisations.all()), "")
        return [row.name, str(row.get_group_display()), row.email, row.phone, organisation, row.language, row.note, row.source]
    return [row.name, str(row.get_type_display()), row.email, row.phone, row.website, row.note, row.source]


def write_stakeholders(kind: str, rows: Sequence[Any], file_format: str) -> bytes:
    title = _("People") if kind == "people" else _("Organisations")
    return write_table(headings_of(kind), (cells_of(kind, row) for row in rows), file_format, title=title, widths=WIDTHS)
