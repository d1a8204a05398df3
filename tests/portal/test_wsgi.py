"""What reaches the portal before any middleware."""

import gc

import pytest
from django.conf import settings
from django.test import RequestFactory

from portal.wsgi import application


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["rot13", "hex", "nonsense", "utf-8", "\x00", "idna"])
def test_a_charset_that_is_no_encoding_of_text_upsets_nobody(charset):
    answered = []
    environ = RequestFactory().get("/robots.txt", {"q": "č"}).environ | {"CONTENT_TYPE": f"text/plain; charset={charset}"}
    body = application(environ, lambda status, _headers: answered.append(status))
    assert (answered, b"User-agent" in b"".join(body)) == (["200 OK"], True)


def test_what_is_loaded_is_put_aside_and_garbage_is_collected_from_then_on():
    assert (gc.isenabled(), gc.get_freeze_count() > 0) == (True, True)
    assert [name for name in settings.INSTALLED_APPS if "." not in name or name.startswith("portal.")][-1] == "portal.home"
