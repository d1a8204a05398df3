from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.agenda.choices import Status, programme_links
from events.registrations.choices import Standing
from tests.factories.events import make_draft, make_event, make_registration
from tests.factories.locations import make_municipality, make_place
from tests.factories.stakeholders import make_coordinator
from tests.reading import titles, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def agenda(client, **query):
    return client.get("/en/events/", query)


# --- The list ----------------------------------------------------------------------------------------------


def test_the_list_shows_what_is_to_come_soonest_first(client, now):
    make_event(title_en="Later", starts_at=now + 3 * DAY)
    make_event(title_en="Sooner", starts_at=now + DAY)
    make_event(title_en="Over", starts_at=now - DAY)
    make_event(title_en="Running", starts_at=now - HOUR)
    make_event(title_en="Called off", starts_at=now + 4 * DAY, status=Status.CANCELLED)
    make_draft(title_en="Draft", starts_at=now + DAY)

    response = agenda(client)

    assert titles(response) == ["Running", "Sooner", "Later", "Called off"]
    assert "4 events" in words(response)


def test_the_past_is_shown_latest_first(client, now):
    make_event(title_en="Long ago", starts_at=now - 30 * DAY)
    make_event(title_en="Yesterday", starts_at=now - DAY)
    make_event(title_en="Tomorrow", starts_at=now + DAY)

    response = agenda(client, when="past")

    assert titles(response) == ["Yesterday", "Long ago"]
    assert "2 events" in words(response)


def test_the_list_is_narrowed_by_each_filter(client, now):
    litija = make_municipality(name="Litija", slug="litija")
    make_event(title_en="Walk", title_sl="Šolska pot", municipality=litija, kind="workshop", starts_at=now + 2 * DAY)
    full = make_event(title_en="Full talk", title_sl="Polno", kind="lecture", capacity=1, starts_at=now + 10 * DAY)
    make_registration(event=full)
    make_event(title_en="Open day", title_sl="Odprti dan", kind="open_day", needs_registration=False, capacity=None, starts_at=now + 20 * DAY)

    found = {
        str(query): titles(agenda(client, **query))
        for query in (
            {"municipality": "litija"},
            {"kind": "lecture"},
            {"from_day": "2027-05-15"},
            {"to_day": "2027-05-15"},
            {"from_day": "2027-05-12", "to_day": "2027-05-12"},
            {"free": "on"},
            {"q": "šolska"},
            {"q": "POT"},
            {"q": "open DAY"},
            {"q": "Glavni"},
            {"q": "nothing like it"},
        )
    }

    assert found == {
        "{'municipality': 'litija'}": ["Walk"],
        "{'kind': 'lecture'}": ["Full talk"],
        "{'from_day': '2027-05-15'}": ["Full talk", "Open day"],
        "{'to_day': '2027-05-15'}": ["Walk"],
        "{'from_day': '2027-05-12', 'to_day': '2027-05-12'}": ["Walk"],
        "{'free': 'on'}": ["Walk", "Open day"],
        "{'q': 'šolska'}": ["Walk"],
        "{'q': 'POT'}": ["Walk"],
        "{'q': 'open DAY'}": ["Open day"],
        "{'q': 'Glavni'}": ["Walk", "Full talk", "Open day"],
        "{'q': 'nothing like it'}": [],
    }


@pytest.mark.parametrize(
    "query",
    [
        "municipality=atlantis",
        "kind=zzz",
        "from_day=abc",
        "to_day=2027-99-99",
        "free=perhaps",
        "page=-1",
        "page=zz",
        "page=99999999999",
        "when=never",
        "programme=x",
        "q=" + "x" * 500,
        "from_day=0001-01-01",
        "to_day=9999-12-31",
        "kind=a&kind=b",
    ],
)
def test_whatever_stands_in_the_address_the_list_answers(client, query):
    make_event(title_en="Walk")

    response = client.get(f"/en/events/?{query}")

    assert response.status_code == 200
    assert titles(response) in (["Walk"], [])


def test_a_value_that_cannot_be_read_is_said_beside_its_field(client):
    assert "Enter a valid date." in words(agenda(client, from_day="abc"))


def test_nothing_found_is_explained_with_a_way_on(client):
    make_event()

    page = words(agenda(client, q="zzzz"))

    assert "No event fits" in page
    assert "Show all" in page


def test_an_empty_agenda_says_so(client):
    assert "Nothing is planned just now" in words(agenda(client))


def test_twenty_events_stand_on_a_page_and_the_filters_stay(client, now):
    litija = make_municipality(slug="litija")
    for days in range(21):
        make_event(municipality=litija, starts_at=now + days * DAY)

    first, second = agenda(client, municipality="litija"), agenda(client, municipality="litija", page=2)

    assert (len(titles(first)), len(titles(second))) == (20, 1)
    assert "municipality=litija&amp;page=2" in first.content.decode()


