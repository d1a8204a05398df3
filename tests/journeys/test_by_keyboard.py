"""With nothing but the keyboard: where the focus goes, it is seen, and nothing lies over it."""

import pytest

from tests.factories.events import make_event

WINDOWS = {"wide": {"width": 1280, "height": 900}, "four times larger": {"width": 320, "height": 640}}


@pytest.mark.parametrize("window", WINDOWS)
def test_an_event_is_found_and_a_seat_taken_by_keyboard(story, window):
    breakfast = make_event(title_sl="Zajtrk na tržnici", title_en="Breakfast at the market", capacity=10)
    make_event(title_sl="Večer pravljic", title_en="An evening of tales")
    ivo = Typist(story.comes("Ivo", email="ivo@setev.example", language="en", screen=WINDOWS[window]), breakfast)
    ivo.finds_the_event()
    ivo.forgets_the_address()
    ivo.is_taken_to_what_is_missing()
    ivo.confirms()


class Typist:
    """Somebody who uses no pointer."""

    def __init__(self, somebody, event):
        self.somebody, self.visit, self.event = somebody, somebody.visit, event
        self.say = somebody.say

    def finds_the_event(self):
        self.somebody.opens("events:event_list")
        self.visit.page.keyboard.press("Tab")
        assert self.visit.focused()["words"] == self.say("Skip to content")
        self.visit.press("Enter")
        assert self.visit.focused()["id"] == "content"
        self.visit.tab_to(self.say("Words"))
        self.types("market")
        self.goes_on("Enter")
        self.visit.tab_to("Breakfast at the market")
        self.goes_on("Enter")
        self.somebody.sees("Breakfast at the market")

    def forgets_the_address(self):
        self.visit.tab_to(self.say("Register"))
        self.goes_on("Enter")
        self.somebody.sees(self.say("Register"))
        self.visit.tab_to(self.say("Your name"))
        self.types("Ivo")
        self.visit.tab_to(self.say("How many people come"))
        self.types("2")
        self.somebody.story.time_passes(seconds=30)
        self.visit.tab_to(self.say("Register"))
        self.goes_on("Enter")

    def is_taken_to_what_is_missing(self):
        stop = self.visit.focused()
        assert stop["words"].startswith(self.somebody.count("%(number)s answer needs another look", "%(number)s answers need another look", 1))
        assert stop["isMarked"]
        assert stop["isInView"]
        self.somebody.sees(self.say("Register"))

        fault = self.say("%(label)s: %(fault)s", label=self.say("E-mail"), fault=self.say("Write your e-mail address."))
        self.visit.page.locator("[data-summary]").focus()  # the audit may have moved it
        self.visit.tab_to(fault)
        self.visit.press("Enter")
        assert self.visit.focused()["id"] == "id_email"
        self.types("ivo@setev.example")
        self.visit.tab_to(self.say("Register"))
        self.goes_on("Enter")
        self.somebody.sees(self.say("One click is left"))

    def confirms(self):
        letter = self.somebody.finds_letter(self.say("Please confirm: %(title)s", title="Breakfast at the market"))
        self.somebody.opens_link(letter, self.say("Confirm"))
        self.visit.tab_to(self.say("Yes, confirm"))
        self.goes_on("Enter")
        self.somebody.sees(self.say("You are in"))
        self.event.seats.refresh_from_db()
        assert self.event.seats.taken == 2

    def types(self, words):
        self.visit.page.keyboard.type(words)

    def goes_on(self, key):
        with self.visit.page.expect_navigation(wait_until="load"):
            self.visit.page.keyboard.press(key)


def test_every_stop_of_an_event_and_its_form_is_seen_above_the_bar_at_the_foot(story):
    event = make_event(
        text_en="\n\n".join(f"Paragraph {number} with [a link](https://setev.example/{number})." for number in range(12)), title_en="A long page"
    )
    reader = story.comes("Ivo", language="en", screen=WINDOWS["four times larger"])
    for view in ("event_detail", "register"):
        reader.opens(f"events:{view}", slug=event.slug)
        reader.visit.tab_to(reader.say("Accessibility statement"))  # in the footer; each stop on the way is looked at
