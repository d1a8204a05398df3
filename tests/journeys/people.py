"""Who the stories are about, and the time in which they live. A step is what somebody does or sees, in the words of their page."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, override

from portal.common.worker.schedule import schedule
from tests.factories.stakeholders import PASSWORD


@dataclass
class Story:
    """The time of a story, its worker and its mailboxes."""

    visit: Any
    clock: Any
    deliver: Any
    now: datetime
    mailboxes: dict[str, list[EmailMessage]] = field(default_factory=dict)

    def time_passes(self, **span: float) -> None:
        self.time_is(self.now + timedelta(**span))

    def time_is(self, moment: datetime) -> None:
        self.now = moment
        self.clock(moment)

    def worker_runs(self) -> None:
        """Every job of the schedule at this moment; what was sent lies in the mailboxes."""
        for job in schedule:
            job.run(self.now)
        for letter in self.deliver(self.now):
            self.mailboxes.setdefault(letter["To"], []).append(letter)

    def letters_to(self, email: str) -> list[EmailMessage]:
        """What came since somebody last looked."""
        self.worker_runs()
        return self.mailboxes.pop(email, [])

    def comes(self, name: str, *, email: str = "", language: str = "sl", screen: Any = "phone", **window: Any) -> "Somebody":
        return Somebody(self, name, email, language, self.visit(screen, language=language, **window))


@dataclass
class Somebody:
    """A person at their own screen, who reads, clicks and types what bears words."""

    story: Story
    name: str
    email: str
    language: str
    visit: Any

    @property
    def page(self) -> Any:
        return self.visit.page

    # Words

    def say(self, words: str, **values: Any) -> str:
        with override(self.language):
            said = gettext(words)
        return said % values if values else said

    def count(self, one: str, many: str, number: int, **values: Any) -> str:
        with override(self.language):
            return ngettext(one, many, number) % {"number": number, **values}

    def label(self, words: str) -> str:
        """What a field of a model is called in a form."""
        return capfirst(self.say(words))

    # Seeing

    def sees(self, heading: str) -> None:
        """The page is the one with this heading, and nothing about it is wrong."""
        assert self.heading == heading, f"“{self.heading}” is shown, not “{heading}”:\n{self.words_of_page}"
        faults = self.visit.audit()
        assert faults == [], f"{self.page.url}: {faults}"

    @property
    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    def reads(self, words: str) -> None:
        assert words in self.words_of_page, f"“{words}” does not stand on {self.page.url}:\n{self.words_of_page}"

    def does_not_read(self, words: str) -> None:
        assert words not in self.words_of_page, f"“{words}” stands on {self.page.url}"

    @property
    def words_of_page(self) -> str:
        return " ".join(self.page.locator("main").inner_text().split())

    # Doing

    def opens(self, view: str, **arguments: Any) -> None:
        with override(self.language):
            self.visit.open(reverse(view, kwargs=arguments))

    def follows(self, words: str, *, inside: Any = None) -> None:
        with self.page.expect_navigation(wait_until="load"):
            (inside or self.page.locator("main")).get_by_role("link", name=words, exact=True).first.click()

    def presses(self, words: str, *, inside: Any = None) -> None:
        with self.page.expect_navigation(wait_until="load"):
            (inside or self.page.locator("main")).get_by_role("button", name=words, exact=True).click()

    def writes(self, label: str, value: Any, *, inside: Any = None) -> None:
        self.asked(label, inside=inside).fill(str(value))

    def chooses(self, label: str, option: str) -> None:
        self.asked(label).select_option(label=option)

    def asked(self, label: str, *, inside: Any = None) -> Any:
        """The field with this label, whether or not it may stay empty."""
        ending = re.escape(self.say("(optional)"))
        return (inside or self.page).get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s+{ending})?\s*$"))

    # Letters

    def finds_letter(self, subject: str) -> EmailMessage:
        """One letter has come, and this is what it is about."""
        found = self.story.letters_to(self.email)
        subjects = [str(letter["Subject"]) for letter in found]
        assert subjects == [subject], f"{subjects} came, not “{subject}”"
        return found[0]

    def opens_link(self, letter: EmailMessage, words: str) -> None:
        self.visit.open(link(letter, words))

    # What several stories have in common

    def registers(self, event: Any, *, people: int = 1) -> None:
        """From the event's page to the answer that a letter is under way."""
        self.opens("events:event_detail", slug=event.slug)
        self.follows(self.say("Register"))
        self.sees(self.say("Register"))
        self.answers(people=people)
        self.presses(self.say("Register"))
        self.sees(self.say("One click is left"))

    def answers(self, *, people: int = 1) -> None:
        self.writes(self.say("Your name"), self.name)
        self.writes(self.say("E-mail"), self.email)
        self.chooses(self.say("How many people come"), self.count("%(number)s person", "%(number)s people", people))
        self.story.time_passes(seconds=20)  # nobody types that fast

    def confirms(self, event: Any) -> None:
        letter = self.finds_letter(self.say("Please confirm: %(title)s", title=self.title_of(event)))
        self.opens_link(letter, self.say("Confirm"))
        self.sees(self.say("Are you coming?"))
        self.presses(self.say("Yes, confirm"))
        self.sees(self.say("You are in"))

    def gives_back(self, seats: int) -> None:
        """From one's own page to the answer that nothing is kept any more."""
        self.follows(self.count("Give back the seat", "Give back the seats", seats))
        self.sees(self.count("Give your seat back?", "Give your %(number)s seats back?", seats))
        self.presses(self.count("Yes, give it back", "Yes, give them back", seats))
        self.sees(self.say("Your registration is cancelled"))

    def signs_in(self) -> None:
        """With the password, where the portal asks for it."""
        self.sees(self.say("Sign in"))
        self.writes(self.say("E-mail"), self.email)
        self.writes(self.say("Password"), PASSWORD)
        self.presses(self.say("Sign in"))

    def title_of(self, row: Any) -> str:
        with override(self.language):
            return row.title


def link(letter: EmailMessage, words: str) -> str:
    """The address that stands below these words in the letter's text."""
    lines = text_of(letter).splitlines()
    assert f"{words}:" in lines, f"The letter has no link “{words}”:\n{text_of(letter)}"
    return lines[lines.index(f"{words}:") + 1].strip()


def text_of(letter: EmailMessage) -> str:
    return letter.get_body(("plain",)).get_content()
