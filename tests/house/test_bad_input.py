"""Whatever a visitor sends to whatever address, the answer is never a fault of ours.

The addresses come from the table of doors, so that a new one is tried with everything as soon as it is listed.
"""

import json
import re

import pytest
from django.urls import reverse

from tests.house.test_doors import DOORS, World, addresses_of

pytestmark = pytest.mark.django_db

NUL, SURROGATE, REPLACED = "a%00b", "%ED%A0%80", "%FF%FE"
A_LITTLE = (NUL, SURROGATE, "x" * 5000)
FOR_A_DATABASE = [  # what the two might take differently
    NUL,
    SURROGATE,
    REPLACED,
    "x" * 5000,
    "-1",
    "1" + "0" * 30,
    "1e999",
    "%F0%9F%8C%B1",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59",
    "0001-01-01T00:00",
]
RUBBISH = [*FOR_A_DATABASE, "abc", "0", "NaN", "%E2%80%AE%D7%A9%D7%9C%D7%95%D7%9D", "2026-02-31", "'%20OR%201=1--", "%3Cscript%3E", ""]
TWICE = ("1", "2")
VALUES = [pytest.param((value,), marks=[] if value in FOR_A_DATABASE else pytest.mark.once) for value in RUBBISH] + [
    pytest.param(TWICE, marks=pytest.mark.once)
]
ODD_QUERIES = [
    "page=-1",
    "page=1000000000",
    "&".join(f"f{number}=1" for number in range(10_001)),
    "%00=1",
    "&&&===",
    "a[b]=1",
]

HEADERS = [
    {"Accept-Language": "x" * 9000},
    {"Accept-Language": "sl;q=abc,*;q=-1,\ud83c\udf31".encode("utf-8", "surrogatepass").decode("latin-1")},
    {"Cookie": "session=" + "x" * 4000 + '; csrf="\\000"; messages=@@@; django_language=%00'},
    {"Cookie": "=;;;=;csrf;session"},
    {"Host": "evil.example"},
    {"Host": "setev.example:port"},
    {"If-None-Match": '"' * 99, "If-Modified-Since": "yesterday"},
    {"Range": "bytes=5-1,abc"},
    {"X-Forwarded-For": "not an address, ,,", "X-Forwarded-Proto": "gopher", "X-Forwarded-Host": "evil.example"},
    {"Accept": "a/b;q=x,,*/;" * 50},
    {"Referer": "javascript:alert(1)", "Origin": "null"},
    {"Content-Type": "text/html; charset=rot13"},
]

READING = ("?", "/account/", "/confirm/", "/mail/", ".ics")  # these have no form that says so
FIELD_NAME = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\sname="([^"]+)"')
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
ODD_BODIES = [
    ("&".join(f"f{number}=1" for number in range(10_001)), FORM),
    ("name=" + "a" * 3_000_000, FORM),
    ("name=%", FORM + "; charset=utf-16"),
    (b"\xff\xfe\x00", FORM),
    (b"--x", MULTIPART),
    (b'--x\r\nContent-Disposition: form-data; name="picture"; filename="a.jpg"\r\n\r\nhalf a picture', MULTIPART),
    (b'--x\r\nContent-Disposition: form-data; name="picture"; filename="../../a\x00.jpg"\r\nContent-Type: image/jpeg\r\n\r\n\x00\x00\r\n--x--\r\n', MULTIPART),
    (b'--x\r\nContent-Disposition: form-data; name="name"; filename="a"\r\n\r\nfile for text\r\n--x--\r\n', MULTIPART),
    ("name=1", "multipart/form-data"),
    ('{"name": "\\ud800", "a": ' + "[" * 5000 + "]" * 5000 + "}", "application/json"),
    ("<a/>", "application/xml"),
    ("name=1", "nonsense"),
    ("name=1", ""),
]


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return World()


@pytest.fixture
def addresses(world):
    ours = [reverse(name, args=door.args(world)) for name, door in sorted(DOORS.items())]
    second_step = f"?method=inlocom&municipality={world.a.pk}&title=Senca&starts_on=2027-01-04"
    return [*ours, *(reverse(name) for name in addresses_of("account_")), reverse("programmes:desk_programme_lay_out") + second_step]


@pytest.fixture
def asked(world, addresses, made_once):
    """Read from the pages themselves, once for all workers: which fields they have, and which of them are narrowed by their query."""

    def read(folder):
        names, readers = {"page", "next", "order", "format"}, set()
        for role in ("anonymous", "owner"):
            client = world.client(role)
            for place, address in enumerate(addresses):
                page = client.get(address).content.decode(errors="replace")
                names.update(FIELD_NAME.findall(page))
                if 'method="get"' in page or any(part in address for part in READING):
                    readers.add(place)
        found = {"names": sorted(names - {"csrfmiddlewaretoken"}), "readers": sorted(readers)}
        (folder / "asked.json").write_text(json.dumps(found))

    return json.loads((made_once("asked", read) / "asked.json").read_text())


