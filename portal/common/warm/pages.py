"""Warm pages: what an anonymous visitor has just been shown is shown to the next one without being made again.

Whether it still holds is asked of the database at every request, so that it is right in the very next one after a change
(docs/decisions/0012-warm-pages-are-marked-by-the-database.md).
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language_from_path, get_language_from_request

from portal.common.clock import now
from portal.common.warm.reading import Marks, Reading, marks_now, watched_tables
from portal.common.warm.shelf import Kept, Shelf

GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]
Names = Iterable[str] | Callable[[], Iterable[str]]

MEGABYTE = 1024 * 1024
LARGEST = MEGABYTE // 2  # of one page
LONGEST_QUERY = 300
MESSAGES_COOKIE = "messages"  # of Django's messages: a word for one visitor
VARIES = {"accept-language", "accept-encoding", "cookie"}  # the language is part of the address below; with a session nothing is kept

# What a query narrows has a shelf of its own: whoever tries out addresses pushes no plain page off.
plain, narrowed = Shelf(), Shelf()


@dataclass
class Making:
    """A page that is being made, and might be kept: what was marked before its first row was read, and which rows it read."""

    address: Hashable
    shelf: Shelf
    minute: int
    marks: Marks | None = None
    tables: set[str] = field(default_factory=set)
    is_for_everybody: bool = False


def for_everybody(*, narrowed_by: Names = ()) -> Callable[[View], View]:
    """Declare of a view that it tells every anonymous visitor the same, whatever else they bring, but for these parameters."""

    def declared(view: View) -> View:
        @wraps(view)
        def made(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            making: Making | None = getattr(request, "making", None)
            if making is None or not is_known(request, narrowed_by):
                return view(request, *args, **kwargs)
            reading = Reading(making.marks)
            with connection.execute_wrapper(reading):
                response = view(request, *args, **kwargs)
            making.marks, making.tables = reading.marks, reading.tables
            making.is_for_everybody = reading.only_reads and getattr(response, "is_rendered", True)
            return response

        return made

    return declared


def is_known(request: HttpRequest, names: Names) -> bool:
    """Whether the address says nothing but what the page knows. An empty value says nothing."""
    known = set(names() if callable(names) else names)
    return all(len(values) == 1 and (name in known or values == [""]) for name, values in request.GET.lists())


def answer_warm(get_response: GetResponse) -> GetResponse:
    """First of all middleware: what is answered here costs nothing of what follows, and carries the headers that it was made with."""

    def middleware(request: HttpRequest) -> HttpResponse:
        address = address_of(request)
        if address is None:
            return get_response(request)
        making = Making(address, narrowed if request.META.get("QUERY_STRING") else plain, minute=int(now().timestamp()) // 60)
        kept = making.shelf.get(address)
        if kept is not None and is_fresh(kept, making):
            return conditional(request, kept.etag, kept.response())
        request.making = making  # type: ignore[attr-defined]  # for the view below
        response = get_response(request)
        if request.method == "GET" and may_be_kept(response, making):
            keep(response, making)
            return conditional(request, response.headers["ETag"], response)
        return response

    return middleware


def address_of(request: HttpRequest) -> Hashable | None:
    """Under which the answer could be kept; None when the request brings anything of a visitor's own."""
    if not settings.WARM_PAGES or request.method not in {"GET", "HEAD"}:
        return None
    query = request.META.get("QUERY_STRING", "")
    cookies = request.COOKIES
    if settings.SESSION_COOKIE_NAME in cookies or MESSAGES_COOKIE in cookies or "HTTP_AUTHORIZATION" in request.META or len(query) > LONGEST_QUERY:
        return None
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    language = "" if get_language_from_path(request.path_info) else get_language_from_request(request)
    name = host.rpartition(":")[0] or host  # whatever port somebody names: no page tells it
    return (request.scheme, name, request.path, query, language)


def is_fresh(kept: Kept, making: Making) -> bool:
    """Whether it would be made again just so: in the same minute, of the same rows."""
    if kept.minute != making.minute:
        return False
    if not kept.marks:
        return True
    try:
        making.marks = marks_now()
    except DatabaseError:
        return False  # whoever makes the page meets the same fault, and says so kindly
    return all(making.marks.get(table) == mark for table, mark in kept.marks)


def may_be_kept(response: HttpResponseBase, making: Making) -> bool:
    return (
        making.is_for_everybody
        and response.status_code == 200  # noqa: PLR2004
        and isinstance(response, HttpResponse)
        and not response.cookies
        and not {"no-store", "private"} & directives(response, "Cache-Control")
        and directives(response, "Vary") <= VARIES
        and len(response.content) <= LARGEST
        and is_watched(making.tables)
    )


def is_watched(tables: set[str]) -> bool:
    try:
        return not tables or tables <= watched_tables()
    except DatabaseError:
        return False


def directives(response: HttpResponseBase, header: str) -> set[str]:
    return {word.strip().lower().partition("=")[0] for word in response.headers.get(header, "").split(",") if word.strip()}


def keep(response: HttpResponse, making: Making) -> None:
    """Put it on the shelf under what was marked before it was made: what changed meanwhile makes it stale, and never hides."""
    # Browsers and proxies may keep it too, and ask each time whether it still holds.
    response.headers.setdefault("Cache-Control", "no-cache")
    response.headers.setdefault("ETag", f'W/"{blake2b(response.content, digest_size=12).hexdigest()}"')
    marks = making.marks or {}
    kept = Kept(response.content, dict(response.headers), making.minute, tuple((table, marks.get(table, 0)) for table in making.tables))
    share = settings.WARM_PAGES * MEGABYTE
    making.shelf.put(making.address, kept, most=share * 3 // 4 if making.shelf is plain else share // 4)


def conditional(request: HttpRequest, etag: str, response: HttpResponse) -> HttpResponse:
    """The page, or 304 when the visitor has it already."""
    return get_conditional_response(request, etag=etag, response=response) or response
