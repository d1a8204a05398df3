from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from events.agenda.models import Event
from programmes.catalogue.models import ChecklistItem, Funding, Milestone, Participation, Partner, Phase, Programme
from tests.factories.events import make_draft as make_draft_event
from tests.factories.events import make_event
from tests.factories.locations import make_municipality
from tests.factories.programmes import TODAY, make_draft, make_funding, make_item, make_milestone, make_partner, make_programme
from tests.factories.stakeholders import make_coordinator, make_organisation
from tests.reading import page_of, seen, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DESK = "/en/workspace/programmes/"
WEEK = timedelta(weeks=1)


@pytest.fixture
def home():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture
def ana(client, home, clock):
    user = make_coordinator(municipality=home, name="Ana")
    client.force_login(user)
    return user


@pytest.fixture
def programme(home, ana):
    return make_programme(municipality=home, slug="litija", title_en="Town of innovation", coordinator=ana)


def said(response):
    """What is read on the page, with a space wherever something begins or ends."""
    return " ".join(" ".join(seen(page_of(response).main)).split())


def told(client, response):
    """Where an act leads, and what is said there."""
    assert response.status_code == 302
    return response.url, said(client.get(response.url))


# --- The list ---


@pytest.mark.usefixtures("ana")
def test_an_empty_list_teaches_and_offers_one_way_on(client):
    make_programme()
    page = page_of(client.get(DESK))
    assert "No programme yet" in page.text
    assert [href for words, href in page.links.items() if words == "Start a programme"] == ["/en/workspace/start-programme/"]


def test_the_list_shows_my_programmes_over_twelve_months(client, home, programme):
    make_draft(municipality=home, title_en="Next round", starts_on=TODAY + timedelta(days=60))
    page = page_of(client.get(DESK))
    plan, table = page.main.iter("table")
    assert [words_of(row.find("th")) for row in plan.find("tbody")] == ["Town of innovation", "Next round"]
    assert [[words_of(cell) for cell in row] for row in table.find("tbody")] == [
        ["Town of innovation", "Litija", "Growth until 23 May 2027", "18 July 2027", "Published"],
        ["Next round", "Litija", "Sowing begins on 9 July 2027", "28 October 2027", "Draft"],
    ]


# --- The desk of one programme ---


def test_a_programme_that_is_not_mine_is_not_there(client, ana):
    theirs = make_programme(slug="theirs")
    assert client.get(f"{DESK}theirs/").status_code == 404
    for path in (
        "",
        "edit/",
        "milestones/create/",
        "events/attach/",
        "partners/create/",
        "municipalities/add/",
        "funding/create/",
        f"phases/{theirs.phases.first().pk}/move/",
    ):
        assert client.get(f"{DESK}theirs/{path}").content == client.get(f"{DESK}nowhere/{path}").content.replace(b"nowhere", b"theirs")


def test_a_part_of_another_programme_is_not_there(client, home, programme):
    """The address names my programme and somebody else's row."""
    other = make_programme(municipality=home)
    phase, milestone, partner, funding = other.phases.first(), make_milestone(programme=other), make_partner(programme=other), make_funding(programme=other)
    item, event = make_item(phase=phase), make_event(municipality=home)
    other.events.add(event)
    for path in (
        f"phases/{phase.pk}/move/",
        f"phases/{phase.pk}/close/",
        f"checklist/{item.pk}/tick/",
        f"milestones/{milestone.pk}/edit/",
        f"milestones/{milestone.pk}/reach/",
        f"partners/{partner.pk}/remove/",
        f"municipalities/{other.participations.get().pk}/remove/",
        f"funding/{funding.pk}/edit/",
        f"funding/{funding.pk}/remove/",
        f"events/{event.pk}/detach/",
        "phases/99999999999999999999999/move/",
    ):
        assert client.post(f"{DESK}litija/{path}").status_code == 404


