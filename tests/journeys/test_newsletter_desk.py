"""A newsletter from its first word to its last letter: the editor writes and checks, the coordinator sends, pauses and goes on, a reader leaves by her mail program's button."""

import re

import pytest
from django.test import Client

from portal.common.outbox import batches, delivery
from portal.common.outbox.models import Lane, State
from stakeholders.newsletters import actions
from stakeholders.newsletters.models import Issue
from stakeholders.subscriptions.models import Subscription
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_colleague, make_coordinator, make_subscriber, make_topic


@pytest.fixture(autouse=True)
def in_peace(monkeypatch):
    """A pass of the worker goes on to its end, however busy the machine is: the clock of the story stands, so that no second one would be due."""
    monkeypatch.setattr(actions, "RUN_SECONDS", 600.0)


class OneLetterThenWait:
    """A slow mail server: it has taken two letters when somebody presses “Pause”."""

    is_open = True

    def __init__(self, pause):
        self.pause, self.taken = pause, 0

    def open(self, *, patience=0):
        pass

    def close(self):
        pass

    def hand_over(self, _parcel):
        yield
        self.taken += 1
        if self.taken == 2:
            self.pause()
        return delivery.Answer(delivery.Verdict.ACCEPTED, 250, "taken")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
class TestNewsletter:
    def test_it_is_written_checked_sent_paused_and_finished(self, story, sign_in, scripts):
        self.story = story
        litija = make_municipality(name="Litija", slug="litija", legal_name="Občina Litija", contact_email="obcina@litija.example", official_languages=["sl"])
        self.topic = make_topic(municipality=litija, name_sl="Novice iz Litije", name_en="News from Litija", slug="novice")
        self.readers = [make_subscriber(topics=[self.topic], email=f"bralka{number}@setev.example", name=f"Bralka {number}") for number in range(5)]
        self.urban = story.comes("Urban", screen="desktop", scripts=scripts)
        sign_in(self.urban.visit, make_colleague("editor", municipality=litija, name="Urban"))
        self.when_the_editor_writes_and_forgets_something()
        self.and_looks_how_it_will_arrive()
        self.maja = story.comes("Maja", screen="desktop", scripts=scripts)
        sign_in(self.maja.visit, make_coordinator(municipality=litija, name="Maja", email="maja@setev.example", language="sl"))
        self.then_the_coordinator_sends_herself_a_test_and_then_the_issue()
        self.and_pauses_it_in_the_middle()
        self.when_it_goes_on_every_letter_comes_to_an_end()
        self.and_a_reader_leaves_by_the_button_of_her_mail_program()
        self.and_everybody_reads_it_in_the_archive()

    def when_the_editor_writes_and_forgets_something(self):
        urban = self.urban
        urban.opens("newsletters:desk_issue_list")
        urban.follows(urban.say("New issue"))
        urban.presses(urban.say("Save and check"))
        urban.reads(urban.say("Give it a subject, in one language at least."))
        slovenian = urban.page.get_by_role("group", name=re.compile("Slovenščina"))
        slovenian.get_by_label(urban.label("subject")).fill("Kaj je pognalo")
        slovenian.get_by_label(urban.label("text")).fill("Poglejte [tukaj](/sl/programmes/).")
        urban.page.get_by_role("checkbox", name="Novice iz Litije").check()
        urban.presses(urban.say("Save and check"))
        urban.sees("Kaj je pognalo")
        urban.reads(urban.say("The link “%(words)s” leads nowhere: write the whole address, with https://.").replace("%(words)s", "tukaj"))
        urban.follows(urban.say("Write on"))
        slovenian = urban.page.get_by_role("group", name=re.compile("Slovenščina"))
        slovenian.get_by_label(urban.label("text")).fill("Poglejte [naše programe](https://setev.example/sl/programmes/). **Hvala** vsem.")
        urban.presses(urban.say("Save and check"))
        urban.reads(urban.say("It can be sent"))
        urban.reads(urban.say("A coordinator sends it."))

    def and_looks_how_it_will_arrive(self):
        urban = self.urban
        urban.page.get_by_role("link", name="Slovenščina").last.click()
        urban.sees("Kaj je pognalo")
        urban.reads(urban.say("As text"))
        for scheme in ("light", "dark"):
            letter = urban.page.frame_locator(f'iframe[src$="/{scheme}/"]')
            assert letter.get_by_role("heading", level=1).inner_text() == "Kaj je pognalo"
            assert "Pozdravljeni, Urban!" in letter.locator("body").inner_text()

    def then_the_coordinator_sends_herself_a_test_and_then_the_issue(self):
        maja = self.maja
        maja.opens("newsletters:desk_issue_list")
        maja.follows("Kaj je pognalo")
        maja.presses(maja.say("Send me a test: %(name)s", name="Slovenščina"))
        maja.reads(maja.say("The test is on its way to %(email)s.", email="maja@setev.example"))
        [letter] = self.story.letters_to("maja@setev.example")
        assert (letter["Subject"], letter["List-Unsubscribe"]) == ("Preizkus: Kaj je pognalo", None)
        maja.follows(maja.say("Send or schedule"))
        maja.sees(maja.count("Send it to %(number)s person?", "Send it to %(number)s people?", 5))
        maja.presses(maja.say("Yes, send it"))
        maja.reads(maja.say("It is on its way. You can leave this page."))

    def and_pauses_it_in_the_middle(self):
        maja, story = self.maja, self.story
        actions.advance_newsletters(story.now)
        self.issue = Issue.objects.select_related("batch").get()

        def pause():
            maja.opens("newsletters:desk_issue_detail", public_id=self.issue.public_id)
            maja.presses(maja.say("Pause"))

        delivery.Run(Lane.BULK, story.now, [OneLetterThenWait(pause)], 600).work()
        assert batches.reckon(self.issue.batch).by_state == {State.SENT: 2, State.QUEUED: 3}
        maja.opens("newsletters:desk_issue_detail", public_id=self.issue.public_id)
        maja.reads(maja.say("Paused: no letter leaves"))
        maja.reads(maja.say("%(ended)s of %(total)s letters", ended=2, total=5))

    def when_it_goes_on_every_letter_comes_to_an_end(self):
        maja = self.maja
        maja.presses(maja.say("Go on"))
        for _turn in range(3):
            self.story.worker_runs()
        maja.opens("newsletters:desk_issue_detail", public_id=self.issue.public_id)
        maja.reads(maja.say("All letters have come to an end"))
        maja.reads(maja.say("%(ended)s of %(total)s letters", ended=5, total=5))

    def and_a_reader_leaves_by_the_button_of_her_mail_program(self):
        letter = self.story.letters_to("bralka4@setev.example")[-1]
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = re.sub(r"^<https?://[^/]+|>$", "", letter["List-Unsubscribe"])
        mail_program = Client(enforce_csrf_checks=True)  # it has no cookie and follows no redirect
        assert mail_program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert Subscription.objects.get(subscriber=self.readers[4]).standing == "ended"

    def and_everybody_reads_it_in_the_archive(self):
        somebody = self.story.comes("Somebody", screen="phone")
        somebody.opens("newsletters:issue_list")
        somebody.follows("Kaj je pognalo")
        somebody.sees("Kaj je pognalo")
        somebody.reads("Hvala vsem.")
        somebody.does_not_read("Bralka")
