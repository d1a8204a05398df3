import os
from collections.abc import Callable, Iterable
from email.message import Message
from typing import Any

from django.core.wsgi import get_wsgi_application

PLAIN = "".join(map(chr, range(32, 127)))
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def with_readable_charset(application: Application) -> Application:
    """Drop a charset in which plain letters are not themselves ("rot13"): Django takes it up before any middleware and fails on it."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        header = Message()
        header["Content-Type"] = environ.get("CONTENT_TYPE", "")
        try:
            is_readable = PLAIN.encode().decode(str(header.get_param("charset") or "utf-8")) == PLAIN
        except (LookupError, ValueError):
            is_readable = False
        if not is_readable:
            environ["CONTENT_TYPE"] = header.get_content_type()
        return application(environ, start_response)

    return answer


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = with_readable_charset(get_wsgi_application())
