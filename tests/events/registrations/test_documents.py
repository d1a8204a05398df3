import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from django.utils import translation
from openpyxl import load_workbook

from events.registrations.choices import Standing
from events.registrations.documents import write_list
from events.registrations.models import Registration


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


FORMULAS = ["=1+1", "+386 41", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "\n=cmd|' /C calc'!A0", "＝1+1", '=HYPERLINK("https://evil.example")']


def row(**fields):
    return Registration(
        **{
            "name": "Ana",
            "email": "ana@setev.example",
            "party_size": 2,
            "language": "sl",
            "standing": Standing.CONFIRMED,
            "joined_at": datetime(2027, 5, 10, 7, tzinfo=UTC),
            **fields,
        }
    )


def read_csv(content, delimiter=","):
    return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=delimiter))


@pytest.mark.parametrize("typed", FORMULAS)
def test_what_looks_like_a_formula_stays_text_in_a_csv_file(typed):
    cells = read_csv(write_list([row(name=typed, needs=typed)], "csv"))[1]

    assert [cell.lstrip(" \n")[:1] for cell in (cells[0], cells[4])] == ["'", "'"]


@pytest.mark.parametrize("typed", FORMULAS)
def test_what_looks_like_a_formula_stays_text_in_a_spreadsheet(typed):
    sheet = load_workbook(BytesIO(write_list([row(name=typed, needs=typed)], "xlsx"))).active

    assert {cell.data_type for line in sheet.iter_rows() for cell in line} == {"s", "n"}
    assert [sheet["A2"].data_type, sheet["E2"].data_type] == ["s", "s"]


def test_control_characters_do_not_reach_the_file():
    assert read_csv(write_list([row(name="A\x07na\x1b")], "csv"))[1][0] == "Ana"


def test_where_the_comma_is_a_decimal_sign_cells_are_parted_by_semicolons():
    with translation.override("sl"):
        content = write_list([row(name="Žiga")], "csv")

    assert content.startswith(b"\xef\xbb\xbf")
    assert read_csv(content, ";")[1][:3] == ["Žiga", "ana@setev.example", "2"]
