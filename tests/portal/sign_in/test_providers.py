"""Signing in with an organisation's own account, against a provider that speaks real HTTP."""

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import mail
from django.test import Client

from portal.sign_in.environment import Provider
from stakeholders.people.models import User
from tests.factories.stakeholders import make_coordinator, make_user
from tests.portal.sign_in.codes import give_app, number_of
from tests.portal.sign_in.town import CLIENT, SECRET, Town
from tests.reading import page_of

pytestmark = pytest.mark.django_db
GO, BACK = "/en/account/with/town/", "/en/account/with/town/back/"
MAJA = {"sub": "maja-1", "email": "maja@setev.example", "email_verified": True, "name": "Maja"}


@pytest.fixture
def town(settings):
    town = Town(claims=dict(MAJA))
    settings.OIDC_PROVIDERS = [Provider(id="town", name="Občina Litija", server_url=town.url, client_id=CLIENT, client_secret=SECRET, origins=(town.url,))]
    yield town
    town.close()


def come_back(client, town, **asked):
    """To the provider by the button, sign in there, and back."""
    return client.get(town.sign_in(client.post(GO, asked)["Location"]))


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def failed(answer) -> bool:
    return answer.status_code == 401 and page_of(answer).heading == "Signing in did not work"


# --- It works ---


def test_the_sign_in_page_has_a_button_for_each(client, town):
    page = page_of(client.get("/en/account/login/"))
    assert "Sign in with Občina Litija" in page.buttons
    page = page_of(client.get(GO))
    assert (page.heading, page.buttons) == ("Sign in with Občina Litija", ["Continue"]), "by GET nothing begins"


def test_without_a_provider_there_is_none(client):
    assert "Sign in with" not in page_of(client.get("/en/account/login/")).text.replace("Sign in with a passkey", "")
    assert (client.get(GO).status_code, client.post(GO).status_code, client.get(BACK).status_code) == (404, 404, 404)


def test_whoever_is_known_by_a_confirmed_address_signs_in_and_is_known_from_then_on(client, town, maja):
    assert come_back(client, town, next="/en/workspace/events/")["Location"] == "/en/workspace/events/"
    assert client.session["_auth_user_id"] == str(maja.pk)
    tie = SocialAccount.objects.get()
    assert (tie.user, tie.provider, tie.uid, tie.extra_data, SocialToken.objects.count()) == (maja, "town", "maja-1", {}, 0)
    assert [letter.subject for letter in mail.outbox] == ["Another account now signs you in"]
    town.claims |= {"email": "maja.nova@setev.example"}
    again = Client()
    come_back(again, town)
    assert again.session["_auth_user_id"] == str(maja.pk)
    assert [address.email for address in maja.emailaddress_set.all()] == ["maja@setev.example"]


def test_the_address_may_stand_only_in_the_userinfo(client, town, maja):
    town.claims = {"sub": "maja-1"}
    town.userinfo = MAJA
    assert come_back(client, town)["Location"] == "/en/workspace/"


def test_a_provider_that_confirms_nothing_is_trusted_with_its_own_domain(client, town, maja, settings):
    town.claims |= {"email_verified": None}
    settings.OIDC_PROVIDERS = [
        Provider(id="town", name="Litija", server_url=town.url, client_id=CLIENT, client_secret=SECRET, verified_domains=("setev.example",))
    ]
    assert come_back(client, town)["Location"] == "/en/workspace/"


def test_the_second_step_is_asked_all_the_same(client, town, maja):
    give_app(maja)
    assert come_back(client, town)["Location"] == "/en/account/second-step/enter/"
    assert not is_signed_in(client)
    assert client.post("/en/account/second-step/enter/", {"code": number_of()})["Location"] == "/en/workspace/"


def test_somebody_without_a_second_step_is_asked_to_set_it_up(client, town, maja, required):
    come_back(client, town)
    assert client.get("/en/workspace/")["Location"].startswith("/en/account/second-step/")


def test_unless_the_operator_says_that_the_provider_asks_for_it(client, town, maja, required, settings):
    settings.OIDC_COUNTS_AS_SECOND_STEP = True
    assert come_back(client, town)["Location"] == "/en/workspace/"
    assert client.get("/en/workspace/").status_code == 200
    other = Client()
    other.force_login(maja)
    assert other.get("/en/workspace/")["Location"].startswith("/en/account/second-step/"), "a session that did not come by the provider"


def test_a_tie_is_cut_by_whoever_has_it(client, town, maja):
    come_back(client, town)
    tie = SocialAccount.objects.get()
    assert "Občina Litija" in page_of(client.get("/en/account/with/")).text
    stranger = Client()
    stranger.force_login(make_user())
    stranger.post("/en/account/with/", {"account": tie.pk})
    assert SocialAccount.objects.count() == 1
    assert client.post("/en/account/with/", {"account": tie.pk})["Location"].startswith("/en/account/reauthenticate/")
    client.post("/en/account/reauthenticate/", {"password": "jutranja-kava-2026"})
    client.post("/en/account/with/", {"account": tie.pk})
    assert SocialAccount.objects.count() == 0


# --- Nobody comes in by it who should not ---


def test_an_unknown_address_is_told_kindly_that_it_needs_an_invitation(client, town):
    answer = come_back(client, town)
    page = page_of(answer)
    assert (answer.status_code, page.heading) == (403, "There is no account for you yet")
    assert "maja@setev.example" in page.text
    assert (User.objects.count(), SocialAccount.objects.count(), is_signed_in(client)) == (0, 0, False)


