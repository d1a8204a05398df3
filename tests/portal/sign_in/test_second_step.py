"""Nobody who administers or holds a mandate does anything without the second step, whichever way they come."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from portal.common.actor import NOBODY
from portal.common.models import AuditEntry
from portal.sign_in.second_step import opened, sealed
from stakeholders.mandates.emails import link_of
from stakeholders.people.models import User
from tests.factories.events import make_draft
from tests.factories.stakeholders import PASSWORD, make_admin, make_coordinator, make_invitation, make_mandate, make_user
from tests.house.doors import DOORS, World
from tests.portal.sign_in.codes import SECRET, give_app, give_codes, number_of
from tests.reading import page_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("required")]
LOGIN, STEP, APP = "/en/account/login/", "/en/account/second-step/", "/en/account/second-step/app/"


def sign_in(client, email="maja@setev.example", **more):
    return client.post(LOGIN, {"login": email, "password": PASSWORD, **more})


def enter(client, code):
    return client.post("/en/account/second-step/enter/", {"code": code})


# --- The gate ---


def test_a_coordinator_without_it_is_led_to_set_it_up_and_remembered(client, maja):
    assert sign_in(client, next="/en/workspace/events/?kind=workshop")["Location"] == "/en/workspace/events/?kind=workshop"
    asked = client.get("/en/workspace/events/?kind=workshop")
    assert asked["Location"] == "/en/account/second-step/?next=%2Fen%2Fworkspace%2Fevents%2F%3Fkind%3Dworkshop"
    page = page_of(client.get(asked["Location"]))
    assert page.heading == "A second step when you sign in"
    assert {"Set up the app", "Make a passkey"} <= set(page.links)
    assert "Back to my account" not in page.links


def test_from_the_app_to_the_codes_to_where_one_was_going(client, maja, django_capture_on_commit_callbacks):
    sign_in(client)
    client.get(client.get("/en/workspace/events/")["Location"])
    page = page_of(client.get(APP))
    secret = re.search(r"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})", page.text)[1]
    assert secret.replace(" ", "") in page.links["The app is on this device: open it here"]
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(APP, {"code": number_of(secret)})
    assert done["Location"] == "/en/account/second-step/codes/"
    shown = page_of(client.get(done["Location"]))
    codes = [words for item in shown.main.iter("li") if re.fullmatch(r"\d{4} \d{4}", words := words_of(item))]
    assert len(set(codes)) == 10
    file = client.get("/en/account/second-step/codes/file/")
    assert [line for line in file.content.decode().splitlines() if line.isdigit()] == [code.replace(" ", "") for code in codes]
    assert page_of(client.get(done["Location"])).text == shown.text, "loaded twice, nothing is lost"
    assert client.post(done["Location"])["Location"] == "/en/workspace/events/"
    assert client.get("/en/workspace/events/").status_code == 200
    assert client.get(done["Location"])["Location"].startswith("/en/account/reauthenticate/"), "from now on there is something to protect"
    assert client.post(APP, {"code": number_of(secret)})["Location"] == STEP, "sent twice, it is set up once"
    assert [letter.subject for letter in mail.outbox] == ["Your app for signing in is set up"]
    assert list(AuditEntry.objects.filter(verb__startswith="second_step").values_list("verb", "facts__kind").order_by("pk")) == [
        ("second_step.added", "totp"),
        ("second_step.added", "recovery_codes"),
    ]


def test_codes_that_were_put_away_are_never_shown_again(client, maja):
    give_app(maja)
    codes = give_codes(maja)
    sign_in(client)
    enter(client, number_of())
    again = client.get("/en/account/second-step/codes/")
    assert again["Location"].startswith("/en/account/reauthenticate/"), "asked once more who it is"
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    assert codes[0][:4] in page_of(client.get("/en/account/second-step/codes/")).text
    client.post("/en/account/second-step/codes/")
    assert {client.get(f"/en/account/second-step/codes/{part}").status_code for part in ("", "file/")} == {404}


@pytest.mark.parametrize("make", [make_admin, make_coordinator, lambda: make_user(is_staff=True)])
def test_the_administration_is_closed_without_it(client, make):
    client.force_login(make())
    for address in ("/en/admin/", "/en/admin/stakeholders/user/", "/en/admin/login/?next=/en/admin/", "/en/admin/password_change/", "/en/admin/jsi18n/"):
        for answer in (client.get(address), client.post(address)):
            assert (answer.status_code, answer["Location"][: len(STEP)]) == (302, STEP), address


def test_without_it_every_desk_page_leads_there_and_no_form_acts(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = World()
    behind = [
        name
        for name, door in DOORS.items()
        if "sign in" in (door.get["anonymous"], door.post["anonymous"]) and not name.startswith(("mfa_", "sign_in:", "social"))
    ]
    assert len(behind) > 40
    for role in ("owner", "admin", "organisation"):
        client = Client(headers={"Accept-Language": "sl"})
        client.force_login(world.users[role])
        before = AuditEntry.objects.count()
        for name in behind:
            door = DOORS[name]
            for method, expected in (("get", door.get), ("post", door.post)):
                if expected["anonymous"] == "sign in":
                    answer = getattr(client, method)(reverse(name, args=door.args(world)))
                    assert answer.get("Location", "").startswith("/en/account/second-step/?next="), f"{method} {name} as {role}"
        assert AuditEntry.objects.count() == before


def test_what_a_mandate_opens_on_public_pages_stays_closed_too(client, maja):
    draft = make_draft(municipality=maja.mandates.get().municipality)
    client.force_login(maja)
    assert client.get(f"/en/events/{draft.slug}/").status_code == 404


def test_nobody_is_trapped(client, maja):
    client.force_login(maja)
    for address in ("/en/", "/en/events/", "/en/account/", "/en/account/sessions/", "/en/account/password/change/", STEP, "/healthz", "/"):
        assert client.get(address).get("Location", "")[: len(STEP)] != STEP, address
    assert client.get("/sl/account/second-step/").status_code == 200
    assert client.post("/en/account/logout/")["Location"] == LOGIN


def test_it_is_not_asked_of_those_without_a_mandate(client):
    client.force_login(make_user())
    assert client.get("/en/workspace/").status_code == 403
    assert page_of(client.get(STEP)).links["Back to my account"] == "/en/account/"


def test_it_is_asked_from_the_first_mandate_on(client):
    user = make_user()
    client.force_login(user)
    make_mandate(user=user)
    assert client.get("/en/workspace/")["Location"].startswith(STEP)


def test_where_it_is_not_required_nobody_is_asked(client, maja, settings):
    settings.MFA_REQUIRED = False
    client.force_login(maja)
    assert client.get("/en/workspace/").status_code == 200


def test_recovery_codes_alone_are_no_second_step(client, maja):
    give_codes(maja)
    client.force_login(maja)
    assert client.get("/en/workspace/")["Location"].startswith(STEP)


def test_the_page_leads_to_no_other_site(client, maja):
    give_app(maja)
    client.force_login(maja)
    assert client.get(STEP, {"next": "https://evil.example/"})["Location"] == STEP
    assert client.get(STEP, {"next": "/en/workspace/"})["Location"] == "/en/workspace/"


# --- Every way in asks for it ---


def test_a_password_alone_does_not_sign_in(client, maja):
    give_app(maja)
    assert sign_in(client)["Location"] == "/en/account/second-step/enter/"
    assert "_auth_user_id" not in client.session
    assert client.get("/en/workspace/")["Location"].startswith(LOGIN)
    page = page_of(client.get("/en/account/second-step/enter/"))
    assert page.heading == "Now the second step"
    assert enter(client, number_of())["Location"] == "/en/workspace/"
    assert client.get("/en/workspace/").status_code == 200


def test_a_code_from_a_letter_does_not_pass_it(client, maja):
    give_app(maja)
    client.post("/en/account/login/code/", {"email": maja.email})
    code = re.search(r"^ {4}(\S+)$", mail.outbox[0].body, re.MULTILINE)[1]
    assert client.post("/en/account/login/code/confirm/", {"code": code})["Location"] == "/en/account/second-step/enter/"
    assert "_auth_user_id" not in client.session


def test_a_new_password_does_not_pass_it(client, maja):
    give_app(maja)
    client.post("/en/account/password/reset/", {"email": maja.email})
    link = re.search(r"https?://[^/]+(/en/account/password/reset/key/\S+)", mail.outbox[0].body)[1]
    form = client.get(link)["Location"]
    client.post(form, {"password1": "sveze-pecen-kruh-77", "password2": "sveze-pecen-kruh-77"})
    assert "_auth_user_id" not in client.session
    assert client.get("/en/workspace/")["Location"].startswith(LOGIN)


def test_a_member_of_staff_does_not_become_somebody_else_at_djangos_own_door(client):
    """Django's form would take a password alone, and knows no limits."""
    ada, staff = make_admin(), make_user(is_staff=True)
    give_app(ada)
    give_app(staff)
    client.force_login(staff)
    answer = client.post("/en/admin/login/?next=/en/admin/", {"username": ada.email, "password": PASSWORD})
    assert answer["Location"] == "/en/admin/"
    assert client.session["_auth_user_id"] == str(staff.pk)


