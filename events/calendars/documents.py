"""Events as calendar files (RFC 5545).

The same event has the same UID in every file, and SEQUENCE rises with each change of time, place or state: a calendar
then changes its entry instead of adding a second one.
"""

from datetime import date, datetime
from email.utils import parseaddr
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as Entry

from events.agenda.models import Event

PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


def calendar_file(event: Event, *, method: str, url: str, at: datetime, attendee: str = "") -> bytes:
    """One event for a calendar. `at` is when the file is made; `url` leads to the event's public page.

    A letter names its reader as an attendee who has accepted, because REQUEST and CANCEL ask for one. A public file
    names nobody, and keeps the link for taking part online to those who registered.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    calendar = Calendar()
    calendar.add("prodid", "-//Setev//Events//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    entry = Entry()
    entry.add("uid", f"{event.public_id}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("dtstamp", at.astimezone(ZoneInfo("UTC")))
    entry.add("dtstart", event.starts_at.astimezone(zone))
    entry.add("dtend", event.ends_at.astimezone(zone))
    entry.add("sequence", event.sequence)
    entry.add("summary", clean(event.title))
    entry.add("description", clean("\n\n".join(part for part in (event.summary, url) if part)))
    where = whereabouts(event, shows_link=bool(attendee))
    if where:
        entry.add("location", clean(where))
    entry.add("url", url)
    entry.add("status", "CANCELLED" if event.is_cancelled or method == CANCEL else "CONFIRMED")
    if event.place and event.place.latitude is not None and event.place.longitude is not None:
        entry.add("geo", (float(event.place.latitude), float(event.place.longitude)))
    if attendee:
        entry.add("organizer", organiser(event))
        entry.add("attendee", accepted(attendee))
    calendar.add_component(entry)
    year = event.starts_at.year
    calendar.add_missing_timezones(first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1))
    return bytes(calendar.to_ical())


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