def test_the_desk_shows_everything_of_a_programme(client, home, programme):
    phase = programme.phases.get(position=1)
    make_item(phase=phase, text_en="Projects have owners.")
    make_milestone(programme=programme, name_en="Council hears", due_on=TODAY - timedelta(days=3))
    make_partner(programme=programme, organisation=make_organisation(name="Knjižnica", type="public_institute"))
    make_funding(programme=programme, funder="Občina Litija")
    programme.events.set(
        [
            make_event(municipality=home, title_en="Workshop", capacity=10, taken=4),
            make_draft_event(municipality=home, title_en="Market", capacity=None, place=None),
        ]
    )
    text = said(client.get(f"{DESK}litija/"))
    for words in (
        "Growth until 23 May 2027",
        "0 of 1 condition is met.",
        "Projects have owners.",
        "Council hears 7 May 2027 3 days late",
        "Knjižnica Public institute, partner",
        "This method also wants: mayor and council, municipal administration,",
        "Občina Litija",
        "Workshop 24 May 2027, 09:00 6 seats are free. 4 of 10 are taken. Public",
        "Market 24 May 2027, 09:00 not set Draft missing: a place, or a link for taking part online, the number of seats",
    ):
        assert words in text


def test_forty_phases_fit_on_the_desk(client, home, ana):
    make_programme(municipality=home, slug="long", phases=40)
    assert client.get(f"{DESK}long/").status_code == 200


def test_more_rows_cost_no_more_queries(client, home, ana):
    def cost(number):
        slug = f"size-{number}"
        programme = make_programme(municipality=home, slug=slug, phases=number)
        for phase in programme.phases.all():
            make_item(phase=phase, done_by=ana, done_at="2027-05-01T08:00Z")
        for _ in range(number):
            make_milestone(programme=programme)
            make_partner(programme=programme)
            make_funding(programme=programme)
            programme.events.add(make_event(municipality=home), make_draft_event(municipality=home))
            Participation.objects.create(programme=programme, municipality=make_municipality())
        counts = []
        for page in (DESK, f"{DESK}{slug}/", f"{DESK}{slug}/partners/create/", f"{DESK}{slug}/events/attach/"):
            client.get(page)
            with CaptureQueriesContext(connection) as asked:
                client.get(page)
            counts.append(len(asked))
        return counts

    assert cost(1) == cost(3)


# --- Publishing and closing ---


def test_publishing_says_what_is_missing_and_then_publishes(client, home, ana):
    draft = make_draft(municipality=home, slug="osnutek", summary_sl="")
    assert "One or two sentences about it in the language of the municipality A coordinator to whom people can turn" in said(client.get(f"{DESK}osnutek/"))
    address, text = told(client, client.post(f"{DESK}osnutek/publish/"))
    assert (address, "Something is still missing. The page says what." in text) == (f"{DESK}osnutek/", True)
    Programme.objects.filter(pk=draft.pk).update(summary_sl="Skupaj.", coordinator=ana)
    assert "The programme is public now." in told(client, client.post(f"{DESK}osnutek/publish/"))[1]
    assert client.get("/en/programmes/osnutek/").status_code == 200


def test_a_programme_is_closed_when_its_phases_are_over(client, home, programme):
    assert "A phase is not finished yet." in told(client, client.post(f"{DESK}litija/close/"))[1]
    make_programme(municipality=home, slug="stara", starts_on=TODAY - timedelta(days=400))
    assert "Close the programme" in page_of(client.get(f"{DESK}stara/")).buttons
    assert "The programme is closed. Its page stays." in told(client, client.post(f"{DESK}stara/close/"))[1]


@pytest.mark.parametrize("path", ["publish/", "close/"])
def test_acts_are_no_pages(client, programme, path):
    assert client.get(f"{DESK}litija/{path}").status_code == 405


# --- Words and picture ---


def picture(size=(40, 30)):
    file = BytesIO()
    Image.new("RGB", size, "green").save(file, "PNG")
    return SimpleUploadedFile("secret-name.png", file.getvalue(), "image/png")


