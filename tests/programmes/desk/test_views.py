from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from events.agenda.models import Event
from programmes.catalogue.models import Milestone, Participation, Phase, Programme
from tests.factories.events import make_draft as make_draft_event
from tests.factories.events import make_event, make_registration
from tests.factories.locations import make_municipality
from tests.factories.programmes import TODAY, make_draft, make_funding, make_item, make_milestone, make_partner, make_programme
from tests.factories.stakeholders import make_organisation
from tests.reading import page_of, said, told, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DESK = "/en/workspace/programmes/"


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


def test_a_draft_of_an_event_for_which_people_had_registered_stays_and_is_named(client, home, programme):
    draft, used = make_draft(municipality=home, slug="osnutek"), make_draft_event(municipality=home, title_en="Market")
    make_registration(event=used, standing="cancelled")
    draft.events.add(used)
    asked = said(client.get(f"{DESK}osnutek/discard/"))
    assert "These stay in any case, because people had registered for them: Market, 24 May 2027, 09:00" in asked
    assert "Yes, throw it away" in asked
    client.post(f"{DESK}osnutek/discard/", {"with_events": "yes"})
    assert (list(Event.objects.all()), list(Programme.objects.all())) == ([used], [programme])


def test_a_milestone_is_thrown_away_after_a_question(client, programme):
    milestone = make_milestone(programme=programme, name_en="Council hears")
    assert "Throw the milestone “Council hears” away?" in said(client.get(f"{DESK}litija/milestones/{milestone.pk}/discard/"))
    assert "The milestone is thrown away." in told(client, client.post(f"{DESK}litija/milestones/{milestone.pk}/discard/"))[1]
    assert Milestone.objects.count() == 0
