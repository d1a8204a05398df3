"""When the database cannot answer just now: a page that says so, and when to come back."""

import copy
import sqlite3

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from portal.common.actor import NOBODY

RETRY_AFTER_SECONDS = 10
SQLITE_BUSY = ("locked", "busy", "unable to open", "disk i/o")


def is_busy(error: BaseException | None) -> bool:
    """A lock waited for too long, a statement stopped, a connection refused or lost: it may work in a moment.

    SQLite says OperationalError of a missing table as well, and that will not mend itself.
    """
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    if isinstance(error.__cause__, sqlite3.Error):
        return any(word in str(error).lower() for word in SQLITE_BUSY)
    return True


def busy_page(request: HttpRequest) -> HttpResponse:
    """The 503 page. Rendered as if for a stranger, because finding out who asks would need the database again."""
    if hasattr(request, "session"):
        request.session.modified = False  # what the failed request wanted to keep is not worth a second failure
    stranger = copy.copy(request)
    stranger.actor = NOBODY
    for name in ("user", "session", "_messages"):
        stranger.__dict__.pop(name, None)
    response = HttpResponse(render_to_string("503.html", {}, request=stranger), status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