def test_words_are_written_in_each_language_and_the_picture_is_written_anew(client, programme, ana, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    page = page_of(client.get(f"{DESK}litija/edit/"))
    assert [words_of(legend) for legend in page.main.iter("legend")] == ["Slovenščina", "English"]
    given = {
        "title_sl": "Mesto",
        "title_en": "Town",
        "summary_sl": "Skupaj.",
        "text_en": "# About",
        "coordinator": ana.pk,
        "since_year": "2006",
        "picture": picture(),
        "picture_alt_sl": "Trg",
    }
    assert "The words are saved." in told(client, client.post(f"{DESK}litija/edit/", given))[1]
    programme.refresh_from_db()
    assert (programme.title_sl, programme.title_en, programme.text_en, programme.since_year) == ("Mesto", "Town", "# About", 2006)
    assert (programme.picture.name.startswith("programmes/"), "secret" in programme.picture.name) == (True, False)
    assert 'alt="Trg"' in client.get("/sl/programmes/litija/").content.decode()


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"title_sl": "", "title_en": ""}, "Write a title in at least one language."),
        ({"since_year": "1200"}, "Ensure this value is greater than or equal to 1900."),
        ({"since_year": "two"}, "Enter a whole number."),
        ({"coordinator": "999999"}, "Select a valid choice. That choice is not one of the available choices."),
        ({"summary_en": "x" * 301}, "Ensure this value has at most 300 characters (it has 301)."),
        ({"picture": SimpleUploadedFile("a.png", b"no picture", "image/png")}, "This is not a picture in JPEG, PNG or WebP."),
    ],
)
def test_words_that_do_not_fit_are_said_and_nothing_is_stored(client, programme, given, error):
    response = client.post(f"{DESK}litija/edit/", {"title_sl": "Novo", "title_en": "New", **given})
    assert (response.status_code, error in said(response)) == (422, True)
    assert Programme.objects.get().title_en == "Town of innovation"


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


# --- Events ---


def test_one_of_my_events_is_added_and_taken_out(client, home, programme):
    event, theirs = make_event(municipality=home, title_en="Workshop"), make_event(title_en="Elsewhere")
    options = [words_of(option) for option in page_of(client.get(f"{DESK}litija/events/attach/")).main.iter("option")]
    assert options == ["Workshop, 24 May 2027"]
    assert client.post(f"{DESK}litija/events/attach/", {"event": theirs.pk}).status_code == 422
    assert "The event belongs to the programme now." in told(client, client.post(f"{DESK}litija/events/attach/", {"event": event.pk}))[1]
    assert list(programme.events.all()) == [event]
    assert "It stays among your events." in told(client, client.post(f"{DESK}litija/events/{event.pk}/detach/"))[1]
    assert (programme.events.count(), Event.objects.count()) == (0, 2)


# --- Who takes part, who pays ---


def test_a_new_partner_is_an_organisation_from_now_on(client, programme):
    given = {"name": "Knjižnica", "type": "public_institute", "role": "partner"}
    assert "The partner is at the table." in told(client, client.post(f"{DESK}litija/partners/create/", given))[1]
    partner = Partner.objects.get()
    assert (partner.organisation.name, partner.organisation.type) == ("Knjižnica", "public_institute")
    client.post(f"{DESK}litija/partners/create/", {"name": "knjižnica", "type": "company", "role": "initiator"})  # named again, it is the same one
    assert [(row.organisation, row.role) for row in Partner.objects.all()] == [(partner.organisation, "initiator")]
    assert "The partner has left the programme." in told(client, client.post(f"{DESK}litija/partners/{partner.pk}/remove/"))[1]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"role": "partner"}, "Choose an organisation above, or write the name of a new one."),
        ({"role": "partner", "name": "Knjižnica"}, "Choose what kind of stakeholder the new organisation is."),
        ({"role": "king", "name": "Knjižnica", "type": "company"}, "Select a valid choice. king is not one of the available choices."),
        ({"role": "partner", "organisation": "999999"}, "Select a valid choice."),
    ],
)
def test_a_partner_that_does_not_fit_is_not_added(client, programme, given, error):
    response = client.post(f"{DESK}litija/partners/create/", given)
    assert (response.status_code, error in said(response), Partner.objects.count()) == (422, True, 0)


