from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.common.outbox.models import Letter, State
from tests.factories.events import NOW, make_draft, make_event, make_registration
from tests.factories.locations import make_municipality
from tests.factories.programmes import TODAY, make_milestone, make_programme
from tests.factories.programmes import make_draft as make_programme_draft
from tests.factories.stakeholders import make_admin, make_coordinator
from tests.reading import page_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def litija():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture
def desk(client, litija):
    client.force_login(make_coordinator(municipality=litija, name="Tjaša Bregar"))
    return lambda: page_of(client.get("/en/workspace/"))


def rows(page, section):
    """The list below a heading, one string for each row."""
    found = next(part for part in page.main.iter("section") if part.get("aria-labelledby") == section)
    return [words_of(row) for row in found.iter("li")]


def test_the_desk_greets_by_name_and_says_where_one_is(desk):
    page = desk()
    assert page.heading == "Good morning, Tjaša"
    assert "Monday, 10 May 2027 · Litija" in page.text
    assert "Nothing is due in the next two weeks." in page.text


@pytest.mark.parametrize(("hour", "words"), [(3, "Good morning, Tjaša"), (10, "Hello, Tjaša"), (17, "Good evening, Tjaša")])
def test_the_greeting_follows_the_clock_on_the_wall(desk, clock, hour, words):
    clock(datetime(2027, 5, 10, hour, 0, tzinfo=UTC))
    assert desk().heading == words


def test_an_empty_desk_teaches_the_first_step(desk):
    page = desk()
    assert "Start your first programme" in page.text
    assert page.links["Start a programme"] == "/en/workspace/start-programme/"


def test_what_is_late_comes_first_then_what_is_due_within_two_weeks(desk, litija):
    programme = make_programme(municipality=litija, title_en="Second round")
    make_milestone(programme=programme, name_en="Map", due_on=TODAY - timedelta(days=9))
    make_milestone(programme=programme, name_en="Talk", due_on=TODAY)
    make_milestone(programme=programme, name_en="Owners", due_on=TODAY + timedelta(days=5))
    make_milestone(programme=programme, name_en="Reached", due_on=TODAY, reached_on=TODAY)
    make_milestone(programme=programme, name_en="Far away", due_on=TODAY + timedelta(days=60))
    page = desk()
    assert rows(page, "due") == [
        "Map Milestone, Second round9 days late",
        "Talk Milestone, Second roundtoday",
        "Owners Milestone, Second round15 May",
        "Growth The phase ends, Second round23 May",
    ]
    assert "1 thing is late. 3 things are due in the next two weeks." in page.text


def test_events_of_the_next_two_weeks_show_seats_and_who_waits(desk, litija):
    full = make_event(municipality=litija, title_en="Mending", capacity=1, starts_at=NOW + timedelta(days=5))
    make_registration(event=full)
    make_registration(event=full, standing="waiting", party_size=2)
    make_event(municipality=litija, title_en="Far away", starts_at=NOW + timedelta(days=15))
    make_event(title_en="Elsewhere", starts_at=NOW + timedelta(days=5))
    page = desk()
    table = next(page.main.iter("table"))
    assert [[words_of(cell) for cell in row] for row in table.find("tbody")] == [["Mending", "Sat 15 May, 09:00", "All seats are taken.", "2"]]
    assert "Elsewhere" not in page.text


def test_drafts_of_programmes_and_events_wait_to_be_published(desk, litija):
    make_programme_draft(municipality=litija, title_en="Left bank")
    make_draft(municipality=litija, title_en="Firms", starts_at=NOW + timedelta(days=30))
    make_draft(municipality=litija, title_en="Too late", starts_at=NOW - timedelta(days=30))
    assert rows(desk(), "drafts") == ["Left bank programme, begins on 29 March 2027", "Firms event, planned for 9 June 2027"]


def test_reminders_that_leave_next_are_named_soonest_first(desk, litija):
    programme = make_programme(municipality=litija, title_en="Second round")
    make_milestone(programme=programme, name_en="Owners", due_on=TODAY + timedelta(days=9))
    make_event(municipality=litija, title_en="Walk", starts_at=NOW + timedelta(days=2))
    make_event(municipality=litija, title_en="Exhibition", starts_at=NOW + timedelta(days=3), needs_registration=False, capacity=None)
    assert rows(desk(), "reminders") == [
        "Walk to everybody with a seatTue 11 May, 09:00",
        "Owners to the coordinators, Second roundWed 12 May, 08:00",
        "The phase “Growth” ends to the coordinators, Second roundSun 16 May, 08:00",
        "The phase “Harvest” begins to the coordinators, Second roundMon 17 May, 08:00",
    ]


def make_letter(registration, state, finished_at, number=0):
    return Letter.objects.create(
        kind="registrations.seat_confirmed",
        dedupe_key=f"{registration.pk}:{state}:{number}",
        recipient=registration.email,
        language="sl",
        facts={"registration": registration.pk},
        state=state,
        created_at=finished_at,
        not_before=finished_at,
        finished_at=finished_at,
    )


def test_letters_that_did_not_arrive_are_shown_to_those_whose_event_it_is(desk, litija):
    make_programme(municipality=litija)
    mine = make_registration(event=make_event(municipality=litija, title_en="Walk"), name="Ana Kovač")
    foreign = make_registration(event=make_event(), name="Somebody else")
    for registration, state in ((mine, State.FAILED), (foreign, State.FAILED), (mine, State.CANCELLED)):
        make_letter(registration, state, NOW)
    assert rows(desk(), "letters") == ["Ana Kovač Walknot delivered"]


def test_the_many_letters_of_another_municipality_do_not_hide_mine(desk, litija):
    make_programme(municipality=litija)
    make_letter(make_registration(event=make_event(municipality=litija, title_en="Walk"), name="Ana Kovač"), State.FAILED, NOW - timedelta(hours=1))
    foreign = make_registration(event=make_event())
    for number in range(25):
        make_letter(foreign, State.FAILED, NOW, number)
    assert rows(desk(), "letters") == ["Ana Kovač Walknot delivered"]


def test_an_administrator_sees_every_municipality(client, litija):
    make_programme(municipality=litija, title_en="Second round")
    client.force_login(make_admin(name="Irena Zupan"))
    page = page_of(client.get("/en/workspace/"))
    assert page.heading == "Good morning, Irena"
    assert "Second round" in page.text


def test_the_desk_costs_the_same_however_full_it_is(client, litija):
    client.force_login(make_coordinator(municipality=litija))
    counts = []
    for _round in range(2):
        for number in range(2):
            programme = make_programme(municipality=litija)
            make_milestone(programme=programme)
            make_programme_draft(municipality=litija)
            make_draft(municipality=litija)
            make_registration(event=make_event(municipality=litija, starts_at=NOW + timedelta(days=number + 1)))
        client.get("/en/workspace/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/en/workspace/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 12
