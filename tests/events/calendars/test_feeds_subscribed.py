"""Calendars and feeds that people subscribe to: of everybody, of a municipality, of a programme."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from events.agenda.choices import Status
from events.agenda.models import Event
from tests.factories.events import NOW, make_draft, make_event
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_draft as make_programme_draft
from tests.factories.programmes import make_programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def entries(response):
    assert response.status_code == 200
    return [str(entry["SUMMARY"]) for entry in Calendar.from_ical(response.content).walk("VEVENT")]


def feed_of(response):
    return ET.fromstring(response.content)  # noqa: S314 -- our own


def news(response):
    return [entry.findtext("a:title", namespaces=ATOM) for entry in feed_of(response).findall("a:entry", ATOM)]


@pytest.fixture
def litija():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture
def walk(litija):
    return make_event(municipality=litija, title_sl="Sprehod", title_en="Walk", published_at=NOW - timedelta(days=2))


def test_a_municipality_has_its_own_calendar(client, walk):
    make_event(title_sl="Drugje")
    make_draft(municipality=walk.municipality, title_sl="Osnutek")
    response = client.get("/municipalities/litija/events.ics")
    calendar = Calendar.from_ical(response.content)
    assert entries(response) == ["Sprehod"]
    assert (str(calendar["X-WR-CALNAME"]), calendar["REFRESH-INTERVAL"].dt) == ("Litija", timedelta(hours=4))
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Ljubljana"]


def test_a_subscribed_event_is_the_same_one_as_in_its_letter(client, walk):
    entry = next(iter(Calendar.from_ical(client.get("/events.ics").content).walk("VEVENT")))
    own = next(iter(Calendar.from_ical(client.get(f"/events/{walk.slug}.ics").content).walk("VEVENT")))
    assert (entry["UID"], entry["SEQUENCE"], entry["DTSTART"].dt) == (own["UID"], own["SEQUENCE"], own["DTSTART"].dt)


def test_a_cancelled_event_stays_in_subscribed_calendars_and_says_so(client, litija):
    make_event(municipality=litija, title_sl="Odpade", status=Status.CANCELLED)
    assert b"STATUS:CANCELLED" in client.get("/municipalities/litija/events.ics").content


def test_a_calendar_reaches_from_three_months_back_to_two_years_ahead(client, litija):
    for days in (-120, -80, 700, 800):
        make_event(municipality=litija, title_sl=f"{days}", starts_at=NOW + timedelta(days=days))
    assert entries(client.get("/municipalities/litija/events.ics")) == ["-80", "700"]


def test_a_programme_has_its_own_calendar_and_feed(client, walk):
    programme = make_programme(slug="krog", title_sl="Krog")
    programme.events.add(walk)
    make_event(title_sl="Drugje")
    assert entries(client.get("/programmes/krog/events.ics")) == ["Sprehod"]
    assert news(client.get("/programmes/krog/events.atom")) == ["Sprehod", "Krog"]


def test_a_draft_has_no_feeds_and_neither_has_who_does_not_take_part(client):
    make_programme_draft(slug="osnutek")
    make_municipality(slug="soseda", takes_part=False)
    for address in ("programmes/osnutek", "municipalities/soseda", "municipalities/nobody", "planets/mars"):
        assert client.get(f"/{address}/events.ics").status_code == 404
        assert client.get(f"/{address}/events.atom").status_code == 404


def test_a_feed_tells_what_was_announced_newest_first_in_the_language_asked_for(client, walk, litija):
    make_event(municipality=litija, title_sl="Novejše", title_en="Newer", published_at=NOW - timedelta(hours=1))
    response = client.get("/events.atom?language=en")
    feed = feed_of(response)
    entry = feed.findall("a:entry", ATOM)[1]
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert news(response) == ["Newer", "Walk"]
    assert entry.findtext("a:id", namespaces=ATOM) == f"urn:uuid:{walk.public_id}"
    assert entry.find("a:link", ATOM).get("href").endswith(f"/en/events/{walk.slug}/")
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert [link.get("rel") for link in feed.findall("a:link", ATOM)] == ["alternate", "self"]


@pytest.mark.parametrize("language", ["", "xx", "../etc"])
def test_an_unknown_language_gets_one_of_ours(client, walk, language):
    assert client.get("/events.atom", {"language": language}).status_code == 200
    assert entries(client.get("/events.ics", {"language": language})) == ["Sprehod"]


@pytest.mark.parametrize("address", ["/events.ics", "/events.atom", "/municipalities/litija/events.atom"])
def test_who_comes_back_and_finds_nothing_new_is_told_so_in_few_bytes(client, walk, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Event.objects.update(title_sl="Daljši sprehod")
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_an_empty_feed_is_a_feed(client):
    assert news(client.get("/events.atom")) == []
    assert entries(client.get("/events.ics")) == []


def test_words_that_xml_cannot_hold_do_not_break_a_feed(client, litija):
    make_event(municipality=litija, title_sl="Zvonec\x07 <b>&", published_at=NOW)
    assert news(client.get("/events.atom")) == ["Zvonec <b>&"]


@pytest.mark.parametrize("address", ["/municipalities/litija/events.ics", "/municipalities/litija/events.atom"])
def test_many_events_cost_as_many_queries_as_one(client, walk, litija, address):
    def count():
        cache.clear()  # what counts how often somebody asks begins anew
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    few = count()
    for _ in range(5):
        make_event(municipality=litija, published_at=NOW)
    assert count() == few
