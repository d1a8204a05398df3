"""Events as calendar files (RFC 5545).

The same event has the same UID in every file, and SEQUENCE rises with each change of time, place or state: a calendar
then changes its entry instead of adding a second one.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from icalendar import Calendar, vCalAddress, vDuration, vText
from icalendar import Event as Entry

from events.agenda.models import Event
from events.calendars.choices import News

PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
EVERY = timedelta(hours=4)  # how often a subscribed calendar is asked to come back


def calendar_file(event: Event, *, method: str, url: str, at: datetime, attendee: str = "") -> bytes:
    """One event for a calendar. `at` is when the file is made; `url` leads to the event's public page.

    A letter names its reader as an attendee who has accepted, because REQUEST and CANCEL ask for one. A public file
    names nobody, and keeps the link for taking part online to those who registered.
    """
    calendar = empty_calendar(method)
    entry = entry_of(event, method=method, url=url, at=at, shows_link=bool(attendee))
    if attendee:
        entry.add("organizer", organiser(event))
        entry.add("attendee", accepted(attendee))
    calendar.add_component(entry)
    return with_zones(calendar, [event])


def agenda_file(events: Sequence[Event], *, name: str, language: str) -> bytes:
    """Many events under one name, for a calendar that comes back every few hours. Cancelled ones stay, marked as such."""
    calendar = empty_calendar(PUBLISH)
    calendar.add("name", clean(name))
    calendar.add("x-wr-calname", clean(name))
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(EVERY))
    for event in events:
        with translation.override(language):
            calendar.add_component(entry_of(event, method=PUBLISH, url=settings.SITE_URL + event.get_absolute_url(), at=event.updated_at, shows_link=False))
    return with_zones(calendar, events)


def empty_calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Setev//Events//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def with_zones(calendar: Calendar, events: Sequence[Event]) -> bytes:
    """Times carry their zone with the changes to and from summer time of the years that matter."""
    if events:
        first, last = min(event.starts_at.year for event in events), max(event.ends_at.year for event in events)
        calendar.add_missing_timezones(first_date=date(first - 1, 1, 1), last_date=date(last + 2, 1, 1))
    return bytes(calendar.to_ical())


def entry_of(event: Event, *, method: str, url: str, at: datetime, shows_link: bool) -> Entry:
    zone = ZoneInfo(settings.TIME_ZONE)
    entry = Entry()
    entry.add("uid", f"{event.public_id}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("dtstamp", at.astimezone(ZoneInfo("UTC")))
    entry.add("dtstart", event.starts_at.astimezone(zone))
    entry.add("dtend", event.ends_at.astimezone(zone))
    entry.add("sequence", event.sequence)
    entry.add("summary", clean(event.title))
    entry.add("description", clean("\n\n".join(part for part in (event.summary, url) if part)))
    where = whereabouts(event, shows_link=shows_link)
    if where:
        entry.add("location", clean(where))
    entry.add("url", url)
    entry.add("status", "CANCELLED" if event.is_cancelled or method == CANCEL else "CONFIRMED")
    if event.place and event.place.latitude is not None and event.place.longitude is not None:
        entry.add("geo", (float(event.place.latitude), float(event.place.longitude)))
    return entry


def organiser(event: Event) -> vCalAddress:
    """The municipality's name over the portal's own address: whatever a client answers by itself bothers nobody."""
    address = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    address.params["CN"] = clean(event.municipality.legal_name)
    return address


def accepted(email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["PARTSTAT"] = "ACCEPTED"
    address.params["RSVP"] = "FALSE"
    return address


def whereabouts(event: Event, *, shows_link: bool) -> str:
    if event.place:
        return f"{event.place.name}, {event.place.address}"
    return event.online_url if shows_link else _("online") if event.is_online else ""


def clean(text: str) -> vText:
    """Without control characters, which some clients take for the end of the entry."""
    return vText("".join(letter for letter in text if letter == "\n" or letter.isprintable()))


def atom_file(news: Sequence[News], *, title: str, subtitle: str, page: str, own: str, language: str, at: datetime) -> bytes:
    """What was announced, newest first, for readers of feeds (RFC 4287). `page` and `own` are whole addresses; `at` serves an empty feed."""
    feed = Atom1Feed(title=printable(title), link=page, description="", subtitle=printable(subtitle), feed_url=own, feed_guid=own, language=language)
    for one in news:
        feed.add_item(
            title=printable(one.title),
            link=settings.SITE_URL + one.url,
            description=printable(one.summary),
            unique_id=one.id,
            pubdate=one.published_at,
            updateddate=one.updated_at,
            author_name=printable(one.author),
            categories=[printable(str(one.kind))],
        )
    if not news:
        feed.latest_post_date = lambda: at  # otherwise the moment of asking, and each answer another one
    return feed.writeString("utf-8").encode()


def printable(text: str) -> str:
    """What XML can hold."""
    return "".join(letter for letter in text if letter in "\n\t" or letter.isprintable())
