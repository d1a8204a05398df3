"""Whatever a visitor sends to whatever address, the answer is never a fault of ours.

The addresses come from the table of doors, so that a new one is tried with everything as soon as it is listed.
"""

import pytest
from django.test import Client
from django.urls import reverse

from tests.house.test_doors import DOORS, World, addresses_of

pytestmark = pytest.mark.django_db

NUL, SURROGATE, REPLACED = "a%00b", "%ED%A0%80", "%FF%FE"
RUBBISH = [
    NUL,
    SURROGATE,
    REPLACED,
    "x" * 5000,
    "abc",
    "-1",
    "0",
    "1" + "0" * 30,
    "1e999",
    "NaN",
    "%E2%80%AE%D7%A9%D7%9C%D7%95%D7%9D",
    "%F0%9F%8C%B1",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59",
    "0001-01-01T00:00",
    "2026-02-31",
    "'%20OR%201=1--",
    "%3Cscript%3E",
    "",
]
NAMES = (
    "page",
    "q",
    "municipality",
    "kind",
    "programme",
    "when",
    "from",
    "until",
    "free",
    "starts_on",
    "method",
    "standing",
    "language",
    "next",
    "format",
    "order",
    "status",
)
QUERIES = ["&".join(f"{name}={value}" for name in NAMES) for value in RUBBISH] + [
    "&".join(f"{name}=1&{name}=2" for name in NAMES),
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

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
FIELDS = """
    name email party_size needs submission_key language title_sl title_en summary_sl text_sl kind municipality place starts_at starts_at_0 starts_at_1 ends_at ends_at_0 ends_at_1
    capacity online_url note method starts_on ends_on due_on reached_on move_following organisation role funder amount year reference event login password code form-TOTAL_FORMS phases-TOTAL_FORMS
    phases-0-starts_on events-TOTAL_FORMS milestones-TOTAL_FORMS contact_email registration_opens_at_0 party_limit
""".split()  # noqa: SIM905 - a list of words is read more easily as words


def filled(value: str) -> str:
    return "&".join(f"{name}={value}" for name in FIELDS)


BODIES = [(filled(value), FORM) for value in RUBBISH] + [
    (filled("1") + "&" + filled("2"), FORM),
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
    return ours + [reverse(name) for name in addresses_of("account_")]


def faults(answers: dict) -> list:
    return [what for what, status in answers.items() if status >= 500]


def visitors(world: World) -> dict[str, Client]:
    return {role: world.client(role) for role in ("anonymous", "owner")}


@pytest.mark.parametrize("number", range(len(QUERIES)))
def test_no_query_upsets_us(world, addresses, number):
    client = world.client("owner")  # who meets the public doors and those behind the gate
    assert faults({address: client.get(f"{address}?{QUERIES[number]}").status_code for address in addresses}) == []


@pytest.mark.parametrize("number", range(len(HEADERS)))
def test_no_header_upsets_us(world, addresses, number):
    clients = visitors(world)
    assert (
        faults({(role, address): client.get(address, headers=HEADERS[number]).status_code for role, client in clients.items() for address in addresses}) == []
    )


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_no_form_upsets_us(world, addresses, number):
    body, kind = BODIES[number]
    client = world.client("owner")
    assert faults({address: client.generic("POST", address, body, content_type=kind).status_code for address in addresses}) == []


def test_no_rubbish_in_an_address_upsets_us(world, addresses):
    answers = {}
    clients = visitors(world)
    for address in addresses:
        parts = address.strip("/").split("/")
        for place in range(len(parts)):
            for value in RUBBISH:
                tried = "/" + "/".join([*parts[:place], value, *parts[place + 1 :]]) + ("/" if address.endswith("/") else "")
                role = "owner" if "workspace" in address else "anonymous"
                if tried not in answers:
                    answers[tried] = clients[role].get(tried).status_code
    assert faults(answers) == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "BREW", "get"])
def test_no_method_upsets_us(world, addresses, method):
    clients = visitors(world)
    assert faults({(role, address): client.generic(method, address).status_code for role, client in clients.items() for address in addresses}) == []


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
