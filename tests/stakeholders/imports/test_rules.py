import pytest

from portal.common.errors import Refused
from stakeholders.imports import rules
from stakeholders.imports.choices import State
from stakeholders.imports.models import Import


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (["Ime in priimek", "E-pošta", "Telefon", "Opombe"], ["name", "email", "phone", "note"]),
        (["NAME", "e-mail", "Organization", "Shoe size"], ["name", "email", "organisation", ""]),
        (["Naziv", "Ime"], ["name", ""]),
        (["", "?"], ["", ""]),
    ],
)
def test_columns_are_known_by_what_people_call_them(headings, columns):
    assert rules.match_columns(headings, "people") == columns


COLUMNS = ["name", "email", "group", "language", "phone"]


def test_a_row_is_put_right():
    values, reasons = rules.read_row("people", COLUMNS, ["  Ana   Kos ", "ANA@setev.example", "Podjetje", "slovenščina", ""])
    assert reasons == []
    assert values == {"name": "Ana Kos", "email": "ana@setev.example", "group": "company", "language": "sl"}


@pytest.mark.parametrize(
    ("cells", "reasons"),
    [
        (["", "ana@setev.example", "", "", ""], [("name", "name_missing")]),
        (["Ana", "ana(at)setev", "", "", ""], [("email", "email_wrong")]),
        (["Ana", "", "pirates", "klingon", ""], [("group", "group_unknown"), ("language", "language_unknown")]),
        (["A" * 200, "", "", "", "0" * 41], [("name", "name_long"), ("phone", "phone_long")]),
    ],
)
def test_each_reason_is_named_beside_its_field(cells, reasons):
    assert rules.read_row("people", COLUMNS, cells)[1] == reasons


def test_a_website_is_completed_or_refused():
    assert rules.read_row("organisations", ["name", "website"], ["Gozd", "gozd.example"])[0]["website"] == "https://gozd.example"
    assert rules.read_row("organisations", ["name", "website"], ["Gozd", "javascript://alert(1)"])[1] == [("website", "website_wrong")]


def test_no_field_is_given_twice_and_none_that_does_not_exist():
    assert rules.may_be_given(["name", ""], ["a", "b"], "people")
    assert not rules.may_be_given(["name", "name"], ["a", "b"], "people")
    assert not rules.may_be_given(["name"], ["a", "b"], "people")
    assert not rules.may_be_given(["name", "website"], ["a", "b"], "people")


def test_an_import_goes_one_way():
    with pytest.raises(Refused):
        rules.ensure_state(Import(state=State.DONE), State.CHECKED)
    with pytest.raises(Refused):
        rules.ensure_has_name(["email"])
