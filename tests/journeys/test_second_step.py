"""Nova is invited to coordinate, and makes her account safe: app, recovery codes, passkey, a lost phone, a session elsewhere."""

import re

import pytest

from portal.sign_in.middleware import actor_of
from stakeholders.mandates.actions import invite
from stakeholders.people.models import User
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_admin
from tests.portal.sign_in.codes import number_of

PASSWORD = "sveze-pecen-kruh-77"


@pytest.fixture(autouse=True)
def required(settings):
    settings.MFA_REQUIRED = True


def with_a_passkey_in_the_phone(somebody):
    """A phone that knows its owner's finger."""
    session = somebody.page.context.new_cdp_session(somebody.page)
    session.send("WebAuthn.enable")
    knows = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {"protocol": "ctap2", "transport": "internal", **knows}})


def signs_in_with_password(somebody):
    somebody.writes(somebody.say("E-mail"), somebody.email)
    somebody.writes(somebody.say("Password"), PASSWORD)
    somebody.presses(somebody.say("Sign in"))


def signs_out(somebody):
    somebody.page.locator("summary").filter(has_text=somebody.say("Your menu")).click()
    somebody.presses(somebody.say("Sign out"), inside=somebody.page.get_by_role("banner"))
    somebody.sees(somebody.say("Sign in"))


def enters(somebody, code):
    somebody.sees(somebody.say("Now the second step"))
    somebody.writes(somebody.say("Code"), code)
    somebody.presses(somebody.say("Sign in"))


def test_a_new_coordinator_and_her_second_step(story):  # noqa: PLR0915 - one story
    litija = make_municipality(name="Litija")
    invite(email="nova@setev.example", language="sl", municipality=litija, role="coordinator", actor=actor_of(make_admin(name="Ada")), now=story.now)
    nova = story.comes("Nova", email="nova@setev.example")
    [letter] = story.letters_to(nova.email)
    nova.opens_link(letter, nova.say("Look at the invitation"))

    # An account, then the second step, then the desk
    nova.writes(nova.say("Your name"), "Nova Novak")
    nova.page.get_by_label(re.compile(nova.say("Password"))).first.fill(PASSWORD)
    nova.presses(nova.say("Accept the invitation"))
    nova.sees(nova.say("Sign in"))
    signs_in_with_password(nova)
    nova.sees(nova.say("A second step when you sign in"))
    nova.follows(nova.say("Set up the app"))
    nova.sees(nova.say("Set up the app"))
    secret = nova.page.locator(".secret").inner_text()
    nova.writes(nova.say("Code from the app"), "000000" if number_of(secret) != "000000" else "111111")
    nova.presses(nova.say("Confirm"))
    nova.sees(nova.say("Set up the app"))
    assert nova.page.locator(".secret").inner_text() == secret
    nova.writes(nova.say("Code from the app"), number_of(secret))
    nova.presses(nova.say("Confirm"))
    nova.sees(nova.say("Keep your recovery codes"))
    codes = nova.page.locator(".codes li").all_inner_texts()
    assert len(set(codes)) == 10
    with nova.page.expect_download() as kept:
        nova.page.get_by_role("link", name=nova.say("Save as a text file")).click()
    assert codes[0].replace(" ", "") in kept.value.path().read_text()
    nova.presses(nova.say("I have kept them, go on"))
    assert nova.page.url.endswith("/sl/workspace/")
    signs_out(nova)

    # Password and code
    signs_in_with_password(nova)
    enters(nova, number_of(secret, steps=1))
    assert nova.page.url.endswith("/sl/workspace/")

    # A passkey, and with it alone
    with_a_passkey_in_the_phone(nova)
    nova.page.locator("summary").filter(has_text=nova.say("Your menu")).click()
    nova.follows(nova.say("My account"), inside=nova.page.get_by_role("banner"))
    nova.sees(nova.say("My account"))
    nova.page.get_by_role("link", name=nova.say("Second step")).click()
    nova.sees(nova.say("The second step"))
    nova.follows(nova.say("Make a passkey"))
    nova.sees(nova.say("Is it still you?"))
    nova.writes(nova.say("Password"), PASSWORD)
    nova.presses(nova.say("Continue"))
    nova.sees(nova.say("Make a passkey"))
    nova.writes(nova.say("What you call it"), "Moj telefon")
    nova.presses(nova.say("Make the passkey"))
    nova.sees(nova.say("The second step"))
    nova.reads("Moj telefon")
    signs_out(nova)
    nova.presses(nova.say("Sign in with a passkey"))
    assert nova.page.url.endswith("/sl/workspace/")

    # The phone is lost: at another computer a recovery code lets her in
    elsewhere = story.comes("Nova", email=nova.email, screen="desktop")
    elsewhere.opens("workspace:home")
    elsewhere.sees(elsewhere.say("Sign in"))
    signs_in_with_password(elsewhere)
    enters(elsewhere, codes[0])
    assert elsewhere.page.url.endswith("/sl/workspace/")

    # She ends the session of the lost phone
    elsewhere.opens("sign_in:session_list")
    elsewhere.sees(elsewhere.say("Where you are signed in"))
    assert elsewhere.page.locator(".keys li").count() == 2
    elsewhere.presses(elsewhere.say("End all others"))
    elsewhere.sees(elsewhere.say("Where you are signed in"))
    assert elsewhere.page.locator(".keys li").count() == 1
    nova.opens("workspace:home")
    nova.sees(nova.say("Sign in"))

    subjects = [str(letter["Subject"]) for letter in story.letters_to(nova.email)]
    assert subjects == [nova.say("Your app for signing in is set up"), nova.say("A passkey was made for your account")]
    assert User.objects.get(email=nova.email).mandates.get().municipality == litija


def test_without_scripts_the_app_is_enough(story):
    account = make_admin()
    ada = story.comes("Ada", email=account.email, scripts=False)
    ada.opens("workspace:home")
    assert not ada.page.locator("[data-passkey]").is_visible(), "what cannot work is not offered"
    ada.signs_in()
    ada.sees(ada.say("A second step when you sign in"))
    ada.follows(ada.say("Make a passkey"))
    ada.sees(ada.say("Make a passkey"))
    ada.reads(ada.say("Passkeys are not possible here: they need a newer browser with JavaScript, and a secure address."))
    ada.opens("mfa_activate_totp")
    ada.sees(ada.say("Set up the app"))
    ada.writes(ada.say("Code from the app"), number_of(ada.page.locator(".secret").inner_text()))
    ada.presses(ada.say("Confirm"))
    ada.sees(ada.say("Keep your recovery codes"))
    ada.presses(ada.say("I have kept them, go on"))
    assert ada.page.url.endswith("/sl/workspace/")


def test_a_passkey_is_enough_from_the_first_day_on(story):
    account = make_admin()
    ada = story.comes("Ada", email=account.email, screen="desktop", language="en")
    with_a_passkey_in_the_phone(ada)
    ada.visit.open("/en/admin/")
    ada.signs_in()
    ada.follows(ada.say("Make a passkey"))
    ada.presses(ada.say("Make the passkey"))
    ada.sees(ada.say("Keep your recovery codes"))
    ada.presses(ada.say("I have kept them, go on"))
    assert ada.page.url.endswith("/en/admin/")

    # At the next sign-in with the password the passkey is the second step
    ada.opens("sign_in:account")
    signs_out(ada)
    ada.signs_in()
    ada.sees(ada.say("Now the second step"))
    ada.presses(ada.say("Use the passkey"))
    assert ada.page.url.endswith("/en/workspace/")
