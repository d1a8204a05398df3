"""Programmes as feeds tell them."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from events.calendars.choices import News, Subject
from programmes.catalogue.models import Programme

LATEST = 50


def programme_subject(slug: str) -> Subject | None:
    """A public programme with its events."""
    programme = Programme.objects.public().select_related("municipality").filter(slug=slug).first()
    if programme is None:
        return None
    return Subject(programme.title, programme.get_absolute_url(), programme.municipality.language, programme.events.all(), programme_id=programme.pk)


def programmes_as_news(subject: Subject, since: datetime) -> list[News]:
    """Programmes that were published since: of a municipality, of everybody, or the one whose feed it is."""
    rows: Any = Programme.objects.public().filter(published_at__gt=since).select_related("municipality").order_by("-published_at")
    if subject.municipality_id:
        rows = rows.filter(municipality=subject.municipality_id)
    if subject.programme_id:
        rows = rows.filter(pk=subject.programme_id)
    return [as_news(programme) for programme in rows[:LATEST]]


def as_news(programme: Programme) -> News:
    published_at = programme.published_at or programme.created_at
    host = settings.SITE_URL.partition("://")[2].partition(":")[0]
    return News(
        id=f"tag:{host},{published_at.year}:programmes/{programme.pk}",
        title=programme.title,
        summary=programme.summary,
        url=programme.get_absolute_url(),
        kind=_("programme"),
        author=programme.municipality.legal_name,
        published_at=published_at,
        updated_at=programme.updated_at,
    )
