"""The ways in and out: with a code from a letter, for somebody without a mandate, and for the administrator."""

import re

import pytest

from portal.sign_in.middleware import actor_of
from tests.factories.events import make_event
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import PASSWORD, make_admin, make_coordinator, make_user
from tests.journeys.people import text_of


@pytest.mark.parametrize("language", ["sl", "en"])
def test_a_coordinator_signs_in_with_a_code_and_out_again(story, language):
    account = make_coordinator(municipality=make_municipality(name="Litija"), language=language)
    maja = story.comes("Maja", email=account.email, language=language)
    maja.opens("programmes:desk_programme_list")
    maja.sees(maja.say("Sign in"))

    maja.writes(maja.say("E-mail"), account.email)
    maja.writes(maja.say("Password"), "not-the-password-2027")
    maja.presses(maja.say("Sign in"))
    maja.sees(maja.say("Sign in"))
    assert maja.page.get_by_role("alert").is_visible()

    maja.follows(maja.say("Send me a code instead"))
    maja.sees(maja.say("Sign in with a code"))
    maja.writes(maja.say("E-mail"), account.email)
    maja.presses(maja.say("Send the code"))
    maja.sees(maja.say("Enter the code"))
    letters = story.letters_to(account.email)
    assert len(letters) == 1
    maja.writes(maja.say("Code from the letter"), code_in(letters[0]))
    maja.presses(maja.say("Confirm"))
    maja.sees(maja.say("My programmes"))  # where she wanted to go

    maja.page.locator("summary").filter(has_text=maja.say("Your menu")).click()
    maja.presses(maja.say("Sign out"), inside=maja.page.get_by_role("banner"))
    maja.sees(maja.say("Sign in"))
    maja.opens("programmes:desk_programme_list")
    maja.sees(maja.say("Sign in"))


def code_in(letter):
    """The one line of the letter that is nothing but a code."""
    codes = [line.strip() for line in text_of(letter).splitlines() if re.fullmatch(r"[A-Z0-9]{3,6}(-?[A-Z0-9]{3,6})?", line.strip())]
    assert len(codes) == 1, text_of(letter)
    return codes[0]


def test_somebody_without_a_mandate_is_told_kindly_whom_to_ask(story):
    account = make_user()
    assert not actor_of(account).is_coordinator
    jure = story.comes("Jure", email=account.email)
    jure.opens("programmes:desk_programme_list")
    jure.signs_in()
    jure.sees(jure.say("You do not coordinate for a municipality yet"))
    jure.presses(jure.say("Sign out"))
    jure.sees(jure.say("Sign in"))


def test_the_administrator_reaches_a_row_in_the_administration(story):
    account = make_admin()
    event = make_event(title_sl="Zajtrk na tržnici")
    ada = story.comes("Ada", email=account.email, screen="desktop")
    ada.visit.open("/sl/admin/")
    assert ada.heading == ada.say("Sign in")
    ada.writes(ada.say("E-mail"), account.email)
    ada.writes(ada.say("Password"), PASSWORD)
    ada.presses(ada.say("Sign in"))
    # Django's own pages are not ours to judge by axe; the policy, the console and strangers are.
    assert ada.visit.faults == []
    ada.visit.open("/sl/admin/events/event/")
    ada.page.get_by_role("link", name=event.title_sl).click()
    ada.page.wait_for_url(f"**/{event.pk}/change/")
    ada.page.wait_for_load_state("load")
    assert ada.page.get_by_role("button").count() > 0
    assert ada.visit.faults == []
