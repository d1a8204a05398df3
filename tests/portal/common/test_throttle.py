from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory

from portal.common.throttle import Limit, address_of, allow, exceeded, mailbox_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def empty_cache(db):
    cache.clear()


def test_so_many_are_allowed_and_no_more(now):
    assert [allow("register", "ana@example.si", limit=3, per=HOUR, now=now) for _time in range(5)] == [True, True, True, False, False]


def test_the_next_window_begins_anew(now):
    tries = [allow("register", "ana@example.si", limit=1, per=HOUR, now=moment) for moment in (now, now, now + HOUR)]
    assert tries == [True, False, True]


def test_each_scope_and_each_person_is_counted_apart(now):
    tries = [("register", "ana@example.si"), ("sign_in", "ana@example.si"), ("register", "bor@example.si"), ("register", " ANA@example.si ")]
    assert [allow(scope, key, limit=1, per=HOUR, now=now) for scope, key in tries] == [True, True, True, False]


def test_nobody_can_be_read_from_the_counters(now):
    allow("register", "ana@example.si", limit=1, per=HOUR, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        keys = [key for (key,) in cursor.fetchall()]
    assert len(keys) == 1
    assert "ana" not in keys[0]


def test_behind_a_limit_that_is_reached_nothing_is_counted(now):
    house, person = Limit("register", "10.0.0.1", 2, HOUR), Limit("register", "ana@example.si", 3, HOUR)
    assert [exceeded([house, person], now=now) for _time in range(4)] == [None, None, house, house]
    assert [exceeded([person], now=now) for _time in range(2)] == [None, person]


def test_a_limit_of_none_lets_nobody_through(now):
    assert allow("register", "ana@example.si", limit=0, per=HOUR, now=now) is False


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_only_so_many_pass(now):
    start, passed = Barrier(6), []

    def knock():
        start.wait()
        passed.append(allow("register", "ana@example.si", limit=3, per=HOUR, now=now))
        connection.close()

    threads = [Thread(target=knock) for _thread in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(passed) == [False, False, False, True, True, True]


@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 10.0.0.1", "10.0.0.1"),
        (2, "6.6.6.6, 10.0.0.1, 10.0.0.2", "10.0.0.1"),
        (2, "10.0.0.1", "10.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "6.6.6.6, 10.0.0.1:51234", "10.0.0.1"),
        (1, "::ffff:10.0.0.1", "10.0.0.1"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "unknown", ""),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, told, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert address_of(RequestFactory().get("/", headers={"x-forwarded-for": told})) == address


@pytest.mark.parametrize("email", ["ana@setev.example", "ana+one@setev.example", "ana+one+two@setev.example"])
def test_what_stands_behind_a_plus_is_the_same_mailbox(email):
    assert mailbox_of(email) == "ana@setev.example"