def test_the_list_asks_the_database_equally_often_for_one_and_for_many(client):
    make_registration(event=make_event())
    agenda(client)
    with CaptureQueriesContext(connection) as one:
        agenda(client)
    for _ in range(3):
        make_registration(event=make_event(), standing=Standing.WAITING)
    with CaptureQueriesContext(connection) as many:
        agenda(client)

    assert len(one) == len(many)


# --- The page ------------------------------------------------------------------------------------------------


def page_of(client, event):
    return words(client.get(f"/en/events/{event.slug}/"))


def test_the_page_says_when_where_and_how_many_seats_are_free(client, now):
    place = make_place(name="Knjižnica", street="Parmova 9", town="Litija")
    event = make_event(place=place, title_en="Walk", capacity=5, starts_at=now + 3 * DAY)
    make_registration(event=event, party_size=2)

    page = page_of(client, event)

    assert "Thursday, 13 May 2027" in page
    assert "09:00 to 11:00" in page
    assert "Knjižnica , Parmova 9, 1270 Litija" in page
    assert "3 seats are free. 2 of 5 are taken." in page
    assert "Open until Thursday, 13 May 2027, 09:00. You may register up to 4 people." in page


def test_whether_one_can_get_in_is_said_openly(client):
    event = make_event(place=make_place(step_free="yes", accessible_toilet="partly", induction_loop="no", disabled_parking="unknown"))

    page = page_of(client, event)

    assert "The place has not been checked on site yet." in page
    for said in ("Step-free from the street", "Toilet accessible with help", "No induction loop", "Parking for disabled badge holders: not checked"):
        assert said in page


@pytest.mark.parametrize(
    ("fields", "shift", "said", "has_button"),
    [
        ({}, None, "Seats free", True),
        ({"capacity": None}, None, "Registration is not open yet.", False),
        ({"needs_registration": False}, None, "You do not need to register.", False),
        ({"status": Status.CANCELLED, "cancellation_note_en": "A flood"}, None, "A flood", False),
        ({"starts_at": -DAY}, None, "The event is over.", False),
        ({"registration_opens_at": 3 * DAY}, None, "Registration opens on Thursday, 13 May 2027 at 09:00.", False),
        ({"registration_closes_at": -DAY}, None, "Registration is closed.", False),
    ],
)
def test_the_page_says_how_one_can_come(client, now, fields, shift, said, has_button):
    event = make_event(**{name: now + value if isinstance(value, timedelta) else value for name, value in fields.items()})

    response = client.get(f"/en/events/{event.slug}/")

    assert said in words(response)
    assert (f"/en/events/{event.slug}/register/" in response.content.decode()) is has_button


def test_no_free_seats_are_shown_when_nobody_can_take_them(client, now):
    open_still, closed = make_event(capacity=10), make_event(capacity=10, registration_closes_at=now - DAY)

    assert "seats are free" in page_of(client, open_still)
    assert "seats are free" not in page_of(client, closed)


def test_why_an_event_is_cancelled_stands_before_everything_else_about_it(client):
    told = page_of(client, make_event(status=Status.CANCELLED, cancellation_note_en="A flood"))

    assert told.index("A flood") < told.index("Copy the link")


def test_the_last_seats_and_a_full_event_are_told_apart(client):
    nearly, full = make_event(capacity=10), make_event(capacity=1)
    make_registration(event=nearly, party_size=9)
    make_registration(event=full)
    make_registration(event=full, standing=Standing.WAITING, party_size=2)

    assert "Last seats" in page_of(client, nearly)
    assert "All seats are taken. 2 people are waiting." in page_of(client, full)
    assert "Join the waiting list" in page_of(client, full)
    assert "If it is full" in page_of(client, full)


def test_the_programmes_of_an_event_come_from_upstream(client, monkeypatch):
    event = make_event()
    monkeypatch.setattr(programme_links, "_items", {"test": lambda events: {event.pk: [("InLoCom Litija", "/en/programmes/inlocom/")]}})

    assert "Part of InLoCom Litija" in page_of(client, event)


def test_a_draft_is_shown_to_its_coordinators_only(client):
    event = make_draft()
    url = f"/en/events/{event.slug}/"
    seen = [client.get(url).status_code]
    client.force_login(make_coordinator())
    seen.append(client.get(url).status_code)
    client.force_login(make_coordinator(municipality=event.municipality))
    response = client.get(url)

    assert [*seen, response.status_code] == [404, 404, 200]
    assert "This is a draft" in words(response)


def test_a_public_page_holds_nothing_of_the_visitor(client):
    event = make_event()
    anonymous = client.get(f"/en/events/{event.slug}/").content
    user = make_coordinator(municipality=event.municipality, name="Maja Kovač")
    client.force_login(user)

    assert client.get(f"/en/events/{event.slug}/").content == anonymous
