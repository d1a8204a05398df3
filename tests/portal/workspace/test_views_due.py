"""What is due at the desk: of every published programme, and of no closed one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.common.outbox.models import Letter, State
from portal.common.reminders.sweep import send_due_reminders
from tests.factories.events import NOW, make_event, make_registration
from tests.factories.locations import make_municipality
from tests.factories.programmes import TODAY, make_draft, make_milestone, make_programme
from tests.factories.stakeholders import make_coordinator
from tests.reading import page_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)


@pytest.fixture
def litija():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture
def desk(client, litija):
    client.force_login(make_coordinator(municipality=litija, name="Tjaša Bregar", email="tjasa@litija.example"))
    return lambda: page_of(client.get("/en/workspace/"))


def rows(page, section):
    found = [part for part in page.main.iter("section") if part.get("aria-labelledby") == section]
    return [words_of(row) for part in found for row in part.iter("li")]


def test_a_closed_programme_is_neither_late_nor_reminds(desk, litija):
    closed = make_programme(municipality=litija, status="closed", title_en="Long over", starts_on=TODAY - 42 * DAY)
    make_milestone(programme=closed, due_on=TODAY - 30 * DAY)
    make_milestone(programme=closed, due_on=TODAY + 9 * DAY)
    page = desk()
    assert (rows(page, "due"), rows(page, "reminders")) == ([], [])
    assert "Nothing is due in the next two weeks." in page.text


def test_what_is_due_is_looked_for_in_every_programme(desk, litija):
    hidden = make_programme(municipality=litija, title_en="The thirteenth", starts_on=TODAY - 90 * DAY, phases=4)
    make_milestone(programme=hidden, name_en="Old promise", due_on=TODAY - DAY)
    draft = make_draft(municipality=litija, title_en="Unseen draft", starts_on=TODAY + 300 * DAY)
    for _number in range(13):
        make_programme(municipality=litija, phases=1, starts_on=TODAY - 2 * DAY)
    page = desk()
    assert "Old promise Milestone, The thirteenth1 day late" in rows(page, "due")
    assert any(row.startswith("Growth") or "The thirteenth" in row for row in rows(page, "reminders"))
    assert any(row.startswith(draft.title_en) for row in rows(page, "drafts"))


def test_the_list_is_cut_and_the_count_is_not(desk, litija):
    programme = make_programme(municipality=litija, phases=1, starts_on=TODAY - 90 * DAY)
    for number in range(23):
        make_milestone(programme=programme, due_on=TODAY - (number + 1) * DAY)
    page = desk()
    assert len(rows(page, "due")) == 20
    assert "23 things are late." in page.text
    assert "And 3 more" in page.text


def test_a_reminder_of_a_phase_that_did_not_arrive_is_shown_to_whose_programme_it_is(desk, litija):
    mine, foreign = (make_programme(municipality=home, phases=2, title_en="Second round") for home in (litija, make_municipality()))
    make_milestone(programme=mine, name_en="Council hears", due_on=TODAY + 7 * DAY)
    make_coordinator(municipality=foreign.municipality)
    send_due_reminders(NOW + 6 * DAY)
    assert Letter.objects.update(state=State.FAILED, finished_at=NOW) == 3
    assert sorted(rows(desk(), "letters")) == [
        "Second round A milestone is due in a week, to tjasa@litija.examplenot delivered",
        "Second round A phase ends in a week, to tjasa@litija.examplenot delivered",
    ]


def test_more_programmes_and_more_letters_cost_no_more_queries(client, desk, litija):
    def cost(number):
        for _ in range(number):
            make_milestone(programme=make_programme(municipality=litija, phases=2), due_on=TODAY + 7 * DAY)
            make_registration(event=make_event(municipality=litija, starts_at=NOW + 6 * DAY))
        send_due_reminders(NOW + 6 * DAY)
        Letter.objects.update(state=State.FAILED, finished_at=NOW)
        desk()
        with CaptureQueriesContext(connection) as asked:
            desk()
        return len(asked)

    first = cost(1)
    assert (cost(3), first <= 12) == (first, True)
