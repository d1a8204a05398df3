"""From the start of a programme to the letter in a resident's mailbox: what Setev is for."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import override

from events.agenda.models import Event
from events.registrations.choices import Standing
from tests.factories.locations import make_municipality, make_place
from tests.factories.stakeholders import make_coordinator
from tests.journeys.people import text_of

LJUBLJANA = ZoneInfo("Europe/Ljubljana")
FIRST_DAY = date(2027, 5, 31)
WORKSHOP = {"sl": "Delavnica: delamo kot ena ekipa", "en": "Workshop: working as one team"}
CORE_GROUP = {"sl": "Ožja skupina je imenovana", "en": "The core group is named"}
SOWING = {"sl": "Sejanje", "en": "Sowing"}
TITLE = {"sl": "Litija diha skupaj", "en": "Litija breathes together"}
SUMMARY = {"sl": "Vsi za isto mizo.", "en": "Everyone at one table."}
CSV_COMMA = {"sl": ";", "en": ","}


@pytest.mark.parametrize("language", ["sl", "en"])
def test_a_programme_is_started_and_its_workshop_of_two_finds_its_people(story, language):
    town = Town(story, language)
    town.given_a_coordinator_who_has_signed_in()
    town.when_she_starts_a_programme_and_moves_a_milestone()
    town.and_publishes_it()
    town.and_publishes_its_workshop_for_two()

    town.then_two_residents_get_the_seats()
    town.and_a_third_waits_first_in_line()
    town.when_one_gives_back_the_seat()
    town.then_the_third_is_offered_it_by_letter_and_takes_it()

    town.when_a_week_is_left_the_reminder_leaves()
    town.then_the_plan_shows_it_as_sent()
    town.and_the_coordinator_takes_away_the_list()


class Town:
    """One coordinator, three residents, one story."""

    def __init__(self, story, language):
        self.story, self.language = story, language
        municipality = make_municipality(name="Litija", slug="litija", legal_name="Občina Litija", official_languages=[language])
        self.hall = make_place(municipality=municipality, name="Kulturni center", street="Ponoviška cesta 12", town="Litija")
        account = make_coordinator(municipality=municipality, name="Maja Kovač", language=language)
        self.maja = story.comes("Maja Kovač", email=account.email, language=language, screen="desktop")
        self.ana, self.bine, self.cvetka = (
            story.comes(name, email=f"{name.lower()}@setev.example", language=language, scheme=scheme)
            for name, scheme in (("Ana", "light"), ("Bine", "dark"), ("Cvetka", "light"))
        )

    def given_a_coordinator_who_has_signed_in(self):
        self.maja.opens("programmes:desk_programme_list")
        self.maja.signs_in()
        self.maja.sees(self.maja.say("My programmes"))
        self.maja.reads(self.maja.say("No programme yet"))

    def when_she_starts_a_programme_and_moves_a_milestone(self):
        maja = self.maja
        maja.follows(maja.say("Start a programme"))
        maja.sees(maja.say("Start a programme"))
        maja.page.get_by_role("radio", name="InLoCom").check()
        maja.chooses(maja.say("Municipality that leads it"), "Litija")
        maja.writes(maja.say("Title"), TITLE[self.language])
        maja.writes(maja.say("First day"), FIRST_DAY)
        maja.presses(maja.say("Lay it out"))

        maja.sees(TITLE[self.language])
        laid_out_for = maja.asked(CORE_GROUP[self.language])
        assert laid_out_for.input_value() == "2027-07-26"
        laid_out_for.fill("2027-07-22")
        maja.presses(maja.say("Start the programme as a draft"))

        maja.sees(TITLE[self.language])
        maja.reads(maja.say("The programme is laid out as a draft. Nobody sees it until you publish it."))
        row = maja.page.get_by_role("row").filter(has=maja.page.get_by_role("rowheader", name=CORE_GROUP[self.language]))
        with override(self.language):
            assert row.get_by_role("cell").first.inner_text().endswith(date_format(date(2027, 7, 22)))
        assert self.titles_of_programmes_that(self.ana) == []

    def titles_of_programmes_that(self, somebody):
        """Their titles on the public list, as that person sees it."""
        somebody.opens("programmes:programme_list")
        somebody.sees(somebody.say("Programmes"))
        return [heading.inner_text() for heading in somebody.page.get_by_role("article").get_by_role("heading").all()]

    def and_publishes_it(self):
        maja = self.maja
        maja.follows(maja.say("Write what is missing"))
        maja.sees(maja.say("Words and picture"))
        own_words = maja.page.get_by_role("group", name=dict(settings.LANGUAGES)[self.language], exact=True)
        maja.writes(maja.label("in one or two sentences"), SUMMARY[self.language], inside=own_words)
        maja.presses(maja.say("Save"))
        maja.sees(TITLE[self.language])
        maja.presses(maja.say("Publish the programme"))
        maja.reads(maja.say("The programme is public now."))
        assert self.titles_of_programmes_that(self.ana) == [TITLE[self.language]]

    def and_publishes_its_workshop_for_two(self):
        maja = self.maja
        maja.follows(WORKSHOP[self.language])
        maja.sees(WORKSHOP[self.language])
        maja.writes(maja.label("begins"), "2027-06-10T17:00")
        maja.writes(maja.label("ends"), "2027-06-10T19:30")
        maja.chooses(maja.label("place"), str(self.hall))
        maja.writes(maja.say("Seats"), 2)
        maja.presses(maja.say("Save"))

        maja.reads(maja.say("Nothing is missing. You can publish it."))
        maja.follows(maja.say("Look and publish"))
        maja.sees(maja.say("Publish this event?"))
        maja.presses(maja.say("Publish"))
        maja.sees(WORKSHOP[self.language])
        self.workshop = Event.objects.published().get()

    def then_two_residents_get_the_seats(self):
        self.ana.opens("events:event_list")
        self.ana.sees(self.ana.say("Events"))
        self.ana.follows(WORKSHOP[self.language])
        self.ana.sees(WORKSHOP[self.language])
        self.ana.reads(TITLE[self.language])  # the programme it belongs to
        for resident in (self.ana, self.bine):
            resident.registers(self.workshop)
            resident.confirms(self.workshop)

    def and_a_third_waits_first_in_line(self):
        cvetka = self.cvetka
        cvetka.opens("events:event_detail", slug=self.workshop.slug)
        cvetka.sees(WORKSHOP[self.language])
        cvetka.follows(cvetka.say("Join the waiting list"))
        cvetka.sees(cvetka.say("Join the waiting list"))
        cvetka.answers()
        cvetka.presses(cvetka.say("Join the waiting list"))
        cvetka.sees(cvetka.say("One click is left"))

        letter = cvetka.finds_letter(cvetka.say("Please confirm your place in line: %(title)s", title=WORKSHOP[self.language]))
        cvetka.opens_link(letter, cvetka.say("Put me on the list"))
        cvetka.sees(cvetka.say("Join the waiting list?"))
        cvetka.presses(cvetka.say("Yes, put me on the list"))
        cvetka.sees(cvetka.say("You are on the waiting list"))

        letter = cvetka.finds_letter(cvetka.say("You are on the waiting list: %(title)s", title=WORKSHOP[self.language]))
        place = cvetka.say("Hello %(name)s, your place in line is number %(position)s. All seats are taken just now.", name="Cvetka", position=1)
        assert place in text_of(letter)

    def when_one_gives_back_the_seat(self):
        ana = self.ana
        letter = ana.finds_letter(ana.say("You are in: %(title)s", title=WORKSHOP[self.language]))
        assert [part.get_content_type() for part in letter.iter_attachments()] == ["text/calendar"]
        self.story.time_passes(hours=2)
        ana.opens_link(letter, ana.say("See or change my registration"))
        ana.sees(ana.say("You are in"))
        ana.gives_back(1)
        ana.finds_letter(ana.say("Your registration is cancelled: %(title)s", title=WORKSHOP[self.language]))

    def then_the_third_is_offered_it_by_letter_and_takes_it(self):
        cvetka = self.cvetka
        letter = cvetka.finds_letter(
            cvetka.count("A seat is free for you: %(title)s", "%(number)s seats are free for you: %(title)s", 1, title=WORKSHOP[self.language])
        )
        self.story.time_passes(hours=3)
        cvetka.opens_link(letter, cvetka.say("Answer the offer"))
        cvetka.sees(cvetka.count("A seat is free for you", "%(number)s seats are free for you", 1))
        cvetka.presses(cvetka.say("Yes, I am coming"))
        cvetka.sees(cvetka.say("You are in"))
        cvetka.finds_letter(cvetka.say("You are in: %(title)s", title=WORKSHOP[self.language]))

    def when_a_week_is_left_the_reminder_leaves(self):
        self.story.time_is(datetime(2027, 5, 24, 7, 59, tzinfo=LJUBLJANA))
        assert self.story.letters_to(self.maja.email) == []
        self.story.time_passes(minutes=2)
        with override(self.language):
            day = date_format(FIRST_DAY)
        letter = self.maja.finds_letter(self.maja.say("The phase “%(phase)s” begins on %(when)s", phase=SOWING[self.language], when=day))
        self.maja.opens_link(letter, self.maja.say("Open the programme"))
        self.maja.signs_in()  # two weeks have passed
        self.maja.sees(TITLE[self.language])

    def then_the_plan_shows_it_as_sent(self):
        maja = self.maja
        maja.follows(maja.say("Reminders"), inside=maja.page.get_by_role("navigation"))
        maja.sees(maja.say("Reminders"))
        past = maja.page.get_by_role("table", name=maja.say("Reminders of the last four months"))
        rows = past.get_by_role("row").filter(has_text=SOWING[self.language])
        assert rows.get_by_role("cell").last.inner_text() == maja.say("sent").capitalize()

    def and_the_coordinator_takes_away_the_list(self):
        maja = self.maja
        maja.opens("events:desk_registration_list", public_id=self.workshop.public_id)
        maja.sees(WORKSHOP[self.language])
        with override(self.language):
            standings = {"Ana": Standing.CANCELLED, "Bine": Standing.CONFIRMED, "Cvetka": Standing.CONFIRMED}
            people = {name: str(standing.label) for name, standing in standings.items()}
        rows = maja.page.get_by_role("row").filter(has=maja.page.get_by_role("rowheader")).all()
        shown = {row.get_by_role("rowheader").inner_text().split()[0]: row.get_by_role("cell").nth(1).inner_text() for row in rows}
        assert shown == people

        with maja.page.expect_download() as download:
            maja.page.get_by_role("button", name="CSV").click()
        head, *lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
        cells = [line.split(CSV_COMMA[self.language]) for line in lines]
        assert head.split(CSV_COMMA[self.language])[:2] == [maja.say("Name"), maja.say("E-mail")]
        assert {cell[0]: cell[3] for cell in cells} == people
