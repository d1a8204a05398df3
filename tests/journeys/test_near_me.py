"""A resident on a phone finds a workshop in her district, and another by a word that she misspells. Each tap and each field is counted."""

from datetime import timedelta

import pytest

from tests.factories.events import NOW, make_event
from tests.factories.locations import make_district, make_municipality, make_place

BY_PLACE = (6, 2)  # taps: municipality, show, district, event, register, send; fields: name and address
BY_WORD = (5, 3)  # taps: search, search, event, register, send; fields: the word, name and address


class Counting:
    """Counts what a person does on the way: taps, choices, words typed."""

    def __init__(self, person):
        self.person, self.taps, self.fields = person, 0, 0

    def follows(self, words, **where):
        self.taps += 1
        self.person.follows(words, **where)

    def presses(self, words, **where):
        self.taps += 1
        self.person.presses(words, **where)

    def chooses(self, label, option):
        self.taps += 1
        self.person.chooses(label, option)

    def writes(self, label, value):
        self.fields += 1
        self.person.writes(label, value)


@pytest.fixture
def workshops(db):
    litija = make_municipality(name="Litija", slug="litija")
    for name in ("Hotič", "Sava"):
        place = make_place(municipality=litija, district=make_district(municipality=litija, name=name), name=f"Dom {name}")
        make_event(title_sl=f"Popravljalnica koles {name}", municipality=litija, place=place, starts_at=NOW + timedelta(days=5))
    make_event(title_sl="Zbor krajanov", municipality=litija, kind="meeting", starts_at=NOW + timedelta(days=3))


class TestResident:
    def test_finds_a_workshop_in_her_district_and_another_by_a_misspelt_word(self, story, workshops):
        self.story = story
        ana = story.comes("Ana", email="ana@setev.example", screen={"width": 360, "height": 740})
        by_place, by_word = Counting(ana), Counting(ana)
        self.when_she_looks_near_her_home(ana, by_place)
        self.then_she_registers(ana, by_place)
        self.when_she_misspells_what_she_looks_for(ana, by_word)
        self.then_she_registers(ana, by_word)
        assert (by_place.taps, by_place.fields) == BY_PLACE
        assert (by_word.taps, by_word.fields) == BY_WORD

    def when_she_looks_near_her_home(self, ana, count):
        ana.opens("home:home")
        count.chooses(ana.say("Where do you live?"), "Litija")
        count.presses(ana.say("Show what is on"))
        ana.sees(f"{ana.say('Events')}: Litija")
        count.follows("Hotič 1")
        ana.sees(f"{ana.say('Events')}: Litija, Hotič")
        ana.reads(ana.count("%(number)s event", "%(number)s events", 1))
        count.follows("Popravljalnica koles Hotič")
        ana.sees("Popravljalnica koles Hotič")

    def when_she_misspells_what_she_looks_for(self, ana, count):
        ana.opens("home:home")
        count.follows(ana.say("Search"), inside=ana.page.get_by_role("banner"))
        ana.sees(ana.say("Search the portal"))
        count.writes(ana.say("What are you looking for?"), "popravljanlica sava")
        count.presses(ana.say("Search"))
        ana.sees(ana.say("Search the portal"))
        ana.reads("popravljalnica")
        count.follows("Popravljalnica koles Sava")
        ana.sees("Popravljalnica koles Sava")

    def then_she_registers(self, ana, count):
        count.follows(ana.say("Register"))
        count.writes(ana.say("Your name"), "Ana")
        count.writes(ana.say("E-mail"), ana.email)
        self.story.time_passes(seconds=20)
        count.presses(ana.say("Register"))
        ana.sees(ana.say("One click is left"))
