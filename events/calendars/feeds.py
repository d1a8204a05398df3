"""Events for machines. Their addresses have no language: the words are those of the organising municipality."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.views.decorators.http import require_safe

from events.agenda.models import Event
from events.calendars.documents import PUBLISH, calendar_file

MIMETYPE = "text/calendar; charset=utf-8; method=PUBLISH"


@require_safe
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """One public event. `?language=` says in which words; a cancelled event stays, marked as such."""
    event = get_object_or_404(Event.objects.public().with_surroundings(), slug=slug)
    language = request.GET.get("language", event.municipality.language)
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    with translation.override(language):
        content = calendar_file(event, method=PUBLISH, url=settings.SITE_URL + event.get_absolute_url(), at=event.updated_at)
    return HttpResponse(content, content_type=MIMETYPE, headers={"Content-Disposition": f'attachment; filename="{event.slug}.ics"'})
