import codecs
import gc
import os
from collections.abc import Callable, Iterable
from email.message import Message
from typing import Any

from django.core.wsgi import get_wsgi_application

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
CHARSETS = {"utf-8", "ascii", "iso8859-1", "iso8859-2", "cp1250", "cp1252"}  # what a browser may send; forms in others than UTF-8 are refused later


def with_known_charset(application: Application) -> Application:
    """Drop any other charset ("rot13", "idna"): Django takes it up before any middleware and fails on it."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        header = Message()
        header["Content-Type"] = environ.get("CONTENT_TYPE", "")
        try:
            is_known = codecs.lookup(str(header.get_param("charset") or "utf-8")).name in CHARSETS
        except (LookupError, ValueError):
            is_known = False
        if not is_known:
            environ["CONTENT_TYPE"] = header.get_content_type()
        return application(environ, start_response)

    return answer


gc.disable()  # as in manage.py
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = with_known_charset(get_wsgi_application())
gc.enable()
