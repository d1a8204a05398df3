"""Programmes as feeds tell them, and as a shared link shows them."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from events.calendars.choices import News, Subject
from portal.common.machines import Told
from portal.common.social import Card, span
from portal.common.words import say
from programmes.catalogue.choices import methods
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


def told_of(programme: Programme) -> Told:
    """What the programme's page tells machines."""
    return Told(card=card_of(programme))


def card_of(programme: Programme) -> Card:
    method = methods.get(programme.method)
    return Card(
        "programmes",
        programme.slug,
        programme.title,
        top=" · ".join(part for part in (programme.municipality.name, say(method.name) if method else "") if part),
        lines=(span(programme.starts_on, programme.ends_on, style="plain"),),
        brand=programme.municipality.brand_colour,
        spark=programme.municipality.spark_colour,
        photo=programme.picture.name if programme.picture else "",
        alt=programme.picture_alt if programme.picture else "",
    )


def programme_card(slug: str) -> Card | None:
    programme = Programme.objects.public().select_related("municipality").filter(slug=slug).first()
    return card_of(programme) if programme else None
