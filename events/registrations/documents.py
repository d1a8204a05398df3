"""The list of registrations as a file for the coordinator's own programs.

What residents typed stays text: a spreadsheet must not take it for a formula.
"""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from events.registrations.models import Registration

FORMATS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
SEMICOLON_LANGUAGES = {"sl", "de", "sv"}  # where the comma is the decimal sign, spreadsheets part cells by semicolons
WIDTHS = (28, 34, 9, 24, 40, 20, 12)


def write_list(rows: Sequence[Registration], file_format: str) -> bytes:
    return _xlsx(rows) if file_format == "xlsx" else _csv(rows)


def _headings() -> list[str]:
    return [_("Name"), _("E-mail"), _("People"), _("Standing"), _("What they need to take part"), _("Registered"), _("Language")]


def _cells(row: Registration) -> list[str | int]:
    joined = date_format(timezone.localtime(row.joined_at), "SHORT_DATETIME_FORMAT")
    return [printable(row.name), printable(row.email), row.party_size, str(row.get_standing_display()), printable(row.needs), joined, row.language]


def printable(text: str) -> str:
    """Without control characters, which a spreadsheet refuses or obeys."""
    return "".join(letter for letter in text.replace("\r\n", "\n") if letter == "\n" or letter.isprintable())


def harmless(cell: str | int) -> str | int:
    """A CSV file knows no types, so what looks like a formula is marked as text by an apostrophe."""
    if isinstance(cell, str) and cell.lstrip(" \n").startswith(FORMULA_BEGINS):
        return f"'{cell}"
    return cell


def _csv(rows: Sequence[Registration]) -> bytes:
    sheet = StringIO()
    writer = csv.writer(sheet, delimiter=";" if get_language() in SEMICOLON_LANGUAGES else ",")
    writer.writerow(_headings())
    writer.writerows([harmless(cell) for cell in _cells(row)] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")  # without the mark, Excel reads č as Ä


def _xlsx(rows: Sequence[Registration]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(printable(_("Registrations"))[:31])
    for column, width in zip("ABCDEFG", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_typed(sheet, heading, bold=True) for heading in _headings()])
    for row in rows:
        sheet.append([_typed(sheet, cell) for cell in _cells(row)])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _typed(sheet: object, value: str | int, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # never "f", whatever it begins with
    if bold:
        cell.font = Font(bold=True)
    return cell
