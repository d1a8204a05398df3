"""The course of a programme: its phases and its milestones."""

from datetime import UTC, date, datetime

import pytest

from events.agenda.models import Event
from programmes.catalogue.models import ChecklistItem, Milestone, Phase
from tests.factories.events import make_draft as make_draft_event
from tests.factories.events import make_event
from tests.factories.programmes import make_item, make_milestone
from tests.reading import page_of, said, told, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DESK = "/en/workspace/programmes/"


# --- Phases ---


def phase_of(programme, position=1):
    return programme.phases.get(position=position)


def at(day):
    return datetime(2027, 6, day, 15, 0, tzinfo=UTC)


def test_moving_a_phase_first_shows_what_follows_and_then_moves_it(client, home, programme):
    phase = phase_of(programme)
    make_milestone(programme=programme, phase=phase_of(programme, 2), name_en="Council hears", due_on=date(2027, 6, 1))
    programme.events.add(make_draft_event(municipality=home, title_en="Market", starts_at=at(2)))
    programme.events.add(make_event(municipality=home, title_en="Workshop", starts_at=at(3)))
    response = client.post(f"{DESK}litija/phases/{phase.pk}/move/", {"starts_on": "2027-04-26", "ends_on": "2027-05-30"})
    assert response.url == f"{DESK}litija/phases/{phase.pk}/move/confirm/?starts_on=2027-04-26&ends_on=2027-05-30"
    page = client.get(response.url)
    text = said(page)
    for words in (
        "What comes after the phase moves 7 days later.",
        "Harvest phase 24 May 2027 to 20 June 2027 31 May 2027 to 27 June 2027",
        "Council hears milestone 1 June 2027 8 June 2027",
        "Market draft of an event 2 June 2027, 17:00 9 June 2027, 17:00",
        "Announced events stay where they are",
        "Workshop, 3 June 2027, 17:00",
    ):
        assert words in text
    assert page_of(page).buttons == ["Move everything that follows", "Move only this phase"]
    assert Phase.objects.get(pk=phase.pk).ends_on == date(2027, 5, 23)
    given = {"starts_on": "2027-04-26", "ends_on": "2027-05-30", "move_following": "yes"}
    address, text = told(client, client.post(f"{DESK}litija/phases/{phase.pk}/move/confirm/", given))
    assert (address, "The phase has its new days." in text) == (f"{DESK}litija/#phases", True)
    assert phase_of(programme, 2).starts_on == date(2027, 5, 31)
    assert Event.objects.get(title_en="Market").starts_at.isoformat() == "2027-06-09T15:00:00+00:00"


def test_a_phase_can_be_moved_alone(client, programme):
    phase = phase_of(programme)
    client.post(f"{DESK}litija/phases/{phase.pk}/move/confirm/", {"starts_on": "2027-04-26", "ends_on": "2027-05-30", "move_following": "no"})
    assert (phase_of(programme).ends_on, phase_of(programme, 2).starts_on) == (date(2027, 5, 30), date(2027, 5, 24))


def test_a_phase_that_would_overtake_the_next_one_can_only_take_it_along(client, programme):
    phase = phase_of(programme)
    days = {"starts_on": "2027-06-26", "ends_on": "2027-07-23"}
    page = client.get(f"{DESK}litija/phases/{phase.pk}/move/confirm/", days)
    assert page_of(page).buttons == ["Move everything that follows"]
    assert "The phase cannot be moved alone: a later phase would begin before it does." in said(page)
    client.post(f"{DESK}litija/phases/{phase.pk}/move/confirm/", {**days, "move_following": "no"})
    assert phase_of(programme).starts_on == date(2027, 4, 26)


@pytest.mark.parametrize(
    ("days", "field", "error"),
    [
        ({"starts_on": "2027-06-01", "ends_on": "2027-05-30"}, "ends_on", "The phase ends before it begins."),
        ({"starts_on": "2027-03-29", "ends_on": "2027-05-30"}, "starts_on", "The phase begins before the previous one does, or on the same day."),
        ({"starts_on": "2027-05-24", "ends_on": "2027-05-23"}, "ends_on", "The phase ends before it begins."),
        ({"starts_on": "", "ends_on": "2027-05-30"}, "starts_on", "This field is required."),
        ({"starts_on": "2027-02-31", "ends_on": "2027-05-30"}, "starts_on", "Enter a valid date."),
        ({"starts_on": "2027-04-26", "ends_on": "2200-01-01"}, "ends_on", "Choose a day between 1990 and 2100."),
        ({"starts_on": "2027-04-26", "ends_on": "2100-12-30"}, "ends_on", "A later phase would end outside of 1990 to 2100."),
    ],
)
def test_days_that_do_not_fit_are_said_beside_their_field(client, programme, days, field, error):
    response = client.post(f"{DESK}litija/phases/{phase_of(programme).pk}/move/", days)
    page = page_of(response)
    control = next(element for element in page.main.iter("input") if element.get("name") == field)
    said_beside = [words_of(element) for element in page.main.iter("p") if element.get("id") in (control.get("aria-describedby") or "").split()]
    assert (response.status_code, any(error in words for words in said_beside)) == (422, True)
    assert control.get("value") == days[field]


