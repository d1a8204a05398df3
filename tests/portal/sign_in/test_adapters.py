"""Signing in, with a password or a code, and everything around it; as it works without JavaScript."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from stakeholders.people.models import User
from tests.factories.stakeholders import PASSWORD, make_admin, make_user
from tests.reading import page_of

pytestmark = pytest.mark.django_db
LOGIN = "/en/account/login/"


def code_in(letter) -> str:
    return re.search(r"^ {4}(\S+)$", letter.body, re.MULTILINE).group(1)


def sign_in(client, **changed):
    return client.post(LOGIN, {"login": "maja@setev.example", "password": PASSWORD, **changed})


def test_the_page_asks_for_e_mail_and_password_and_offers_a_code(client):
    page = page_of(client.get(LOGIN))
    assert (page.heading, page.title) == ("Sign in", "Sign in – Setev")
    assert page.labels[:2] == ["E-mail", "Password"]
    assert page.links["Send me a code instead"] == "/en/account/login/code/"
    assert page.links["I have forgotten my password"] == "/en/account/password/reset/"
    assert page.root.get("lang") == "en"


def test_a_coordinator_signs_in_and_is_at_the_workspace(client, maja):
    response = sign_in(client)
    assert response["Location"] == "/en/workspace/"
    assert client.session["_auth_user_id"] == str(maja.pk)


def test_the_address_may_be_typed_in_capitals(client, maja):
    assert sign_in(client, login=" Maja@Setev.EXAMPLE ")["Location"] == "/en/workspace/"


def test_the_session_gets_a_new_key_when_somebody_signs_in(client, maja):
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before


@pytest.mark.parametrize("back", ["/en/events/", "/en/workspace/?page=2"])
def test_signing_in_leads_back_to_where_one_came_from(client, maja, back):
    assert sign_in(client, next=back)["Location"] == back


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "https://testserver@evil.example/",
        "/\\evil.example",
        "https://127.0.0.1/",
    ],
)
def test_signing_in_leads_nowhere_else(client, maja, elsewhere):
    assert sign_in(client, next=elsewhere)["Location"] == "/en/workspace/"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client, maja):
    wrong, unknown = page_of(sign_in(client, password="nekaj-drugega")), page_of(sign_in(client, login="nihce@setev.example"))
    assert "Address and password do not go together. Try once more, or let us send you a code." in wrong.text
    assert wrong.text == unknown.text


TOO_MANY = "There were too many wrong attempts. Wait a little, or let us send you a code."


def test_guessing_is_stopped_for_whoever_guesses(client, maja):
    for _ in range(10):
        sign_in(client, password="ugibanje")
    assert TOO_MANY in page_of(sign_in(client)).text


def test_a_stranger_s_guesses_do_not_lock_the_owner_out(client, maja):
    for _ in range(10):
        client.post(LOGIN, {"login": "maja@setev.example", "password": "ugibanje"}, REMOTE_ADDR="203.0.113.9")
    assert sign_in(client)["Location"] == "/en/workspace/"


def test_guessing_from_many_places_is_stopped_too(client, maja):
    for number in range(50):
        client.post(LOGIN, {"login": "maja@setev.example", "password": "ugibanje"}, REMOTE_ADDR=f"203.0.113.{number}")
    assert TOO_MANY in page_of(sign_in(client)).text
    assert client.post("/en/account/login/code/", {"email": "maja@setev.example"})["Location"] == "/en/account/login/code/confirm/"


def test_an_old_hash_is_renewed_when_its_owner_signs_in(client, maja, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.MD5PasswordHasher"]
    assert maja.password.startswith("md5$")
    assert sign_in(client)["Location"] == "/en/workspace/"
    maja.refresh_from_db()
    assert maja.password.startswith("argon2$argon2id$")
    assert maja.check_password(PASSWORD)


def test_somebody_who_is_signed_in_already_goes_on(client, maja):
    client.force_login(maja)
    assert client.get(LOGIN)["Location"] == "/en/workspace/"


def test_a_closed_account_does_not_come_in(client):
    make_user(email="maja@setev.example", is_active=False)
    response = sign_in(client)
    assert "_auth_user_id" not in client.session
    assert response["Location"] == "/en/account/inactive/" or response.status_code == 200


def test_a_code_signs_in_without_a_password(client, maja):
    asked = client.post("/en/account/login/code/", {"login": "x", "email": "maja@setev.example"})
    assert asked["Location"] == "/en/account/login/code/confirm/"
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["maja@setev.example"], "Your code to sign in")
    page = page_of(client.get(asked["Location"]))
    assert page.heading == "Enter the code"
    assert "If there is an account for maja@setev.example, a letter with a code is on its way." in page.text
    assert client.post(asked["Location"], {"code": code_in(letter)})["Location"] == "/en/workspace/"
    assert client.session["_auth_user_id"] == str(maja.pk)


def test_a_code_for_an_unknown_address_looks_the_same_and_writes_to_nobody(client, maja):
    asked = client.post("/en/account/login/code/", {"email": "nihce@setev.example"})
    assert asked["Location"] == "/en/account/login/code/confirm/"
    assert page_of(client.get(asked["Location"])).heading == "Enter the code"
    assert mail.outbox == []


def test_three_wrong_codes_and_it_is_over(client, maja):
    client.post("/en/account/login/code/", {"email": "maja@setev.example"})
    code = code_in(mail.outbox[0])
    for _ in range(3):
        client.post("/en/account/login/code/confirm/", {"code": "WRONG1"})
    client.post("/en/account/login/code/confirm/", {"code": code})
    assert "_auth_user_id" not in client.session


def test_the_letter_is_in_the_accounts_own_language_and_look(client):
    make_user(email="maja@setev.example", language="sl")
    client.post("/en/account/login/code/", {"email": "maja@setev.example"})
    [letter] = mail.outbox
    html = letter.alternatives[0].content
    assert '<html lang="sl" ' in html
    assert code_in(letter) in html
    assert "{" not in letter.body


def test_an_account_made_by_an_administrator_confirms_its_address_first(client):
    user = User.objects.create_user("jan@setev.example", PASSWORD, name="Jan", language="en")
    response = sign_in(client, login="jan@setev.example")
    assert response["Location"] == "/en/account/confirm-email/"
    [letter] = mail.outbox
    assert letter.subject == "Your code to confirm your e-mail"
    assert page_of(client.get("/en/account/confirm-email/")).heading == "Is this your e-mail?"
    assert client.post("/en/account/confirm-email/", {"code": code_in(letter)})["Location"] == "/en/workspace/"
    assert EmailAddress.objects.get(user=user).verified is True


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once(client, maja, settings):
    settings.SITE_URL = "https://setev.example"
    assert (
        client.post("/en/account/password/reset/", {"email": "maja@setev.example"}, headers={"Host": "127.0.0.1"})["Location"]
        == "/en/account/password/reset/done/"
    )
    [letter] = mail.outbox
    assert letter.subject == "Choose a new password"
    link = re.search(r"https://setev\.example(/en/account/password/reset/key/\S+)", letter.body).group(1)
    assert f"https://setev.example{link}" in letter.alternatives[0].content
    form = client.get(link)["Location"]
    assert page_of(client.get(form)).heading == "Choose a new password"
    fresh = "sveze-pecen-kruh-77"
    assert client.post(form, {"password1": fresh, "password2": fresh})["Location"] == "/en/account/password/reset/key/done/"
    assert sign_in(client, password=fresh)["Location"] == "/en/workspace/"
    assert page_of(client.get(link)).heading == "This link no longer works"
    assert [letter.subject for letter in mail.outbox[1:]] == ["Your password has changed"]


def test_a_forgotten_password_of_nobody_looks_the_same_and_writes_to_nobody(client):
    assert client.post("/en/account/password/reset/", {"email": "nihce@setev.example"})["Location"] == "/en/account/password/reset/done/"
    assert page_of(client.get("/en/account/password/reset/done/")).heading == "Look into your mailbox"
    assert mail.outbox == []


@pytest.mark.parametrize("password", ["kratko", "password1234", "maja@setev.example"])
def test_a_weak_password_is_refused(client, maja, password):
    client.force_login(maja)
    response = client.post("/en/account/password/change/", {"oldpassword": PASSWORD, "password1": password, "password2": password})
    assert page_of(response).title.startswith("Error:")
    maja.refresh_from_db()
    assert maja.check_password(PASSWORD)


def test_a_changed_password_is_told_to_its_owner(client, maja):
    client.force_login(maja)
    fresh = "sveze-pecen-kruh-77"
    client.post("/en/account/password/change/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh})
    maja.refresh_from_db()
    assert maja.check_password(fresh)
    assert [letter.subject for letter in mail.outbox] == ["Your password has changed"]


def test_a_new_address_holds_once_its_code_is_entered(client, maja):
    client.force_login(maja)
    asked = client.post("/en/account/email/", {"email": "m.kovac@setev.example", "action_add": ""})
    assert asked["Location"] == "/en/account/reauthenticate/?next=%2Fen%2Faccount%2Femail%2F"
    assert client.post(asked["Location"], {"password": PASSWORD}).status_code == 302
    maja.refresh_from_db()
    assert maja.email == "maja@setev.example"
    page = page_of(client.get("/en/account/confirm-email/"))
    assert page.heading == "Is this your e-mail?"
    client.post("/en/account/confirm-email/", {"code": code_in(mail.outbox[0])})
    maja.refresh_from_db()
    assert maja.email == "m.kovac@setev.example"


def test_signing_out_asks_first_and_happens_by_post(client, maja):
    client.force_login(maja)
    page = page_of(client.get("/en/account/logout/"))
    assert (page.heading, page.buttons) == ("Sign out?", ["Sign out"])
    assert "_auth_user_id" in client.session
    response = client.post("/en/account/logout/", follow=True)
    assert "_auth_user_id" not in client.session
    assert "You are signed out." in page_of(response).text


def test_nobody_opens_an_account_by_themselves(client):
    page = page_of(client.get("/en/account/signup/"))
    assert page.heading == "Accounts are by invitation"
    client.post("/en/account/signup/", {"email": "novi@setev.example", "password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.count() == 0


def test_the_administration_has_no_door_of_its_own(client):
    response = client.get("/en/admin/login/?next=/en/admin/")
    assert response["Location"] == "/en/account/login/?next=%2Fen%2Fadmin%2F"


def test_who_does_not_administer_is_told_kindly(client, maja):
    client.force_login(maja)
    response = client.get("/en/admin/login/?next=/en/admin/")
    assert response.status_code == 403
    assert page_of(response).heading
    assert client.get("/en/admin/")["Location"].startswith("/en/admin/login/")


def test_an_administrator_enters(client):
    client.force_login(make_admin())
    assert page_of(client.get("/en/admin/")).response.status_code == 200


@pytest.mark.parametrize("address", ["/en/account/password/change/", "/en/account/email/", "/en/account/password/set/", "/en/account/reauthenticate/"])
def test_ones_own_pages_ask_for_signing_in(client, address):
    assert client.get(address)["Location"].startswith("/en/account/login/")


@pytest.mark.parametrize(
    "address",
    [
        "/en/account/login/",
        "/en/account/login/code/",
        "/en/account/password/reset/",
        "/en/account/password/reset/done/",
        "/en/account/password/reset/key/a-b/",
        "/en/account/password/reset/key/done/",
        "/en/account/signup/",
        "/en/account/inactive/",
    ],
)
def test_every_page_has_one_heading_and_says_what_it_is(client, address):
    page = page_of(client.get(address))
    assert page.heading
    assert page.title.endswith("– Setev")
    assert len(page.title) > len("– Setev") + 2


@pytest.mark.parametrize("told", ["", "10.0.0.9", "nonsense"])
def test_signing_in_works_also_past_one_of_the_proxies(client, maja, settings, told):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2

    response = client.post(LOGIN, {"login": "maja@setev.example", "password": PASSWORD}, headers={"X-Forwarded-For": told})

    assert (response.status_code, response["Location"]) == (302, "/en/workspace/")
