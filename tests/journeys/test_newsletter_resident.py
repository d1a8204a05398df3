"""A resident and the news of her municipality: asked for, confirmed, chosen anew and ended, on a small phone and without an account."""

import pytest

from stakeholders.subscriptions.models import Consent, Subscriber
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_topic

PHONE = {"width": 360, "height": 740}
LETTER = "Please confirm: news from %(name)s"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
class TestResident:
    def test_she_subscribes_prefers_and_ends_it(self, story, scripts):
        litija = make_municipality(name="Litija", slug="litija", legal_name="Občina Litija", contact_email="obcina@litija.example")
        for position, slug, name in ((1, "novice", "Novice iz Litije"), (2, "mladi", "Za mlade"), (3, "nacrti", "Načrti")):
            make_topic(municipality=litija, slug=slug, name_sl=name, name_en=f"{name} (en)", position=position, description_sl="Enkrat na mesec.")
        self.vesna = story.comes("Vesna", email="vesna@setev.example", screen=PHONE, scripts=scripts)
        self.when_she_finds_the_form_on_her_municipality_s_page()
        self.and_forgets_her_address()
        self.and_asks_for_two_topics()
        self.then_nothing_comes_before_she_has_confirmed_by_the_letter()
        self.when_she_chooses_anew_and_in_another_language()
        self.and_finally_ends_everything()

    def standings(self):
        rows = Subscriber.objects.get(email=self.vesna.email).subscriptions.select_related("topic")
        return {row.topic.slug: row.standing for row in rows}

    def when_she_finds_the_form_on_her_municipality_s_page(self):
        vesna = self.vesna
        vesna.opens("locations:municipality_detail", slug="litija")
        vesna.sees("Litija")
        vesna.follows(vesna.say("Get it by e-mail"))
        vesna.sees(vesna.say("News by e-mail"))

    def and_forgets_her_address(self):
        vesna = self.vesna
        vesna.presses(vesna.say("Subscribe"))
        vesna.sees(vesna.say("News by e-mail"))
        vesna.reads(vesna.say("Write your e-mail address."))
        vesna.page.get_by_role("alert").get_by_role("link").first.click()
        assert vesna.visit.focused()["id"] in {"id_topics_0", "id_email"}

    def and_asks_for_two_topics(self):
        vesna = self.vesna
        for name in ("Novice iz Litije", "Za mlade"):
            vesna.page.get_by_role("checkbox", name=name).check()
        vesna.writes(vesna.say("Your e-mail"), vesna.email)
        vesna.writes(vesna.say("Your name"), "Vesna")
        vesna.presses(vesna.say("Subscribe"))
        vesna.sees(vesna.say("One click is left"))

    def then_nothing_comes_before_she_has_confirmed_by_the_letter(self):
        vesna = self.vesna
        assert self.standings() == {"novice": "pending", "mladi": "pending"}
        letter = vesna.finds_letter(vesna.say(LETTER, name="Občina Litija"))
        vesna.opens_link(letter, vesna.say("Confirm"))
        vesna.sees(vesna.say("Is this what you wish for?"))
        assert self.standings() == {"novice": "pending", "mladi": "pending"}
        vesna.presses(vesna.say("Yes, subscribe me"))
        vesna.sees(vesna.say("Your topics"))
        assert self.standings() == {"novice": "active", "mladi": "active"}

    def when_she_chooses_anew_and_in_another_language(self):
        vesna = self.vesna
        vesna.page.get_by_role("checkbox", name="Za mlade").uncheck()
        vesna.page.get_by_role("checkbox", name="Načrti").check()
        vesna.chooses(vesna.say("In which language shall we write?"), "English")
        vesna.presses(vesna.say("Save"))
        vesna.sees(vesna.say("Your topics"))
        vesna.reads(vesna.say("Your choice is saved."))
        assert self.standings() == {"novice": "active", "mladi": "ended", "nacrti": "active"}
        assert Subscriber.objects.get().language == "en"

    def and_finally_ends_everything(self):
        vesna = self.vesna
        vesna.presses(vesna.say("End everything"))
        vesna.sees(vesna.say("Your topics"))
        vesna.reads(vesna.say("You get no news from us"))
        assert set(self.standings().values()) == {"ended"}
        assert sorted(Consent.objects.values_list("act", "way")) == [
            ("asked", "form"),
            ("asked", "form"),
            ("confirmed", "letter"),
            ("confirmed", "letter"),
            ("confirmed", "preferences"),
            ("ended", "preferences"),
            ("ended", "preferences"),
            ("ended", "preferences"),
        ]
