"""What holds for every request and answer, whichever room it is for."""

import codecs
from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import translation

from portal.common.busy import busy_page, is_busy

GetResponse = Callable[[HttpRequest], HttpResponse]

LARGEST_BODY = 32 * 1024 * 1024  # a picture that is too large is told so by its form; what is larger still is not even read
FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
        "xr-spatial-tracking",
    )
)


def is_unreadable(text: str) -> bool:
    """NUL ends a string in PostgreSQL; a lone surrogate cannot be encoded. Neither is ever typed by a person."""
    return "\x00" in text or (not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text))


def texts_of(request: HttpRequest) -> Iterator[str]:
    yield request.path
    for key, values in request.GET.lists():
        yield key
        yield from values
    for key, value in request.COOKIES.items():
        yield key
        yield value
    if request.method == "POST" and request.content_type in FORM_TYPES:
        for key, values in request.POST.lists():
            yield key
            yield from values
        yield from request.FILES


def body_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name in {"utf-8", "ascii"}
    except (LookupError, ValueError):
        return False


def refuse_unreadable_text(get_response: GetResponse) -> GetResponse:
    """Answer 400 before anything unreadable reaches a query. Bodies other than forms are not read here."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # This is before the language is chosen: without it the page would speak the thread's last visitor's.
        translation.activate(translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE)
        if body_length(request) > LARGEST_BODY:
            msg = "The form is too large."
            raise RequestDataTooBig(msg)
        if not is_utf8((request.content_params or {}).get("charset", "utf-8")):
            request.encoding = "utf-8"
            msg = "The form is not in UTF-8."
            raise BadRequest(msg)
        try:
            unreadable = any(is_unreadable(text) for text in texts_of(request))
        except UnreadablePostError as error:
            msg = "The form broke off."
            raise BadRequest(msg) from error
        if unreadable:
            msg = "The request holds characters that nobody can read."
            raise BadRequest(msg)
        return get_response(request)

    return middleware


def is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    """Made for one visitor: asked with a session, or answered with a cookie, or the answer to a form."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or bool(response.cookies) or request.method == "POST"


def set_headers(get_response: GetResponse) -> GetResponse:
    """What every answer carries. What a view has set stays."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if is_personal(request, response):
            response.headers.setdefault("Cache-Control", "no-store")
        if "no-store" in response.headers.get("Cache-Control", ""):
            response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    return middleware


def say_busy(get_response: GetResponse) -> GetResponse:
    """A database that cannot answer just now is a 503 that says when to come back, never a 500."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        return busy_page(request) if is_busy(error) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # where Django looks for it
    return middleware