@pytest.mark.parametrize("word", [False, None, "false", "no", 0, 1, 2, [], ["x"], {}, "True "])
def test_an_address_that_is_not_confirmed_takes_no_account_over(client, town, maja, word):
    town.claims |= {"email_verified": word}
    answer = come_back(client, town)
    assert (answer.status_code, page_of(answer).heading) == (403, "Your address is not confirmed there")
    assert (SocialAccount.objects.count(), is_signed_in(client)) == (0, False)


def test_another_domain_than_the_trusted_one_is_not_confirmed(client, town, maja, settings):
    town.claims |= {"email_verified": False}
    settings.OIDC_PROVIDERS = [
        Provider(id="town", name="Litija", server_url=town.url, client_id=CLIENT, client_secret=SECRET, verified_domains=("litija.example",))
    ]
    assert page_of(come_back(client, town)).heading == "Your address is not confirmed there"


def test_a_closed_account_stays_closed(client, town):
    make_user(email="maja@setev.example", is_active=False)
    come_back(client, town)
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "token",
    [
        {"nonce": "of-another-attempt"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"aud": "another-client"},
        {"exp": 1},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 300},
        {"sub": "nul\x00"},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_the_answer_is_refused(client, town, maja, token):
    town.token = token
    assert failed(come_back(client, town))
    assert not is_signed_in(client)


def test_a_token_signed_by_somebody_else_is_refused(client, town, maja):
    town.key = "forger"
    assert failed(come_back(client, town))


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
@pytest.mark.filterwarnings("ignore")
def test_a_token_that_is_not_signed_with_the_providers_key_is_refused(client, town, maja, algorithm):
    town.algorithm = algorithm
    assert failed(come_back(client, town))


def test_userinfo_about_somebody_else_is_refused(client, town, maja):
    town.claims = {"sub": "thief"}
    town.userinfo = MAJA
    assert failed(come_back(client, town))


def test_an_answer_of_another_visit_is_refused(client, town, maja):
    """Somebody is sent the way back of a stranger's visit, to be signed in as the stranger."""
    strangers = Client()
    back = town.sign_in(strangers.post(GO)["Location"])
    assert failed(client.get(back))
    assert failed(client.get(BACK, {"code": "x", "state": "made-up"}))
    assert failed(client.get(BACK))
    assert not is_signed_in(client)


def test_an_answer_works_once(client, town, maja):
    back = town.sign_in(client.post(GO)["Location"])
    assert client.get(back)["Location"] == "/en/workspace/"
    client.post("/en/account/logout/")
    assert failed(client.get(back))


def test_the_button_passes_nothing_on_that_the_address_asks_for(client, town):
    there = client.post(f"{GO}?auth_params=redirect_uri%3Dhttps://evil.example%26nonce%3Dx&scope=everything&process=connect")["Location"]
    assert there.startswith(f"{town.url}/authorize?")
    assert "evil" not in there
    assert "redirect_uri=http%3A%2F%2F127.0.0.1%3A8000%2Fen%2Faccount%2Fwith%2Ftown%2Fback%2F" in there
    assert "everything" not in there


def test_it_ends_on_no_other_site(client, town, maja):
    assert come_back(client, town, next="https://evil.example/")["Location"] == "/en/workspace/"


# --- The provider is down, or odd ---


def test_a_provider_that_is_down_is_a_kind_word(client, town, maja):
    back = town.sign_in(client.post(GO)["Location"])
    town.close()
    assert failed(client.get(back))
    assert failed(client.post(GO))


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b'"x"', b"{}", b'{"issuer": 1}', b"\xff\xfe"])
def test_a_document_that_cannot_be_read_is_a_kind_word(client, town, body):
    town.broken["/.well-known/openid-configuration"] = (200, body)
    assert failed(client.post(GO))


@pytest.mark.parametrize("path", ["/token", "/keys", "/me"])
@pytest.mark.parametrize("status", [200, 302, 404, 500])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"keys": 1}',
        b'{"keys": [{"kid": "1", "kty": "RSA"}]}',
        b'{"access_token": 5}',
        b'{"access_token": "a", "id_token": "a.b.c"}',
    ],
)
def test_whatever_it_answers_nothing_breaks(client, town, maja, path, status, body):
    town.claims = {"sub": "maja-1"}
    town.broken[path] = (status, body)
    answer = come_back(client, town)
    assert failed(answer) or answer.status_code == 403
    assert not is_signed_in(client)


def test_where_it_sends_us_on_to_we_do_not_go(client, town):
    town.broken["/.well-known/openid-configuration"] = (302, f"{town.url}/elsewhere".encode())
    assert failed(client.post(GO))
    assert town.asked == ["/.well-known/openid-configuration"]


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://x", "", None, 5])
def test_endpoints_are_web_addresses(client, town, address):
    town.configuration = {"token_endpoint": address}
    assert failed(client.post(GO))


def test_whoever_stops_there_is_told_so(client, town):
    there = client.post(GO)["Location"]
    back = town.sign_in(there)
    answer = client.get(f"{BACK}?error=access_denied&{back.rpartition('&')[2]}")
    assert page_of(client.get(answer["Location"])).heading == "You have not signed in"


def test_a_signed_in_coordinator_who_comes_as_somebody_else_is_somebody_else(client, town, maja):
    client.force_login(make_coordinator())
    come_back(client, town)
    assert client.session["_auth_user_id"] == str(maja.pk)


def test_nobody_keeps_us_waiting_for_a_provider_again_and_again(client, town):
    town.broken["/.well-known/openid-configuration"] = (500, b"")
    answers = [client.post(GO).status_code for _ in range(21)]
    assert answers == [401] * 20 + [429]
    assert client.post(GO, REMOTE_ADDR="203.0.113.9").status_code == 401
