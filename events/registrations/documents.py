"""The list of registrations as a file for the coordinator's own programs."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.registrations.models import Registration
from portal.common.tables import FORMATS, write_table

__all__ = ["FORMATS", "write_list"]

WIDTHS = (28, 34, 9, 24, 40, 20, 12)


def write_list(rows: Sequence[Registration], file_format: str) -> bytes:
    headings = [_("Name"), _("E-mail"), _("People"), _("Standing"), _("What they need to take part"), _("Registered"), _("Language")]
    return write_table(headings, (_cells(row) for row in rows), file_format, title=_("Registrations"), widths=WIDTHS)


def _cells(row: Registration) -> list[str | int]:
    joined = date_format(timezone.localtime(row.joined_at), "SHORT_DATETIME_FORMAT")
    return [row.name, row.email, row.party_size, str(row.get_standing_display()), row.needs, joined, row.language]