def test_a_phase_that_ends_before_it_begins_is_said_once(client, programme):
    page = page_of(client.post(f"{DESK}litija/phases/{phase_of(programme).pk}/move/", {"starts_on": "2027-06-01", "ends_on": "2027-05-30"}))
    assert "1 answer needs another look" in page.text


@pytest.mark.parametrize("query", ["", "?starts_on=x&ends_on=y", "?starts_on=2027-06-01&ends_on=2027-05-01"])
def test_the_second_step_of_moving_without_the_first_leads_back(client, programme, query):
    address = f"{DESK}litija/phases/{phase_of(programme).pk}/move/"
    for response in (client.get(f"{address}confirm/{query}"), client.post(f"{address}confirm/")):
        assert (response.status_code, response.url) == (302, address)


def test_closing_a_phase_asks_about_what_is_still_open(client, programme):
    phase = phase_of(programme)
    make_item(phase=phase, text_en="Projects have owners.")
    make_item(phase=phase, text_en="Ideas are public.", done_at="2027-05-01T08:00Z")
    make_item(phase=phase, text_en="Everyone knows where.", gate="entry")
    text = said(client.get(f"{DESK}litija/phases/{phase.pk}/close/"))
    assert ("One condition of this phase is still open: Projects have owners." in text, "Ideas are public." in text, "Everyone knows where." in text) == (
        True,
        False,
        False,
    )
    assert Phase.objects.filter(closed_at=None).count() == 4
    assert "The phase is closed." in told(client, client.post(f"{DESK}litija/phases/{phase.pk}/close/"))[1]
    assert client.get(f"{DESK}litija/phases/{phase.pk}/close/").status_code == 404
    assert client.get(f"{DESK}litija/phases/{phase.pk}/move/").status_code == 404


def test_a_phase_that_has_not_begun_is_not_closed(client, programme):
    assert "The phase has not begun yet." in told(client, client.post(f"{DESK}litija/phases/{phase_of(programme, 2).pk}/close/"))[1]


def test_ticking_off_shows_who_and_when(client, programme):
    item = make_item(phase=phase_of(programme))
    address, text = told(client, client.post(f"{DESK}litija/checklist/{item.pk}/tick/", {"is_done": "yes"}))
    assert (address, "Ana, 10 May 2027" in text, "1 of 1 condition is met." in text) == (f"{DESK}litija/#phase-{item.phase_id}", True, True)
    assert "Open again." in told(client, client.post(f"{DESK}litija/checklist/{item.pk}/tick/", {"is_done": "no"}))[1]
    assert ChecklistItem.objects.get().done_by is None


# --- Milestones ---


def test_a_milestone_is_set_moved_and_reached(client, programme):
    address, _text = told(
        client, client.post(f"{DESK}litija/milestones/create/", {"name_en": "Council hears", "due_on": "2027-06-01", "phase": phase_of(programme, 2).pk})
    )
    milestone = Milestone.objects.get()
    assert (address, milestone.name_en, milestone.due_on, milestone.phase.position) == (f"{DESK}litija/#milestones", "Council hears", date(2027, 6, 1), 2)
    client.post(f"{DESK}litija/milestones/{milestone.pk}/edit/", {"name_en": "Council hears", "due_on": "2027-06-08"})
    milestone.refresh_from_db()
    assert (milestone.due_on, milestone.phase) == (date(2027, 6, 8), None)
    assert page_of(client.get(f"{DESK}litija/milestones/{milestone.pk}/reach/")).hidden("reached_on") == "2027-05-10"
    assert "The milestone is reached." in told(client, client.post(f"{DESK}litija/milestones/{milestone.pk}/reach/", {"reached_on": "2027-05-09"}))[1]
    assert "The milestone is open again." in told(client, client.post(f"{DESK}litija/milestones/{milestone.pk}/reach/", {"reached_on": ""}))[1]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"due_on": "2027-06-01"}, "Write what is to be reached in at least one language."),
        ({"name_en": "x"}, "This field is required."),
        ({"name_en": "x", "due_on": "1066-10-14"}, "Choose a day between 1990 and 2100."),
        ({"name_en": "x", "due_on": "2027-06-01", "phase": "999999"}, "Select a valid choice."),
    ],
)
def test_a_milestone_that_does_not_fit_is_not_set(client, programme, given, error):
    response = client.post(f"{DESK}litija/milestones/create/", given)
    assert (response.status_code, error in said(response), Milestone.objects.count()) == (422, True, 0)


def test_a_milestone_is_not_reached_tomorrow(client, programme):
    milestone = make_milestone(programme=programme)
    response = client.post(f"{DESK}litija/milestones/{milestone.pk}/reach/", {"reached_on": "2027-05-11"})
    assert (response.status_code, "The day on which it was reached lies in the future." in said(response)) == (422, True)
