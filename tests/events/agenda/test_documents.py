from datetime import timedelta

import pytest
from django.utils import translation

from events.agenda.choices import SeatCount, Status
from events.agenda.documents import card_of, event_card, event_facts, told_of
from tests.factories.events import NOW, make_draft, make_event
from tests.factories.locations import make_municipality, make_place

HOST = "http://127.0.0.1:8000"
SCHEMA = "https://schema.org/"

pytestmark = pytest.mark.django_db


def facts_of(event, *, capacity=10, taken=0, now=NOW):
    return event_facts(event, SeatCount(capacity=capacity, taken=taken) if capacity is not None else None, now=now)


def test_a_search_engine_is_told_what_when_where_and_by_whom():
    home = make_municipality(slug="litija", name="Litija")
    place = make_place(municipality=home, name="Knjižnica", latitude="46.058100", longitude="14.822600")
    event = make_event(slug="senca", title_en="Shade", title_sl="Senca", summary_en="Plant a tree.", place=place)
    told = facts_of(event)
    assert told == {
        "@type": "Event",
        "@id": f"urn:uuid:{event.public_id}",
        "name": "Shade",
        "description": "Plant a tree.",
        "url": f"{HOST}/en/events/senca/",
        "startDate": "2027-05-24T09:00+02:00",
        "endDate": "2027-05-24T11:00+02:00",
        "eventStatus": f"{SCHEMA}EventScheduled",
        "eventAttendanceMode": f"{SCHEMA}OfflineEventAttendanceMode",
        "location": [
            {
                "@type": "Place",
                "name": "Knjižnica",
                "address": {"@type": "PostalAddress", "streetAddress": "Glavni trg 1", "postalCode": "1270", "addressLocality": "Litija"},
                "geo": {"@type": "GeoCoordinates", "latitude": 46.0581, "longitude": 14.8226},
            }
        ],
        "organizer": {"@type": "GovernmentOrganization", "name": "Občina Litija", "url": f"{HOST}/en/municipalities/litija/"},
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "offers": {
            "@type": "Offer",
            "price": "0",
            "priceCurrency": "EUR",
            "availability": f"{SCHEMA}InStock",
            "url": f"{HOST}/en/events/senca/",
            "validThrough": "2027-05-24T09:00+02:00",
        },
    }


def test_winter_has_another_distance_from_everybodys_clock():
    event = make_event(starts_at=NOW + timedelta(days=200))
    assert facts_of(event)["startDate"].endswith("+01:00")


@pytest.mark.parametrize(
    ("has_place", "link", "way", "kinds"),
    [
        (True, "", "Offline", ["Place"]),
        (False, "https://meet.example/secret", "Online", ["VirtualLocation"]),
        (True, "https://meet.example/secret", "Mixed", ["Place", "VirtualLocation"]),
    ],
)
def test_the_way_of_taking_part_is_told_but_never_the_link(has_place, link, way, kinds):
    home = make_municipality()
    told = facts_of(make_event(municipality=home, place=make_place(municipality=home) if has_place else None, online_url=link))
    assert told["eventAttendanceMode"] == f"{SCHEMA}{way}EventAttendanceMode"
    assert [place["@type"] for place in told["location"]] == kinds
    assert "secret" not in str(told)


def test_a_cancelled_event_offers_nothing():
    told = facts_of(make_event(status=Status.CANCELLED))
    assert told["eventStatus"] == f"{SCHEMA}EventCancelled"
    assert "offers" not in told


@pytest.mark.parametrize(("capacity", "taken", "word"), [(10, 9, "InStock"), (10, 10, "SoldOut"), (None, 0, "InStock")])
def test_of_the_seats_it_says_only_whether_there_are_any(capacity, taken, word):
    told = facts_of(make_event(), capacity=capacity, taken=taken)
    assert told["offers"]["availability"] == f"{SCHEMA}{word}"
    assert {"inventoryLevel", "remainingAttendeeCapacity", "maximumAttendeeCapacity"} & set(str(told).split("'")) == set()


def test_no_seat_is_offered_once_registration_is_closed_or_the_event_is_over():
    event = make_event(registration_opens_at=NOW - timedelta(days=9), registration_closes_at=NOW - timedelta(days=1))
    assert facts_of(event)["offers"]["availability"] == f"{SCHEMA}SoldOut"
    assert facts_of(event)["offers"]["validFrom"] == "2027-05-01T09:00+02:00"
    assert "offers" not in facts_of(event, now=event.ends_at)
    assert "offers" not in facts_of(make_event(needs_registration=False))


def test_the_card_says_title_time_place_and_who_invites():
    home = make_municipality(slug="litija", name="Litija", brand_colour="#7a1f3d")
    event = make_event(place=make_place(municipality=home, name="Knjižnica"), title_sl="Senca", title_en="Shade")
    with translation.override("sl"):
        card = card_of(event)
        assert card.lines == ("ponedeljek, 24. maja 2027, 09:00\xa0– 11:00", "Knjižnica, Glavni trg 1, 1270 Litija")
    assert (card.title, card.brand, card.photo) == ("Senca", "#7a1f3d", "")
    assert card.top.startswith("Litija · ")


def test_the_card_of_a_cancelled_event_says_so():
    assert "cancelled" in card_of(make_event(status=Status.CANCELLED)).lines[0]


def test_the_card_shows_the_events_own_picture():
    card = card_of(make_event(picture="events/tree.jpg", picture_alt="A tree"))
    assert (card.photo, card.words, card.mimetype) == ("events/tree.jpg", "A tree", "image/jpeg")


def test_a_draft_has_no_card():
    assert event_card(make_draft().slug) is None
    assert event_card("nothing") is None
    event = make_event()
    assert event_card(event.slug) == card_of(event)


def test_what_is_told_shows_the_cards_picture():
    event = make_event()
    told = told_of(event, None, now=NOW)
    assert told.facts["image"] == HOST + told.card.address
