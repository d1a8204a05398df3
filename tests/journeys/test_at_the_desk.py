"""What scripts add at the desk: what is typed is kept, one tick stands for all, a colour tells how it reads."""

import re

from django.utils.translation import override

from portal.common.drafts.models import KeptForm
from tests.factories.events import make_draft
from tests.factories.locations import make_municipality, make_place
from tests.factories.stakeholders import make_coordinator


class TestDesk:
    def test_a_coordinator_is_helped_while_she_works(self, story, sign_in):
        litija = make_municipality(name="Litija", slug="litija")
        self.drafts = [make_draft(municipality=litija, place=make_place(municipality=litija), capacity=10, title_sl=f"Osnutek {number}") for number in range(3)]
        self.maja = story.comes("Maja", screen="desktop")
        sign_in(self.maja.visit, make_coordinator(municipality=litija, name="Maja"))
        self.when_the_browser_closes_while_she_types()
        self.then_her_words_wait_for_her()
        self.when_she_ticks_all_drafts_they_are_published_and_taken_back()
        self.and_a_colour_that_cannot_be_read_is_told_before_it_is_saved()

    def when_the_browser_closes_while_she_types(self):
        maja = self.maja
        maja.opens("events:desk_event_edit", public_id=self.drafts[0].public_id)
        title = maja.page.get_by_role("group", name=re.compile("Slovenščina")).get_by_label(maja.label("title"))
        title.fill("Napol napisan nasl")
        maja.page.get_by_text(maja.say("Kept at {time}, in case the page closes. Others see it once you save.").split("{time}")[0]).wait_for()
        assert KeptForm.objects.get().fields["title_sl"] == ["Napol napisan nasl"]

    def then_her_words_wait_for_her(self):
        maja = self.maja
        maja.opens("events:desk_event_edit", public_id=self.drafts[0].public_id)
        maja.reads(maja.say("You typed something here and did not save it"))
        maja.follows(maja.say("Go on with it"))
        assert maja.page.get_by_role("group", name=re.compile("Slovenščina")).get_by_label(maja.label("title")).input_value() == "Napol napisan nasl"
        maja.presses(maja.say("Save"))
        maja.sees("Napol napisan nasl")
        assert not KeptForm.objects.exists()

    def when_she_ticks_all_drafts_they_are_published_and_taken_back(self):
        maja = self.maja
        maja.opens("events:desk_event_list")
        maja.page.get_by_label(maja.say("Tick all on this page")).check()
        maja.presses(maja.say("Publish"))
        maja.sees(maja.count("Publish %(number)s event?", "Publish %(number)s events?", 3))
        maja.presses(maja.say("Publish"))
        maja.reads(maja.count("%(number)s event is published.", "%(number)s events are published.", 3))
        maja.presses(maja.say("Undo"))
        maja.reads(maja.count("%(number)s event is a draft again.", "%(number)s events are drafts again.", 3))

    def and_a_colour_that_cannot_be_read_is_told_before_it_is_saved(self):
        maja = self.maja
        maja.opens("locations:desk_municipality_look", slug="litija")
        told = maja.page.locator("[data-contrast]").first
        with override(maja.language):
            good = maja.say("Words on it can be read well: {number} : 1.").split("{number}")[0]
            bad = maja.say("White words on it cannot be read well: {number} : 1 instead of 4.5. Choose a darker one.").split("{number}")[0]
        assert told.inner_text().startswith(good)
        maja.page.locator('[name="brand_colour"]').evaluate("field => { field.value = '#ffff00'; field.dispatchEvent(new Event('input', { bubbles: true })) }")
        assert told.inner_text().startswith(bad)
        assert maja.page.locator("[data-sample] rect").first.get_attribute("fill") == "#ffff00"
