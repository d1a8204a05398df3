"""Events and registrations to tell stories with. An event is published, open and two weeks ahead unless said otherwise."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from events.agenda.choices import Kind, Status
from events.agenda.models import Event
from events.registrations.choices import LIVE, SEATED, TIMED, Standing
from events.registrations.models import Registration, Seats
from locations.municipalities.models import Municipality
from tests.factories.locations import make_municipality, make_place

NOW = datetime(2027, 5, 10, 7, 0, tzinfo=UTC)  # the moment of the `now` fixture
numbers = count(1)


def make_event(*, capacity: int | None = 10, taken: int = 0, municipality: Municipality | None = None, **fields: Any) -> Event:
    """A published workshop with ten free seats; `capacity=None` leaves the seats out."""
    number = next(numbers)
    home = municipality or (fields["place"].municipality if fields.get("place") else make_municipality())
    starts_at = fields.pop("starts_at", NOW + timedelta(days=14))
    words = {} if any(name.startswith("title") for name in fields) else {"title_sl": f"Delavnica {number}", "title_en": f"Workshop {number}"}
    event = Event.objects.create(
        municipality=home,
        starts_at=starts_at,
        **{
            "kind": Kind.WORKSHOP,
            "slug": f"workshop-{number}",
            "status": Status.PUBLISHED,
            "ends_at": starts_at + timedelta(hours=2),
            "place": fields["place"] if "place" in fields else make_place(municipality=home),
            **words,
            **fields,
        },
    )
    if capacity is not None:
        Seats.objects.create(event=event, capacity=capacity, taken=taken)
    return event


def make_draft(**fields: Any) -> Event:
    return make_event(**{"status": Status.DRAFT, **fields})


def make_registration(*, event: Event | None = None, standing: str = Standing.CONFIRMED, **fields: Any) -> Registration:
    """Somebody with that standing; what they occupy is counted in the event's seats."""
    number = next(numbers)
    event = event or make_event()
    row = Registration.objects.create(
        event=event,
        standing=standing,
        **{
            "name": f"Soseda {number}",
            "email": f"soseda{number}@setev.example",
            "party_size": 1,
            "language": "sl",
            "joined_at": NOW + timedelta(milliseconds=number),  # one after the other, however many a run makes
            "confirmed_at": NOW if standing not in (Standing.HELD, Standing.UNVERIFIED, Standing.EXPIRED) else None,
            "expires_at": NOW + timedelta(hours=1) if standing in TIMED else None,
            "told_sequence": event.sequence,
            "ended_at": None if standing in LIVE else NOW,
            **fields,
        },
    )
    if standing in SEATED:
        seats = Seats.objects.get(event=event)
        seats.taken += row.party_size
        seats.overbooked = max(seats.taken - seats.capacity, 0)
        seats.save()
    return row


def seats_in_order() -> bool:
    """Every event's count is the sum of the parties that are seated."""
    return not Seats.objects.out_of_order().exists()
