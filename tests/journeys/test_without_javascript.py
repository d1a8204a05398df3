"""Everything works with scripts off: an old telephone, a careful browser, a bad connection."""

from events.agenda.models import Event
from tests.factories.events import make_event
from tests.factories.locations import make_municipality, make_place
from tests.factories.stakeholders import make_coordinator


class TestResident:
    """Registers, is told what is wrong, corrects it, confirms, brings one more, and finally cannot come."""

    def test_registers_changes_and_cancels(self, story):
        self.event = make_event(title_sl="Popravljalnica koles", title_en="Bicycle repair", capacity=10)
        self.rok = story.comes("Rok", email="rok@setev.example", language="en", scripts=False)
        self.story = story
        self.when_he_forgets_something()
        self.then_what_he_typed_is_kept_and_corrected()
        self.when_he_confirms()
        self.and_brings_somebody()
        self.and_cannot_come_after_all()

    def when_he_forgets_something(self):
        rok = self.rok
        rok.opens("events:event_detail", slug=self.event.slug)
        rok.sees("Bicycle repair")
        rok.follows(rok.say("Register"))
        rok.writes(rok.say("Your name"), "Rok")
        rok.writes(rok.say("E-mail"), "rok@setev")
        rok.writes(rok.say("What do you need to take part?"), "A place in the shade.")
        self.story.time_passes(seconds=20)
        rok.presses(rok.say("Register"))

    def then_what_he_typed_is_kept_and_corrected(self):
        rok = self.rok
        rok.sees(rok.say("Register"))
        assert rok.page.title().startswith(rok.say("Error:"))
        summary = rok.page.get_by_role("alert")
        assert summary.get_by_role("heading").inner_text() == rok.count("%(number)s answer needs another look", "%(number)s answers need another look", 1)
        assert rok.asked(rok.say("Your name")).input_value() == "Rok"
        assert rok.asked(rok.say("E-mail")).input_value() == "rok@setev"
        assert rok.asked(rok.say("What do you need to take part?")).input_value() == "A place in the shade."

        summary.get_by_role("link").click()
        assert rok.visit.focused()["id"] == "id_email"
        rok.writes(rok.say("E-mail"), rok.email)
        rok.presses(rok.say("Register"))
        rok.sees(rok.say("One click is left"))

    def when_he_confirms(self):
        self.rok.confirms(self.event)

    def and_brings_somebody(self):
        rok = self.rok
        rok.chooses(rok.say("How many people come"), rok.count("%(number)s person", "%(number)s people", 2))
        rok.presses(rok.say("Save"))
        rok.sees(rok.say("You are in"))
        rok.reads(rok.say("Your change is saved."))
        rok.reads(f"Rok, {rok.count('%(number)s person', '%(number)s people', 2)}")
        self.event.seats.refresh_from_db()
        assert self.event.seats.taken == 2

    def and_cannot_come_after_all(self):
        self.rok.gives_back(2)
        self.event.seats.refresh_from_db()
        assert self.event.seats.taken == 0


class TestCoordinator:
    """Writes down an event and announces it, on a phone that runs no scripts."""

    def test_creates_and_publishes_an_event(self, story):
        municipality = make_municipality(name="Litija")
        self.library = make_place(municipality=municipality, name="Knjižnica")
        self.maja = story.comes("Maja", email=make_coordinator(municipality=municipality).email, scripts=False)
        self.given_she_has_signed_in()
        self.when_she_writes_down_an_event_that_ends_before_it_begins()
        self.then_she_is_told_and_corrects_it()
        self.and_publishes_it()
        self.and_leaves()

    def given_she_has_signed_in(self):
        self.maja.opens("events:desk_event_list")
        self.maja.signs_in()
        self.maja.sees(self.maja.say("Events"))

    def when_she_writes_down_an_event_that_ends_before_it_begins(self):
        maja = self.maja
        maja.page.get_by_role("link", name=maja.say("New event")).first.click()
        maja.sees(maja.say("New event"))
        words = maja.page.get_by_role("group", name=maja.say("In words: %(language)s", language="Slovenščina"))
        maja.writes(maja.label("title"), "Večer pravljic", inside=words)
        maja.writes(maja.label("begins"), "2027-06-01T18:00")
        maja.writes(maja.label("ends"), "2027-06-01T16:00")
        maja.chooses(maja.label("place"), str(self.library))
        maja.writes(maja.say("Seats"), 15)
        maja.presses(maja.say("Save"))

    def then_she_is_told_and_corrects_it(self):
        maja = self.maja
        maja.sees(maja.say("New event"))
        maja.page.get_by_role("alert").get_by_role("link", name=maja.say("The event ends before it begins.")).click()
        assert maja.visit.focused()["id"] == "id_ends_at"
        maja.writes(maja.label("ends"), "2027-06-01T19:30")
        maja.presses(maja.say("Save"))
        maja.sees("Večer pravljic")
        maja.reads(maja.say("The draft is saved. Nobody sees it until you publish it."))

    def and_publishes_it(self):
        maja = self.maja
        maja.follows(maja.say("Look and publish"))
        maja.sees(maja.say("Publish this event?"))
        maja.presses(maja.say("Publish"))
        maja.sees("Večer pravljic")
        assert [event.title_sl for event in Event.objects.published()] == ["Večer pravljic"]

    def and_leaves(self):
        maja = self.maja
        maja.opens("workspace:home")
        maja.page.locator("summary").filter(has_text=maja.say("Your menu")).click()
        maja.presses(maja.say("Sign out"), inside=maja.page.get_by_role("banner"))
        maja.sees(maja.say("Sign in"))
