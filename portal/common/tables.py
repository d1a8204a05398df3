"""Tables as files: written for spreadsheets, and read from what people have.

What people typed stays text: a spreadsheet must not take it for a formula, and a formula that comes in is not worked out.
"""

import csv
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from io import BytesIO, StringIO
from typing import Any

from django.core.files.base import File
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.common.errors import Refused

FORMATS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
SEMICOLON_LANGUAGES = {"sl", "de", "sv"}  # where the comma is the decimal sign, spreadsheets part cells by semicolons

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_UNPACKED = 20 * 1024 * 1024  # an XLSX file is a ZIP: a few kilobytes can unfold to gigabytes
LARGEST_PART = 4 * 1024 * 1024  # shared texts and styles: a byte in the file is a hundred in memory
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL, MOST_TEXT = 20_000, 60, 2_000, 8_000_000  # characters of all cells together: one shared text can stand in every cell


# What a file that breaks off, contradicts itself or is locked was seen to raise.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    LookupError,
    ValueError,
    ArithmeticError,
    AttributeError,
    TypeError,
    SyntaxError,
    RuntimeError,
    EOFError,
    OSError,
)


class UnfitTable(Refused):
    """The file is no table that we can read."""


# --- Written -------------------------------------------------------------------------------------


def write_table(headings: Sequence[str], rows: Iterable[Sequence[str | int]], file_format: str, *, title: str, widths: Sequence[int] = ()) -> bytes:
    """`title` names the sheet of an XLSX file, `widths` its columns in characters."""
    return _xlsx(headings, rows, title, widths) if file_format == "xlsx" else _csv(headings, rows)


def printable(text: str) -> str:
    """Without control characters, which a spreadsheet refuses or obeys."""
    return "".join(letter for letter in text.replace("\r\n", "\n") if letter == "\n" or letter.isprintable())


def harmless(cell: str | int) -> str | int:
    """A CSV file knows no types, so what looks like a formula is marked as text by an apostrophe."""
    if isinstance(cell, str) and cell.lstrip(" \n").startswith(FORMULA_BEGINS):
        return f"'{cell}"
    return cell


def _clean(cell: str | int) -> str | int:
    return printable(cell) if isinstance(cell, str) else cell


def _csv(headings: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    sheet = StringIO()
    writer = csv.writer(sheet, delimiter=";" if get_language() in SEMICOLON_LANGUAGES else ",")
    writer.writerow([harmless(_clean(heading)) for heading in headings])
    writer.writerows([harmless(_clean(cell)) for cell in row] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")  # without the mark, Excel reads č as Ä


def _openpyxl() -> Any:
    """Loaded by whoever reads or writes such a file: it is an eighth of all that a process would load at its start."""
    return import_module("openpyxl")


def _xlsx(headings: Sequence[str], rows: Iterable[Sequence[str | int]], title: str, widths: Sequence[int]) -> bytes:
    openpyxl = _openpyxl()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(printable(title)[:31])
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_typed(sheet, heading, bold=True) for heading in headings])
    for row in rows:
        sheet.append([_typed(sheet, _clean(cell)) for cell in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _typed(sheet: object, value: str | int, *, bold: bool = False) -> Any:
    openpyxl = _openpyxl()
    cell = openpyxl.cell.WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # never "f", whatever it begins with
    if bold:
        cell.font = openpyxl.styles.Font(bold=True)
    return cell


# --- Read ----------------------------------------------------------------------------------------


def read_table(upload: File) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of a CSV or XLSX file, as texts. Raises UnfitTable in words for whoever sent it."""
    if not upload.size or upload.size > LARGEST_FILE:
        raise UnfitTable(_("The file is empty, or larger than 10 MB."))
    upload.seek(0)
    content = upload.read()
    rows = _of_xlsx(content) if content[:2] == b"PK" else _of_csv(content)
    found, length = [], 0
    for row in rows:
        length += sum(map(len, row))
        if length > MOST_TEXT:
            raise UnfitTable(_("The file holds more text than we can take. Part it into several files."))
        if any(row):
            found.append(row)
    if len(found) < 2:  # noqa: PLR2004 -- headings and one row
        raise UnfitTable(_("The table needs a row of headings and at least one row below it."))
    if len(found) > MOST_ROWS + 1:
        raise UnfitTable(_("The table has more than 20,000 rows. Part it into several files."))
    width = len(found[0])
    return found[0], [[*row[:width], *[""] * (width - len(row))] for row in found[1:]]


def _of_csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    csv.field_size_limit(131_072)
    try:
        for number, row in enumerate(csv.reader(StringIO(text), delimiter=delimiter)):
            if number > MOST_ROWS + 1:
                break
            yield [_cell(cell) for cell in row[:MOST_COLUMNS]]
    except csv.Error as error:
        raise UnfitTable(_("The file cannot be read as a table. Save it as CSV or XLSX once more.")) from error


def _decoded(content: bytes) -> str:
    """UTF-8 as most programs write it, UTF-16 as some do, otherwise what Excel writes in Central Europe."""
    if b"\x00" in content[:4000] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnfitTable(_("This is no table. Send a CSV or XLSX file."))
    for encoding in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1250", "latin-1"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnfitTable(_("The file cannot be read as a table. Save it as CSV or XLSX once more."))


def _of_xlsx(content: bytes) -> Iterator[list[str]]:
    openpyxl = _openpyxl()
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            small = [part.file_size for part in parts if part.filename.endswith(("sharedStrings.xml", "styles.xml"))]
            if sum(part.file_size for part in parts) > LARGEST_UNPACKED or max(small, default=0) > LARGEST_PART:
                raise UnfitTable(_("The file unfolds to more than we can take. Part it into several files."))
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size is not believed
        for row in sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True):
            yield [_cell(cell) for cell in row]
    except (*BROKEN, openpyxl.utils.exceptions.InvalidFileException) as error:
        raise UnfitTable(_("The file cannot be read as a table. Save it as CSV or XLSX once more.")) from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a telephone number without its leading zero is not ours to mend
    text = printable(str(value)[:LONGEST_CELL]).strip()
    return text[1:] if text.startswith("'") and text[1:].lstrip(" \n").startswith(FORMULA_BEGINS) else text
