"""How long somebody stays signed in, where they are, and ending it."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from portal.common.models import AuditEntry
from portal.sign_in.actions import erase_sign_ins
from portal.sign_in.presenters import device, sign_ins_of
from portal.sign_in.sessions import forget_sessions
from tests.factories.stakeholders import PASSWORD, make_coordinator, make_user
from tests.portal.sign_in.codes import give_app, number_of
from tests.reading import page_of

pytestmark = pytest.mark.django_db
LOGIN, DESK, SESSIONS = "/en/account/login/", "/en/workspace/", "/en/account/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture
def at(clock, now):
    return lambda **span: clock(now + timedelta(**span))


def come(agent=FIREFOX, email="maja@setev.example", **more):
    client = Client(headers={"User-Agent": agent})
    client.post(LOGIN, {"login": email, "password": PASSWORD, **more})
    return client


def is_in(client) -> bool:
    return client.get(DESK).status_code == 200


# --- How long ---


def test_who_does_nothing_for_an_hour_is_signed_out(maja, at, settings):
    settings.SESSION_IDLE_MINUTES = 60
    client = come()
    at(minutes=50)
    assert is_in(client)
    at(minutes=109)
    assert is_in(client), "the hour begins anew with each click"
    at(minutes=170)
    assert client.get(DESK)["Location"].startswith(LOGIN)


def test_nobody_stays_longer_than_twelve_hours(maja, at, settings):
    settings.SESSION_IDLE_MINUTES = 60
    client = come()
    for half_hours in range(1, 25):
        at(minutes=30 * half_hours)
        assert is_in(client), half_hours
    at(hours=12, minutes=1)
    assert not is_in(client)


def test_whoever_wishes_to_stays_signed_in_for_two_weeks(maja, at, settings):
    settings.SESSION_IDLE_MINUTES = 60
    client = come(remember="on")
    assert client.cookies["session"]["max-age"] == 14 * 86400
    for days in range(1, 14):
        at(days=days)
        assert is_in(client), days
    at(days=14, minutes=1)
    assert not is_in(client)


def test_the_wish_to_stay_outlives_the_second_step(maja):
    give_app(maja)
    client = come(remember="on")
    client.post("/en/account/second-step/enter/", {"code": number_of()})
    assert is_in(client)
    assert client.cookies["session"]["max-age"] == 14 * 86400


def test_all_others_are_signed_out_when_the_browser_closes(maja):
    assert come().cookies["session"]["max-age"] == ""


def test_the_limits_hold_for_every_page_of_the_account(maja, at, settings):
    settings.SESSION_IDLE_MINUTES = 60
    client = come()
    at(minutes=61)
    for address in ("/en/account/", SESSIONS, "/en/account/password/change/", "/en/account/second-step/", "/en/admin/"):
        assert "login" in client.get(address)["Location"], address


def test_reading_public_pages_does_not_touch_the_session(maja, django_assert_num_queries):
    client = come()
    client.get("/en/privacy/")
    with django_assert_num_queries(0):
        client.get("/en/patterns/")


def test_without_such_a_limit_the_hour_does_not_count(maja, at, settings):
    settings.SESSION_IDLE_MINUTES = 0
    client = come()
    at(hours=11)
    assert is_in(client)


# --- Where ---


def test_ones_own_sessions_are_listed_in_words(maja, clock):
    here = come()
    come(PHONE, remember="on")
    come(email=make_user().email)
    page = page_of(here.get(SESSIONS))
    assert page.heading == "Where you are signed in"
    assert "Firefox on Windows This device" in page.text
    assert "Safari on iPhone" in page.text
    assert page.text.count("from 127.0.0.1") == 2
    assert page.text.count("kept signed in") == 1
    assert "Mozilla" not in page.text


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/605 (KHTML, like Gecko) Version/18.0 Safari/605", "Safari on Mac"),
        ("curl/8.0", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_a_device_is_told_in_words(agent, words):
    assert device(agent) == words


def test_one_of_them_is_ended(maja):
    here, phone = come(), come(PHONE)
    row = UserSession.objects.get(user_agent=PHONE)
    assert here.post(f"{SESSIONS}{row.pk}/end/")["Location"] == SESSIONS
    assert (is_in(here), is_in(phone)) == (True, False)
    assert AuditEntry.objects.get(verb="sessions.ended").facts == {"sessions": 1}


def test_all_others_are_ended(maja):
    here, phone, third = come(), come(PHONE), come()
    here.post(f"{SESSIONS}others/end/")
    assert (is_in(here), is_in(phone), is_in(third)) == (True, False, False)
    assert page_of(here.get(SESSIONS)).buttons.count("End all others") == 0


def test_somebody_elses_session_cannot_be_ended(maja):
    make_coordinator(email="jan@setev.example")
    thief, owner = come(email="jan@setev.example"), come()
    row = UserSession.objects.get(user=maja)
    assert thief.post(f"{SESSIONS}{row.pk}/end/").status_code == 404
    assert is_in(owner)


def test_ones_own_session_is_left_by_signing_out(maja):
    here = come()
    assert here.post(f"{SESSIONS}{UserSession.objects.get().pk}/end/")["Location"] == "/en/account/logout/"


def test_a_new_password_ends_all_others_at_once(maja):
    here, phone = come(), come(PHONE)
    here.post("/en/account/password/change/", {"oldpassword": PASSWORD, "password1": "sveze-pecen-kruh-77", "password2": "sveze-pecen-kruh-77"})
    assert (is_in(here), is_in(phone)) == (True, False)
    assert "Firefox on Windows This device" in page_of(here.get(SESSIONS)).text


def test_signing_in_past_a_hidden_network_works(maja, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = Client(headers={"X-Forwarded-For": "unknown"})
    client.post(LOGIN, {"login": maja.email, "password": PASSWORD})
    assert "from an unknown network" in page_of(client.get(SESSIONS)).text


# --- What is kept of it ---


def test_where_somebody_was_is_forgotten_with_the_session(maja, now):
    come()
    come(PHONE)
    Session.objects.filter(session_key=UserSession.objects.get(user_agent=PHONE).session_key).delete()
    assert forget_sessions(now) == 1
    assert [row.user_agent for row in UserSession.objects.all()] == [FIREFOX]
    assert forget_sessions(now) == 0


def test_it_is_told_to_whoever_asks_and_erased_on_their_wish(maja):
    client = come()
    SocialAccount.objects.create(user=maja, provider="town", uid="maja-1")
    [session, tie] = sign_ins_of("maja@setev.example")
    assert (session.title, session.facts["Network address"], tie.facts) == ("Firefox on Windows", "127.0.0.1", {"Number there": "maja-1"})
    moment = datetime(2027, 5, 10, tzinfo=UTC)
    assert (erase_sign_ins(email="maja@setev.example", now=moment), erase_sign_ins(email="maja@setev.example", now=moment)) == (2, 0)
    assert not is_in(client)
    assert (sign_ins_of("maja@setev.example"), sign_ins_of("nihce@setev.example"), erase_sign_ins(email="nihce@setev.example", now=moment)) == ([], [], 0)