def test_an_invitation_leads_through_it_to_the_desk(client):
    invitation = make_invitation(email="nova@setev.example", language="en", role="coordinator")
    address = f"/en{link_of(invitation).removeprefix('/sl').removeprefix('/en')}"
    password = "cisto-nova-gesla-2027"
    assert client.post(address, {"name": "Nova Novak", "password": password})["Location"] == "/en/workspace/"
    assert client.get("/en/workspace/")["Location"] == f"{LOGIN}?next=/en/workspace/"
    assert client.post(LOGIN, {"login": "nova@setev.example", "password": password, "next": "/en/workspace/"})["Location"] == "/en/workspace/"
    assert client.get("/en/workspace/")["Location"].startswith(STEP)
    assert client.get(APP).status_code == 200, "she has only just signed in"


# --- Codes ---


def test_a_code_works_once(maja):
    give_app(maja)
    code = number_of()
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second)
    assert enter(first, code)["Location"] == "/en/workspace/"
    assert page_of(enter(second, f" {code[:3]} {code[3:]}")).title.startswith("Error:")
    assert "_auth_user_id" not in second.session


def test_a_recovery_code_stands_in_and_works_once(maja):
    give_app(maja)
    code = give_codes(maja)[0]
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second)
    assert enter(first, f"{code[:4]} {code[4:]}")["Location"] == "/en/workspace/"
    assert "This did not fit." in page_of(enter(second, code)).text


