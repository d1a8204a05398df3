"""What feeds tell, and where a page offers them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from events.agenda.models import Event
from events.agenda.presenters import offer
from events.calendars.choices import News, Subject, news_sources
from locations.municipalities.choices import PageLink
from locations.municipalities.models import Municipality

BEFORE, AFTER = timedelta(days=90), timedelta(days=730)
MOST = 500  # events in a calendar
LATEST = 50  # entries in a feed
SINCE = timedelta(days=400)


def everybody() -> Subject:
    return Subject(name="Setev", url=reverse("events:event_list"), language=settings.LANGUAGE_CODE, events=Event.objects.all())


def municipality_subject(slug: str) -> Subject | None:
    municipality = Municipality.objects.taking_part().filter(slug=slug).first()
    if municipality is None:
        return None
    events = Event.objects.filter(municipality=municipality)
    return Subject(municipality.name, municipality.get_absolute_url(), municipality.language, events, municipality_id=municipality.pk)


def feeds_of(municipality: Municipality) -> list[PageLink]:
    """For the municipality's page."""
    if not municipality.takes_part:
        return []
    addresses = offer("municipalities", municipality.slug)
    return [
        PageLink(_("Events in your own calendar"), addresses.webcal, "calendar"),
        PageLink(_("What is new, as a feed"), addresses.atom, "link", mimetype="application/atom+xml"),
    ]


def calendar_events(subject: Subject, now: datetime) -> list[Event]:
    """From three months back to two years ahead."""
    rows = subject.events.public().filter(ends_at__gt=now - BEFORE, starts_at__lt=now + AFTER)
    return list(rows.with_surroundings().soonest_first()[:MOST])


def news_of(subject: Subject, now: datetime) -> list[News]:
    """Events that were announced, and what other rooms announce; the newest first."""
    since = now - SINCE
    rows = subject.events.public().filter(published_at__gt=since).with_surroundings().order_by("-published_at", "-pk")[:LATEST]
    found = [as_news(event) for event in rows] + [one for tell in news_sources for one in tell(subject, since)]
    return sorted(found, key=lambda one: (one.published_at, one.id), reverse=True)[:LATEST]


def as_news(event: Event) -> News:
    title = _("Cancelled: %(title)s") % {"title": event.title} if event.is_cancelled else event.title
    return News(
        id=f"urn:uuid:{event.public_id}",
        title=title,
        summary=event.summary,
        url=event.get_absolute_url(),
        kind=event.get_kind_display(),
        author=event.municipality.legal_name,
        published_at=event.published_at,
        updated_at=event.updated_at,
    )
