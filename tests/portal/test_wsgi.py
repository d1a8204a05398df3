"""What reaches the portal before any middleware."""

import pytest
from django.test import RequestFactory

from portal.wsgi import application


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["rot13", "hex", "nonsense", "utf-8", "\x00", "idna"])
def test_a_charset_that_is_no_encoding_of_text_upsets_nobody(charset):
    answered = []
    environ = RequestFactory().get("/robots.txt", {"q": "č"}).environ | {"CONTENT_TYPE": f"text/plain; charset={charset}"}
    body = application(environ, lambda status, _headers: answered.append(status))
    assert (answered, b"User-agent" in b"".join(body)) == (["200 OK"], True)
