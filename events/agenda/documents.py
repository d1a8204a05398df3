"""An event as search engines read it (schema.org), as a shared link shows it, and as a newsletter names it."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from events.agenda.choices import SeatCount
from events.agenda.models import Event
from events.agenda.rules import registration_ends_at
from locations.municipalities.documents import organisation_of
from portal.common.machines import Facts, Told, whole, without_empty
from portal.common.social import Card, span
from portal.common.templatetags.dates import moment_words
from stakeholders.newsletters.choices import Block, Entry

STATUS = "https://schema.org/Event"
WAYS = {(True, True): "Mixed", (True, False): "Offline", (False, True): "Online"}


def told_of(event: Event, count: SeatCount | None, *, now: datetime) -> Told:
    """What the event's page tells machines."""
    card = card_of(event)
    return Told({**event_facts(event, count, now=now), "image": whole(card.address)}, card)


def card_of(event: Event) -> Card:
    moment = span(event.starts_at, event.ends_at)
    where = f"{event.place.name}, {event.place.address}" if event.place else _("online") if event.is_online else ""
    return Card(
        "events",
        event.slug,
        event.title,
        top=f"{event.municipality.name} · {event.get_kind_display()}",
        lines=tuple(line for line in (_("%(day)s, cancelled") % {"day": moment} if event.is_cancelled else moment, where) if line),
        brand=event.municipality.brand_colour,
        spark=event.municipality.spark_colour,
        photo=event.picture.name if event.picture else "",
        alt=event.picture_alt if event.picture else "",
    )


def event_card(slug: str) -> Card | None:
    event = Event.objects.public().with_surroundings().filter(slug=slug).first()
    return card_of(event) if event else None


def event_facts(event: Event, count: SeatCount | None, *, now: datetime) -> Facts:
    """The event's page in the words of schema.org. Of the seats it says only whether there are any."""
    way = WAYS.get((event.place_id is not None, event.is_online))
    return without_empty(
        {
            "@type": "Event",
            "@id": f"urn:uuid:{event.public_id}",
            "name": event.title,
            "description": event.summary,
            "url": whole(event.get_absolute_url()),
            "startDate": local(event.starts_at),
            "endDate": local(event.ends_at),
            "eventStatus": f"{STATUS}{'Cancelled' if event.is_cancelled else 'Scheduled'}",
            "eventAttendanceMode": f"https://schema.org/{way}EventAttendanceMode" if way else "",
            "location": locations_of(event),
            "organizer": organisation_of(event.municipality),
            "inLanguage": get_language(),
            "isAccessibleForFree": True,
            "offers": offer_of(event, count, now=now),
        }
    )


def local(moment: datetime) -> str:
    """On the clock of the place, with how far that is from everybody's."""
    return localtime(moment).isoformat(timespec="minutes")


def locations_of(event: Event) -> list[Facts]:
    """The place, and the page itself for those who take part from afar: the link is only for those who registered."""
    found: list[Facts] = []
    if event.place:
        place = event.place
        address = without_empty({"@type": "PostalAddress", "streetAddress": place.street, "postalCode": place.postcode, "addressLocality": place.town})
        geo = None
        if place.latitude is not None and place.longitude is not None:
            geo = {"@type": "GeoCoordinates", "latitude": float(place.latitude), "longitude": float(place.longitude)}
        found.append(without_empty({"@type": "Place", "name": place.name, "address": address, "geo": geo}))
    if event.is_online:
        found.append({"@type": "VirtualLocation", "url": whole(event.get_absolute_url())})
    return found


def offer_of(event: Event, count: SeatCount | None, *, now: datetime) -> Facts | None:
    """A seat costs nothing; whether one can be had is all that is said."""
    if not event.needs_registration or event.is_cancelled or event.ends_at <= now:
        return None
    closes_at = registration_ends_at(event)
    is_gone = closes_at <= now or (count is not None and count.taken >= count.capacity)
    return without_empty(
        {
            "@type": "Offer",
            "price": "0",
            "priceCurrency": "EUR",
            "availability": f"https://schema.org/{'SoldOut' if is_gone else 'InStock'}",
            "url": whole(event.get_absolute_url()),
            "validFrom": local(event.registration_opens_at) if event.registration_opens_at else "",
            "validThrough": local(closes_at),
        }
    )


IN_A_LETTER, SHOWN_IN_A_LETTER = timedelta(weeks=6), 10


def newsletter_block(*, municipality: Any, now: datetime) -> list[Entry]:
    """What is on in the municipality in the next weeks, for its newsletter."""
    coming = Event.objects.published().upcoming(now).filter(municipality=municipality, starts_at__lte=now + IN_A_LETTER).with_surroundings().soonest_first()
    return [
        Entry(
            title=event.title,
            url=event.get_absolute_url(),
            when=moment_words(localtime(event.starts_at), "long"),
            words=event.place.name if event.place else _("online"),
        )
        for event in coming[:SHOWN_IN_A_LETTER]
    ]


NEWSLETTER_BLOCK = Block(
    name="events.coming", heading=gettext_lazy("What is on"), hint=gettext_lazy("the events of the next six weeks, up to ten"), fill=newsletter_block
)
