"""The front doors: the welcome, the pages every public site owes its visitors, what machines ask, and kind words when something fails."""

import sys

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

from portal.common import health
from portal.common.busy import busy_page, is_busy
from portal.common.clock import now as clock
from portal.common.warm.pages import for_everybody
from portal.home import patterns as library
from portal.home import presenters

PLAIN_FAILURE = """<!doctype html>
<html lang="sl"><head><meta charset="utf-8"><title>500 – Setev</title></head><body>
<main><h1>Tu se je plug zataknil</h1><p>Napaka je naša, ne vaša. Poskusite znova čez nekaj minut.</p>
<div lang="en"><h2>The plough got stuck</h2><p>The fault is ours, not yours. Please try again in a few minutes.</p></div></main>
</body></html>
"""

# --- Pages ---------------------------------------------------------------------------------------


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """From the bare address to the language that the browser asks for first, if we speak it."""
    with translation.override(translation.get_language_from_request(request)):
        response = redirect("home:home")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
@for_everybody()
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home/home.html", presenters.welcome(clock()))


@require_safe
@for_everybody()
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "home/accessibility.html", presenters.accessibility())


@require_safe
@for_everybody()
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "home/privacy.html", presenters.privacy())


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    return render(request, "home/patterns.html", library.samples(clock()))


# --- What machines ask ---------------------------------------------------------------------------


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers, and says how the rest is. A probe that restarts processes asks here: another process would mend nothing."""
    return JsonResponse(health.report(clock()))


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether visitors can be sent here."""
    report = health.report(clock())
    return JsonResponse(report, status=200 if report["ready"] else 503)


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Pages name their icon; this is for programs that ask without looking."""
    return HttpResponsePermanentRedirect(static("img/favicon.svg"))


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponse:
    """Uploaded pictures, in a trial. In production the web server hands them out."""
    try:
        return serve(request, path, document_root=settings.MEDIA_ROOT)
    except OSError as error:  # a name longer than any file's
        raise Http404 from error


# --- When something fails ------------------------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    words = _("This form had been open for too long, or your browser keeps no cookies. Nothing was changed: go back, load the page anew and send it again.")
    return render(request, "403.html", {"message": words}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page asks nothing of the request, the database or the language, for any of them may be what failed; nor does it trust its own template."""
    if is_busy(sys.exc_info()[1]):  # the database failed outside of a view, while the session was kept
        return busy_page(request)
    try:
        page = render_to_string("500.html")
    except (TemplateDoesNotExist, TemplateSyntaxError, ValueError, OSError):
        page = PLAIN_FAILURE
    return HttpResponse(page, status=500)
