import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from portal.common import tables
from portal.common.tables import UnfitTable, read_table
from stakeholders.imports.models import Import, ImportRow
from stakeholders.people.choices import personal_data
from stakeholders.people.models import Person
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_coordinator, make_import, make_person
from tests.reading import page_of, said, told

pytestmark = pytest.mark.django_db
CREATE = "/en/workspace/stakeholders/people/import/"


@pytest.fixture
def litija():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture(autouse=True)
def ana(client, litija, clock):
    user = make_coordinator(municipality=litija, name="Ana")
    client.force_login(user)
    return user


def sent(client, litija, content, name="people.csv"):
    return client.post(CREATE, {"municipality": litija.pk, "table": SimpleUploadedFile(name, content)})


def address(tail=""):
    return f"/en/workspace/imports/{Import.objects.latest('pk').public_id}/{tail}"


def test_a_list_from_excel_is_looked_through_stored_and_taken_back(client, litija):
    answer = sent(client, litija, "Ime;E-pošta\nŠpela Žagar;spela@setev.example\n;nobody\n".encode("cp1250"))
    assert (answer.status_code, answer.url) == (302, address())
    page = page_of(client.get(address()))
    assert "1 row can be stored" in page.text
    assert "Špela Žagar" in page.text
    assert "There is no name." in page.text
    assert not Person.objects.exists()

    client.post(address("begin/"))
    assert Person.objects.get().name == "Špela Žagar"
    assert "1 row is stored" in said(client.get(address()))
    _url, text = told(client, client.post(address("undo/")))
    assert "1 row is taken back." in text
    assert not Person.objects.exists()


def test_columns_that_nobody_understood_are_asked_for(client, litija):
    sent(client, litija, b"Kdo,Kje\nAna,ana@setev.example\n")
    assert "Which column holds the names?" in said(client.get(address()))
    refused = client.post(address("columns/"), {"column_0": "name", "column_1": "name"})
    assert (refused.status_code, "Two columns are the same." in said(refused)) == (422, True)
    assert client.post(address("columns/"), {"column_0": "", "column_1": "email"}).status_code == 422
    client.post(address("columns/"), {"column_0": "name", "column_1": "email"})
    assert "1 row can be stored" in said(client.get(address()))


def test_the_rows_are_narrowed_by_their_fate_and_the_refused_ones_taken_along(client, litija):
    sent(client, litija, b"Ime,E-posta,=1+1\nAna,ana@setev.example,x\n,wrong,y\n")
    assert "Ana" not in page_of(client.get(address("?fate=refused"))).text.split("What becomes of each row")[-1]
    answer = client.get(address("refused/csv/"))
    text = answer.content.decode("utf-8-sig")
    assert "There is no name." in text
    assert "'=1+1" in text
    assert answer["Cache-Control"] == "no-store"
    assert client.get(address("refused/pdf/")).status_code == 404


def test_a_stopped_list_says_so_and_stores_nothing(client, litija):
    sent(client, litija, b"Ime\nAna\n")
    _url, text = told(client, client.post(address("cancel/")))
    assert "Stopped." in text
    client.post(address("begin/"))
    assert not Person.objects.exists()


def test_the_empty_list_has_the_headings_that_are_understood(client, litija):
    template = client.get(f"{CREATE}template/csv/").content.decode("utf-8-sig")
    sent(client, litija, (template + "Ana,Company,ana@setev.example,,,sl,,\n").encode())
    assert "1 row can be stored" in said(client.get(address()))


def book(rows):
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def flagged(content):
    """The same file with the mark of an encrypted one on every part."""
    marked = bytearray(content)
    for sign, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        found = marked.find(sign)
        while found >= 0:
            marked[found + place] |= 1
            found = marked.find(sign, found + 4)
    return bytes(marked)


@pytest.mark.parametrize(
    "content",
    [b"", b"Ime\n", b"\x00\x01\x02\x03", b"PK\x03\x04 nothing", b"\xff\xfe\x00", flagged(book([["Ime"], ["Ana"]])), book([["Ime"], ["Ana"]])[:700]],
    ids=["empty", "no rows", "binary", "no archive", "half a letter", "locked", "broken off"],
)
def test_what_is_no_table_is_said_kindly(client, litija, content):
    answer = sent(client, litija, content, "people.xlsx")
    assert answer.status_code == 422
    assert not Import.objects.exists()


def test_a_small_file_does_not_unfold_to_a_large_one(monkeypatch):
    rows = [["Ime", *["x" * 900] * 20] for _ in range(40)]
    monkeypatch.setattr(tables, "MOST_TEXT", 100_000)
    with pytest.raises(UnfitTable, match="more text"):
        read_table(SimpleUploadedFile("people.xlsx", book(rows)))
    file = BytesIO(book([["Ime"], ["Ana"]]))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/more/sharedStrings.xml", b" " * (tables.LARGEST_PART + 1))
    with pytest.raises(UnfitTable, match="unfolds"):
        read_table(SimpleUploadedFile("people.xlsx", file.getvalue()))


def test_the_lists_of_another_municipality_are_not_there(client):
    theirs = make_import(municipality=make_municipality())
    for tail in ("", "refused/csv/"):
        assert client.get(f"/en/workspace/imports/{theirs.public_id}/{tail}").status_code == 404
    for tail in ("columns/", "begin/", "cancel/", "undo/"):
        assert client.post(f"/en/workspace/imports/{theirs.public_id}/{tail}").status_code == 404


def test_whoever_asks_for_their_data_finds_the_rows_that_name_them_and_can_have_them_erased(client, litija, now):
    sent(client, litija, b"Ime,Kaj\nAna,x\nZora,zora@setev.example\n")
    store = personal_data["imports"]
    assert [record.title for record in store.records("zora@setev.example")] == ["Občina Litija"]
    assert store.erase(email="zora@setev.example", now=now) == 1
    assert [row.cells for row in ImportRow.objects.all()] == [["Ana", "x"]]


def test_people_are_told_everything_that_is_kept_of_them(litija):
    make_person(municipality=litija, email="zora@setev.example", note="Rada vodi delavnice.", source="Delavnica", group="company")
    (record,) = personal_data["people"].records("zora@setev.example")
    assert {"Rada vodi delavnice.", "Delavnica"} <= set(record.facts.values())
