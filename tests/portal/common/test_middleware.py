"""What no visitor can send to break us, and what every answer carries."""

import sqlite3

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from portal import urls as site
from portal.common.busy import is_busy
from portal.common.middleware import LARGEST_BODY, is_unreadable
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_coordinator, make_user
from tests.reading import page_of

pytestmark = pytest.mark.django_db


def error_from(cause: BaseException, kind: type[Exception] = OperationalError) -> Exception:
    error = kind(*cause.args)
    error.__cause__ = cause
    return error


LOCKED = error_from(sqlite3.OperationalError("database is locked"))
NO_TABLE = error_from(sqlite3.OperationalError("no such table: events_event"))
REFUSED = OperationalError('connection to server at "127.0.0.1", port 5432 failed: Connection refused')


def upset(error):
    def view(_request):
        raise error

    return view


def keep(request):
    request.session["seen"] = True
    return HttpResponse()


def echo(request):
    return HttpResponse(f"{request.POST.get('name', '')}|{len(request.FILES)}|{len(request.body) if not request.FILES else ''}")


class Wiring:
    """The site with three doors more."""

    handler400, handler403, handler404, handler500 = site.handler400, site.handler403, site.handler404, site.handler500
    urlpatterns = [
        path("locked/", upset(LOCKED)),
        path("refused/", upset(REFUSED)),
        path("no-table/", upset(NO_TABLE)),
        path("broken/", upset(RuntimeError("a fault of ours"))),
        path("echo/", echo),
        path("keep/", keep),
        path(
            "own/", lambda _request: HttpResponse(headers={"Cache-Control": "max-age=60", "Permissions-Policy": "camera=()", "Referrer-Policy": "no-referrer"})
        ),
        *site.urlpatterns,
    ]


@pytest.fixture
def wired(settings):
    settings.ROOT_URLCONF = Wiring


