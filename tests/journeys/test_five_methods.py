"""A coordinator on her first day: from the invitation through the second step to a published programme of each method."""

import re

import pytest
from django.utils.translation import override

from events.agenda.models import Event
from portal.common.words import say
from portal.sign_in.middleware import actor_of
from programmes.catalogue.choices import methods
from programmes.catalogue.models import Programme
from stakeholders.mandates.actions import invite
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_admin
from tests.journeys.people import Somebody
from tests.portal.sign_in.codes import number_of

PASSWORD = "sveze-pecen-kruh-77"
MOST_CLICKS = 40  # from the empty desk to a public InLoCom with its first workshop; typing is not counted


class Counted(Somebody):
    """Counts what the hand does: links, buttons, boxes and choices."""

    clicks = 0

    def follows(self, words, **more):
        self.clicks += 1
        super().follows(words, **more)

    def presses(self, words, **more):
        self.clicks += 1
        super().presses(words, **more)

    def chooses(self, label, option):
        self.clicks += 2  # opens the list, takes the line
        super().chooses(label, option)

    def ticks(self, label):
        self.clicks += 1
        self.page.get_by_role("radio", name=label, exact=False).check()

    def types(self, label, value, **more):
        self.clicks += 1  # into the field
        self.writes(label, value, **more)


@pytest.fixture
def nova(story, settings):
    settings.MFA_REQUIRED = True
    litija = make_municipality(name="Litija", slug="litija", set_up_at=None)
    invite(email="nova@setev.example", language="sl", municipality=litija, role="coordinator", actor=actor_of(make_admin(name="Ada")), now=story.now)
    somebody = story.comes("Nova", email="nova@setev.example", screen="desktop")
    return Counted(**vars(somebody))


class TestFirstDay:
    def test_from_an_invitation_to_a_programme_of_each_method(self, story, nova):
        self.nova, self.story = nova, story
        self.given_an_account_with_a_second_step()
        nova.clicks = 0
        self.when_she_starts(methods["inlocom"])
        self.and_publishes_it()
        self.and_publishes_its_first_workshop()
        assert nova.clicks <= MOST_CLICKS, f"{nova.clicks} clicks"
        for method in methods:
            if method.key != "inlocom":
                self.when_she_starts(method)
                self.and_publishes_it()
        assert sorted(Programme.objects.public().values_list("method", flat=True)) == sorted(methods.names())
        assert Event.objects.published().count() == 1

    def given_an_account_with_a_second_step(self):
        nova = self.nova
        [letter] = self.story.letters_to(nova.email)
        nova.opens_link(letter, nova.say("Look at the invitation"))
        nova.writes(nova.say("Your name"), "Nova Novak")
        nova.page.get_by_label(re.compile(nova.say("Password"))).first.fill(PASSWORD)
        nova.presses(nova.say("Accept the invitation"))
        nova.writes(nova.say("E-mail"), nova.email)
        nova.writes(nova.say("Password"), PASSWORD)
        nova.presses(nova.say("Sign in"))
        nova.follows(nova.say("Set up the app"))
        nova.writes(nova.say("Code from the app"), number_of(nova.page.locator(".secret").inner_text()))
        nova.presses(nova.say("Confirm"))
        nova.presses(nova.say("I have kept them, go on"))
        nova.reads(nova.say("%(name)s is new here", name="Litija"))

    def when_she_starts(self, method):
        nova = self.nova
        with override(nova.language):
            self.title = f"Litija: {say(method.name)}"
        nova.opens("workspace:home")
        nova.follows(nova.say("Start a programme"))
        nova.ticks(re.compile(re.escape(self.title.removeprefix("Litija: "))))
        nova.types(nova.say("Title"), self.title)
        nova.types(nova.say("First day"), "2027-09-01")
        nova.presses(nova.say("Lay it out"))
        nova.sees(self.title)
        nova.presses(nova.say("Start the programme as a draft"))
        nova.sees(self.title)

    def and_publishes_it(self):
        nova = self.nova
        nova.follows(nova.say("Write what is missing"))
        own_words = nova.page.get_by_role("group", name="Slovenščina", exact=True)
        nova.types(nova.label("in one or two sentences"), "Vsi za isto mizo.", inside=own_words)
        nova.presses(nova.say("Save"))
        nova.presses(nova.say("Publish the programme"))
        nova.reads(nova.say("The programme is public now."))

    def and_publishes_its_first_workshop(self):
        nova = self.nova
        workshop = Programme.objects.get().events.soonest_first().first()
        title = nova.title_of(workshop)
        nova.follows(title)
        nova.sees(title)
        nova.presses(nova.say("Save and add a place"))
        nova.types(nova.label("name"), "Kulturni center")
        nova.types(nova.label("street and number"), "Ponoviška cesta 12")
        nova.types(nova.label("postcode"), "1270")
        nova.types(nova.label("town"), "Litija")
        nova.presses(nova.say("Save"))
        nova.sees(title)
        nova.presses(nova.say("Save"))
        nova.follows(nova.say("Look and publish"))
        nova.presses(nova.say("Publish"))
        nova.reads(nova.say("The event is published."))
