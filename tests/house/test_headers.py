"""Every answer is protected, the errors' too."""

import pytest

from tests.factories.stakeholders import PASSWORD, make_coordinator
from tests.house.pages import PUBLIC, World

POLICY = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def assert_protected(response):
    assert {directive.strip() for directive in response.headers["Content-Security-Policy"].split(";") if directive.strip()} == POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Referrer-Policy"] in {"strict-origin-when-cross-origin", "same-origin", "no-referrer"}
    assert "Permissions-Policy" in response.headers


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_page_is_protected(client, name):
    assert_protected(client.get(World(1).address(name, "en")))


@pytest.mark.parametrize("address", ["/en/no-such-page/", "/en/events/no-such-event/", "/brand/nobody.css", "/en/events/?page=%00", "/healthz", "/"])
def test_so_is_what_is_no_page(client, address):
    assert_protected(client.get(address))


def test_the_desk_is_kept_by_no_cache(client):
    client.force_login(make_coordinator())
    response = client.get("/en/workspace/")
    assert_protected(response)
    assert "no-store" in response.headers["Cache-Control"]


def test_the_session_is_no_business_of_scripts_or_other_sites(client):
    user = make_coordinator()
    client.post("/en/account/login/", {"login": user.email, "password": PASSWORD})
    cookie = client.cookies["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