@pytest.fixture
def calm():
    """A browser that sees the 500 page, where the ordinary test client would raise."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("text", "unreadable"), [("Žalec", False), ("", False), ("a\x00b", True), ("\ud800", True), ("a\udfffb", True), ("\u202eobrnjeno", False), ("🌱", False)]
)
def test_only_what_nobody_can_type_is_unreadable(text, unreadable):
    assert is_unreadable(text) is unreadable


@pytest.mark.parametrize("address", ["/en/?q=%00", "/en/?%00=q", "/en/municipalities/%00/", "/sl/%00", "/brand/a%00.css"])
def test_a_nul_in_the_address_is_a_bad_request_in_the_sites_look(client, address):
    response = client.get(address)
    assert response.status_code == 400
    assert page_of(response).heading


@pytest.mark.parametrize("form", [{"login": "a\x00b"}, {"\x00": "a"}])
@pytest.mark.parametrize("kind", ["multipart", "urlencoded"])
def test_a_nul_in_a_form_is_a_bad_request(client, form, kind):
    if kind == "multipart":
        response = client.post("/en/account/login/", form)
    else:
        body = "&".join(f"{key}={value}" for key, value in form.items()).replace("\x00", "%00")
        response = client.post("/en/account/login/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400


def test_a_body_larger_than_any_form_is_not_even_read(client):
    """Its length stands in the header; the bytes would fill the disk before anybody asked who sends them."""
    response = client.post("/en/events/", CONTENT_LENGTH=str(LARGEST_BODY + 1))

    assert (response.status_code, bool(page_of(response).heading)) == (400, True)


def test_a_nul_in_a_cookie_is_a_bad_request(client):
    assert client.get("/en/", headers={"Cookie": r'session="a\000b"'}).status_code == 400


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "rot13", "hex", "unicode_escape", "nonsense", "idna"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
def test_a_form_in_another_encoding_is_a_bad_request(client, charset, kind):
    response = client.generic("POST", "/en/account/login/", b"login=a", content_type=f"{kind}; charset={charset}")
    assert response.status_code == 400


def test_the_refusal_speaks_the_language_of_the_address(client):
    client.get("/sl/municipalities/")
    assert page_of(client.get("/en/?q=%00")).root.get("lang") == "en"
    assert page_of(client.get("/sl/?q=%00")).root.get("lang") == "sl"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x",
        b'--x\r\nContent-Disposition: form-data; name="a"',
        b"\xff\xfe" * 50,
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nhalf',
    ],
)
def test_a_form_that_broke_off_never_upsets_us(client, body):
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "multipart/form-data; boundary=" + "y" * 300):
        assert client.generic("POST", "/en/account/login/", body, content_type=kind).status_code < 500


def test_too_many_fields_are_a_bad_request(client):
    response = client.post("/en/account/login/", "&".join(f"f{number}=1" for number in range(10_001)), content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400


def test_too_large_a_form_is_refused(client):
    response = client.post("/en/account/login/", "login=" + "a" * 3_000_000, content_type="application/x-www-form-urlencoded")
    assert response.status_code in {400, 413}


def test_files_pass(client, wired):
    response = client.post("/echo/", {"name": "Žalec", "file": SimpleUploadedFile("slika.jpg", b"\x00\xff" * 600_000)})
    assert response.content.decode() == "Žalec|1|"


def test_a_body_that_is_no_form_is_not_read_here(client, wired):
    response = client.generic("POST", "/echo/", b'{"name": "\x00"}', content_type="application/json")
    assert response.content.decode() == "|0|13"


EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize(
    "address",
    [
        "/en/municipalities/",
        "/en/account/login/",
        "/en/nothing/",
        "/en/?q=%00",
        "/brand/litija.css",
        "/static/css/main.css",
        "/en/workspace/",
        "/locked/",
        "/broken/",
    ],
)
def test_every_answer_carries_the_headers(calm, wired, address):
    make_municipality(slug="litija")
    response = calm.get(address)
    assert {name: response.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert "camera=()" in response["Permissions-Policy"]
    assert "default-src 'self'" in response["Content-Security-Policy"]
    response.close()


def test_what_a_view_has_set_stays(client, wired):
    response = client.get("/own/")
    assert (response["Cache-Control"], response["Permissions-Policy"], response["Referrer-Policy"]) == ("max-age=60", "camera=()", "no-referrer")


def test_a_public_page_may_be_kept_and_holds_no_cookie(client):
    response = client.get("/en/municipalities/")
    assert "Cache-Control" not in response
    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")


def test_what_is_made_for_one_visitor_is_kept_nowhere(client):
    client.force_login(make_coordinator())
    response = client.get("/en/municipalities/")
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex")


def test_the_answer_to_a_form_is_kept_nowhere(client):
    assert "no-store" in client.post("/en/account/login/", {"login": "maja@setev.example", "password": "?"})["Cache-Control"]


@pytest.mark.parametrize("address", ["/locked/", "/refused/"])
def test_a_database_that_cannot_answer_now_is_busy_not_broken(client, wired, address):
    response = client.get(address)
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "10", "no-store")
    assert page_of(response).heading


def test_the_busy_page_asks_the_database_nothing(client, wired, django_assert_num_queries):
    client.force_login(make_user())
    with django_assert_num_queries(0):
        client.get("/refused/")


def test_a_missing_table_is_a_fault_of_ours(calm, wired):
    assert calm.get("/no-table/").status_code == 500


def test_a_fault_of_ours_wears_the_sites_look(calm, wired):
    response = calm.get("/broken/")
    assert response.status_code == 500
    assert page_of(response).heading


@pytest.mark.parametrize(
    ("error", "busy"),
    [
        (LOCKED, True),
        (REFUSED, True),
        (NO_TABLE, False),
        (InterfaceError("connection already closed"), True),
        (error_from(sqlite3.OperationalError("unable to open database file")), True),
        (error_from(Exception("canceling statement due to lock timeout")), True),
        (ValueError("database is locked"), False),
        (None, False),
    ],
)
def test_busy_is_what_may_work_in_a_moment(error, busy):
    assert is_busy(error) is busy


def test_a_session_that_cannot_be_kept_is_busy_not_broken(calm, wired, monkeypatch):
    """The database may fail after the view has answered, in a middleware, where no view's exception is seen."""

    def refuse(*_args, **_kwargs):
        raise REFUSED

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", refuse)
    response = calm.get("/keep/")
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert page_of(response).heading