def test_a_municipality_joins_and_leaves_but_the_leading_one_stays(client, home, programme):
    guest = make_municipality(name="Šmartno")
    options = [words_of(option) for option in page_of(client.get(f"{DESK}litija/municipalities/add/")).main.iter("option")]
    assert ("Šmartno" in options, "Litija" in options) == (True, False)
    assert "The municipality takes part." in told(client, client.post(f"{DESK}litija/municipalities/add/", {"municipality": guest.pk, "role": "partner"}))[1]
    assert "no longer takes part" in told(client, client.post(f"{DESK}litija/municipalities/{programme.participations.get(municipality=guest).pk}/remove/"))[1]
    lead = programme.participations.get()
    assert "The municipality that leads the programme cannot leave it." in told(client, client.post(f"{DESK}litija/municipalities/{lead.pk}/remove/"))[1]
    assert client.post(f"{DESK}litija/municipalities/add/", {"municipality": home.pk, "role": "partner"}).status_code == 422


def test_funding_is_recorded_changed_and_taken_out(client, programme):
    given = {"funder": "Vinnova", "amount": "1940289", "currency": "SEK", "reference": "2021-02939", "source_url": "https://www.vinnova.se/p"}
    assert "The funding is recorded." in told(client, client.post(f"{DESK}litija/funding/create/", given))[1]
    funding = Funding.objects.get()
    client.post(f"{DESK}litija/funding/{funding.pk}/edit/", {**given, "call": "2021", "round": "First", "status": "Avslutat", "is_self_reported": "on"})
    funding.refresh_from_db()
    assert (funding.round, funding.status, funding.is_self_reported) == ("First", "Avslutat", True)
    assert (funding.call, str(funding.amount), funding.programme) == ("2021", "1940289.00", programme)
    client.post(f"{DESK}litija/funding/{funding.pk}/remove/")
    assert Funding.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"funder": ""}, "This field is required."),
        ({"amount": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"amount": "NaN"}, "Enter a number."),
        ({"amount": "1e20"}, "Ensure that there are no more than 14 digits in total."),
        ({"currency": "€"}, "Write three capital letters, such as EUR or SEK."),
        ({"source_url": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_funding_that_does_not_fit_is_not_recorded(client, programme, given, error):
    response = client.post(f"{DESK}litija/funding/create/", {"funder": "Vinnova", "amount": "1", "currency": "SEK", **given})
    assert (response.status_code, error in said(response), Funding.objects.count()) == (422, True, 0)


# --- Taken back, thrown away ---


def test_closing_is_taken_back(client, home, programme):
    phase = programme.phases.get(position=1)
    Phase.objects.filter(pk=phase.pk).update(closed_at="2027-05-01T08:00Z")
    assert "Open again" in said(client.get(f"{DESK}litija/"))
    assert "The phase is open again." in told(client, client.post(f"{DESK}litija/phases/{phase.pk}/reopen/"))[1]
    assert Phase.objects.get(pk=phase.pk).closed_at is None
    make_programme(municipality=home, slug="stara", status="closed")
    assert "The programme is closed" in said(client.get(f"{DESK}stara/"))
    assert "The programme is open again." in told(client, client.post(f"{DESK}stara/reopen/"))[1]
    assert "The programme is not closed." in told(client, client.post(f"{DESK}stara/reopen/"))[1]


def test_throwing_a_draft_away_names_what_goes_with_it(client, home, programme):
    draft = make_draft(municipality=home, slug="osnutek", title_en="Second thoughts")
    draft.events.add(make_draft_event(municipality=home, title_en="Market"))
    asked = said(client.get(f"{DESK}osnutek/discard/"))
    assert "Throw the draft “Second thoughts” away?" in asked
    assert "Market, 24 May 2027, 09:00" in asked
    address, text = told(client, client.post(f"{DESK}osnutek/discard/", {"with_events": "yes"}))
    assert (address, "The draft “Second thoughts” is thrown away." in text) == (DESK, True)
    assert (Event.objects.count(), Programme.objects.count()) == (0, 1)
    assert "Only a draft can be thrown away" in said(client.get(f"{DESK}litija/discard/"))
    assert "Only a draft can be thrown away." in told(client, client.post(f"{DESK}litija/discard/"))[1]


def test_a_milestone_is_thrown_away_after_a_question(client, programme):
    milestone = make_milestone(programme=programme, name_en="Council hears")
    assert "Throw the milestone “Council hears” away?" in said(client.get(f"{DESK}litija/milestones/{milestone.pk}/discard/"))
    assert "The milestone is thrown away." in told(client, client.post(f"{DESK}litija/milestones/{milestone.pk}/discard/"))[1]
    assert Milestone.objects.count() == 0