@pytest.fixture
def names(asked):
    """What the forms of all pages ask for: a new field is tried as soon as it is shown."""
    return asked["names"]


def filled(names: list[str], *values: str) -> str:
    return "&".join(f"{name}={value}" for value in values for name in names)


def with_query(address: str, query: str) -> str:
    """Of two values of one name the last counts, so that what is tried wins over what leads to the page."""
    return f"{address}&{query}" if "?" in address else f"{address}?{query}"


def faults(answers: dict) -> list:
    return [what for what, status in answers.items() if status >= 500]


def test_every_kind_of_field_is_tried(names):
    """So that reading the names from the pages cannot silently find none."""
    asked = {"q", "from_day", "municipality", "email", "party_size", "title_sl", "capacity", "phase_0_starts_on", "event_0_time", "amount", "picture", "login"}
    assert asked <= set(names)


@pytest.mark.parametrize("values", VALUES)
def test_no_value_in_a_query_upsets_us(world, addresses, asked, names, values):
    client = world.client("owner")  # who meets the public doors and those behind the gate
    tried = addresses if values[0] in A_LITTLE else [addresses[place] for place in asked["readers"]]
    query = filled(names, *values)
    assert faults({address: client.get(with_query(address, query)).status_code for address in tried}) == []


@pytest.mark.once
@pytest.mark.parametrize("number", range(len(ODD_QUERIES)))
def test_no_odd_query_upsets_us(world, addresses, number):
    client = world.client("owner")
    assert faults({address: client.get(with_query(address, ODD_QUERIES[number])).status_code for address in addresses}) == []


@pytest.mark.once
@pytest.mark.parametrize("number", range(len(HEADERS)))
def test_no_header_upsets_us(world, addresses, number):
    client = world.client("owner")
    # a query together with an encoding that is none fails in Django's own request, before any code of ours
    tried = [address for address in addresses if "?" not in address]
    assert faults({address: client.get(address, headers=HEADERS[number]).status_code for address in tried}) == []


@pytest.mark.parametrize("values", VALUES)
def test_no_value_in_a_form_upsets_us(world, addresses, names, values):
    client, body = world.client("owner"), filled(names, *values)
    assert faults({address: client.generic("POST", address, body, content_type=FORM).status_code for address in addresses}) == []


@pytest.mark.once
@pytest.mark.parametrize("number", range(len(ODD_BODIES)))
def test_no_odd_form_upsets_us(world, addresses, number):
    body, kind = ODD_BODIES[number]
    client = world.client("owner")
    assert faults({address: client.generic("POST", address, body, content_type=kind).status_code for address in addresses}) == []


def test_no_rubbish_upsets_us_where_an_address_names_a_row(world):
    assert faults(answers_to(rubbish_in_addresses(world, names_a_row=True), world)) == []


@pytest.mark.once
def test_no_rubbish_elsewhere_in_an_address_upsets_us(world):
    """Only the table of addresses reads it."""
    assert faults(answers_to(rubbish_in_addresses(world, names_a_row=False), world)) == []


def rubbish_in_addresses(world, *, names_a_row):
    """Each address with one of its parts replaced: those that name a row by everything, the others by a little."""
    for name, door in sorted(DOORS.items()):
        rows = {str(arg) for arg in door.args(world)}
        parts = reverse(name, args=door.args(world)).split("/")
        for place, part in enumerate(parts):
            row = part if part in rows else part.split(".")[0]
            if (row in rows) == names_a_row:
                for value in RUBBISH if names_a_row else A_LITTLE:
                    tried = "/".join([*parts[:place], part.replace(row, value, 1) if names_a_row else value, *parts[place + 1 :]])
                    yield f"/{tried.lstrip('/')}"


def answers_to(addresses, world):
    client = world.client("owner")
    return {address: client.get(address).status_code for address in dict.fromkeys(addresses)}


@pytest.mark.once
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "BREW", "get"])
def test_no_method_upsets_us(world, addresses, method):
    client = world.client("owner")
    assert faults({address: client.generic(method, address).status_code for address in addresses}) == []


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "//",
        "///en/",
        "/en",
        "/en//",
        "/../etc/passwd",
        "/en/%2e%2e/",
        "/xx/",
        "/en/.",
        "/sl/sl/",
        "/%",
        "/en/%zz/",
        "/static/../portal/settings.py",
        "/media/../setev.sqlite3",
        "/media/%2e%2e/secret.txt",
    ],
)
def test_no_odd_address_upsets_us(client, address):
    response = client.get(address)
    assert response.status_code < 500
    assert b"SECRET" not in getattr(response, "content", b"")
