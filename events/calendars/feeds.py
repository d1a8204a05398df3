"""Events for machines. Their addresses have no language: the words are those of the organising municipality."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.agenda.models import Event
from events.calendars.choices import Subject, feed_subjects
from events.calendars.documents import PUBLISH, agenda_file, atom_file, calendar_file
from events.calendars.presenters import calendar_events, everybody, news_of
from portal.common.clock import now
from portal.common.throttle import A_MINUTE, FEEDS, allow, network_of
from portal.common.warm.pages import for_everybody

MIMETYPE = "text/calendar; charset=utf-8; method=PUBLISH"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # of an empty feed
ATOM = "application/atom+xml; charset=utf-8"


def in_moderation(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A calendar comes back every few hours; whoever comes back every second is asked to wait."""

    @wraps(view)
    def asked(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if not allow("feeds.network", network_of(request), limit=FEEDS, per=A_MINUTE, now=now()):
            return HttpResponse("Too many requests.", status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": "60"})
        return view(request, *args, **kwargs)

    return asked


@require_safe
@for_everybody(narrowed_by=("language",))
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """One public event. `?language=` says in which words; a cancelled event stays, marked as such."""
    event = get_object_or_404(Event.objects.public().with_surroundings(), slug=slug)
    language = request.GET.get("language", event.municipality.language)
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    with translation.override(language):
        content = calendar_file(event, method=PUBLISH, url=settings.SITE_URL + event.get_absolute_url(), at=event.updated_at)
    return HttpResponse(content, content_type=MIMETYPE, headers={"Content-Disposition": f'attachment; filename="{event.slug}.ics"'})


@require_safe
@in_moderation
@for_everybody(narrowed_by=("language",))
def agenda_ics(request: HttpRequest, kind: str = "", slug: str = "") -> HttpResponse:
    """The events of everybody, of a municipality or of a programme, for a calendar that subscribes."""
    subject = subject_of(kind, slug)
    language = language_of(request, subject)
    with translation.override(language):
        events = calendar_events(subject, now())
    return answer(request, agenda_file(events, name=subject.name, language=language), MIMETYPE)


@require_safe
@in_moderation
@for_everybody(narrowed_by=("language",))
def agenda_atom(request: HttpRequest, kind: str = "", slug: str = "") -> HttpResponse:
    """What is announced there, newest first."""
    subject = subject_of(kind, slug)
    language = language_of(request, subject)
    with translation.override(language):
        page, own = settings.SITE_URL + subject_of(kind, slug).url, f"{settings.SITE_URL}{request.path}?language={language}"
        title, subtitle = _("News: %(name)s") % {"name": subject.name}, _("Events and programmes as they are announced.")
        content = atom_file(news_of(subject, now()), title=title, subtitle=subtitle, page=page, own=own, language=language, at=BEGINNING)
    return answer(request, content, ATOM)


def subject_of(kind: str, slug: str) -> Subject:
    """Addresses of subjects have the page's language, so that it is asked for inside of one."""
    find = feed_subjects.get(kind)
    subject = find(slug) if find else None if kind else everybody()
    if subject is None:
        raise Http404
    return subject


def language_of(request: HttpRequest, subject: Subject) -> str:
    language = request.GET.get("language", subject.language)
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def answer(request: HttpRequest, content: bytes, mimetype: str) -> HttpResponse:
    """The file, or 304 when the reader has it already. The same words have the same tag."""
    etag = quote_etag(sha256(content).hexdigest()[:24])
    headers = {"ETag": etag, "Cache-Control": "public, max-age=900"}
    return get_conditional_response(request, etag=etag, response=HttpResponse(content, content_type=mimetype, headers=headers))