def test_guessing_codes_is_stopped_for_the_day(maja):
    give_app(maja)
    for number in range(30):
        client = Client(REMOTE_ADDR=f"203.0.113.{number}")
        sign_in(client)
        enter(client, "123123")
    client = Client(REMOTE_ADDR="203.0.113.99")
    sign_in(client)
    assert "There were too many wrong attempts." in page_of(enter(client, number_of())).text


@pytest.mark.parametrize("code", ["", "x" * 5000, "１２３４５６", "12345", "-1", "null", "💧💧💧💧💧💧"])
def test_nonsense_is_a_wrong_code(client, maja, code):
    give_app(maja)
    sign_in(client)
    assert page_of(enter(client, code)).title.startswith("Error:")


# --- Changing it ---


@pytest.mark.parametrize("page", ["app/remove/", "passkeys/add/", "codes/renew/", "codes/"])
def test_whoever_has_one_is_asked_who_they_are_before_it_changes(client, maja, page):
    give_app(maja)
    give_codes(maja)
    sign_in(client)
    enter(client, number_of())
    for answer in (client.get(f"{STEP}{page}"), client.post(f"{STEP}{page}")):
        assert answer["Location"].startswith("/en/account/reauthenticate/")


def test_a_first_one_is_set_up_only_by_whoever_has_just_signed_in(client, maja):
    client.force_login(maja)
    assert client.get(APP)["Location"].startswith("/en/account/reauthenticate/")


def test_taking_the_only_one_off_leads_to_setting_it_up(client, maja):
    give_app(maja)
    sign_in(client)
    enter(client, number_of())
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    assert client.post(f"{STEP}app/remove/")["Location"] == STEP
    assert [letter.subject for letter in mail.outbox] == ["Your app for signing in is taken off"]
    assert client.get("/en/workspace/")["Location"].startswith(STEP)


def test_a_change_signs_out_everywhere_else(client, maja):
    give_app(maja)
    here, elsewhere = Client(), Client()
    for one, steps in ((here, 0), (elsewhere, -1)):
        sign_in(one)
        enter(one, number_of(steps=steps))
        assert one.get("/en/workspace/").status_code == 200
    here.post("/en/account/reauthenticate/", {"password": PASSWORD})
    here.post(f"{STEP}app/remove/")
    assert elsewhere.get("/en/workspace/")["Location"].startswith(LOGIN)
    assert here.get("/en/account/").status_code == 200


# --- Secrets ---


def test_secrets_are_sealed_and_survive_a_change_of_key(maja, settings):
    give_app(maja)
    stored = Authenticator.objects.get().data["secret"]
    assert SECRET not in str(stored)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" * 10
    assert opened(stored) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    assert opened(stored) != SECRET


def test_a_lost_key_is_a_wrong_code_and_no_fault(client, maja, settings):
    give_app(maja)
    Authenticator.objects.update(data={"secret": sealed("x")[:-4] + "AAAA"})
    sign_in(client)
    assert page_of(enter(client, number_of())).title.startswith("Error:")


def test_the_actor_of_a_closed_account_is_still_nobody(client):
    user = make_admin(is_active=False)
    client.force_login(user)
    assert client.get("/en/workspace/")["Location"].startswith(LOGIN)
    assert NOBODY.lacks_second_step is False
    assert User.objects.get().is_active is False
