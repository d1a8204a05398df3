from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.common.outbox.models import Letter, State
from portal.common.reminders.sweep import send_due_reminders
from tests.factories.events import NOW, make_event, make_registration
from tests.factories.locations import make_municipality
from tests.factories.programmes import TODAY, make_draft, make_milestone, make_programme
from tests.factories.stakeholders import make_coordinator, make_mandate, make_user
from tests.reading import page_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PLAN = "/en/workspace/reminders/"
WEEK = timedelta(days=7)


@pytest.fixture
def home():
    return make_municipality(name="Litija")


@pytest.fixture
def ana(client, home, clock):
    user = make_coordinator(municipality=home, name="Ana")
    client.force_login(user)
    return user


def lines(client, caption):
    """The rows of a table, as lists of what is read in their cells."""
    page = page_of(client.get(PLAN))
    tables = {words_of(table.find("caption")): table for table in page.main.iter("table")}
    return [[words_of(cell) for cell in row] for row in tables[caption].find("tbody")] if caption in tables else []


@pytest.mark.usefixtures("ana")
def test_what_is_planned_stands_there_soonest_first(client, home):
    make_milestone(
        programme=make_programme(municipality=home, phases=2, title_en="Town of innovation"), name_en="Council hears", due_on=TODAY + timedelta(days=20)
    )
    assert lines(client, "Planned reminders") == [
        ["Growth Town of innovation", "A phase ends in a week 23 May 2027", "16 May 2027, 08:00", "Ana", "Planned"],
        ["Council hears Town of innovation", "A milestone is due in a week 30 May 2027", "23 May 2027, 08:00", "Ana", "Planned"],
    ]


@pytest.mark.usefixtures("ana")
def test_sent_failed_and_skipped_are_told_with_the_reason(client, home, clock):
    make_milestone(programme=make_programme(municipality=home, phases=2), name_en="Council hears", due_on=TODAY + WEEK)
    make_mandate(user=make_user(name="Bor"), municipality=home, granted_at=NOW)
    send_due_reminders(NOW)
    Letter.objects.update(state=State.FAILED, smtp_code=550)
    found = sorted(row[3:] for row in lines(client, "Reminders of the last four months"))
    assert found == [["Ana", "Failed The mail server refused it."], ["Bor", "Skipped Joined after the reminder was due."]]
    Letter.objects.update(state=State.SENT, sent_at=NOW)
    assert ["Ana", "Sent"] in [row[3:] for row in lines(client, "Reminders of the last four months")]


@pytest.mark.usefixtures("ana")
def test_people_registered_for_an_event_are_counted_not_named(client, home):
    event = make_event(municipality=home, title_en="Workshop", starts_at=datetime(2027, 6, 1, 15, 0, tzinfo=NOW.tzinfo))
    for _ in range(3):
        make_registration(event=event)
    assert lines(client, "Planned reminders") == [["Workshop", "The day before an event 1 June 2027, 17:00", "31 May 2027, 17:00", "3 people", "Planned"]]


@pytest.mark.usefixtures("ana")
def test_drafts_and_what_is_not_mine_are_not_planned(client, home):
    make_milestone(programme=make_draft(municipality=home))
    make_milestone(programme=make_programme())
    make_registration(event=make_event())
    assert (lines(client, "Planned reminders"), "Nothing is planned" in page_of(client.get(PLAN)).text) == ([], True)


def test_only_coordinators_see_the_plan(client):
    assert client.get(PLAN).status_code == 302
    client.force_login(make_user())
    assert client.get(PLAN).status_code == 403


@pytest.mark.usefixtures("ana")
def test_more_reminders_cost_no_more_queries(client, home):
    def cost(number):
        for _ in range(number):
            make_milestone(programme=make_programme(municipality=home), due_on=TODAY + WEEK)
            make_registration(event=make_event(municipality=home))
        send_due_reminders(NOW)
        client.get(PLAN)
        with CaptureQueriesContext(connection) as asked:
            client.get(PLAN)
        return len(asked)

    assert cost(1) == cost(3)


@pytest.mark.usefixtures("ana")
def test_what_others_plan_costs_my_page_nothing(client, home):
    def read():
        with CaptureQueriesContext(connection) as asked:
            rows = lines(client, "Planned reminders")
        return rows, len(asked)

    make_milestone(programme=make_programme(municipality=home), due_on=TODAY + 3 * WEEK)
    make_registration(event=make_event(municipality=home))
    client.get(PLAN)
    alone = read()
    elsewhere = make_event()
    for _ in range(301):
        make_registration(event=elsewhere)
    make_milestone(programme=make_programme(), due_on=TODAY + 3 * WEEK)
    assert read() == alone
