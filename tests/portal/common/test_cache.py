import socket
import time
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from portal.common import cache as sturdy
from portal.common.cache import CountingDatabaseCache, SturdyCache, first_beyond
from tests.services import REDIS_URL

pytestmark = pytest.mark.django_db


@pytest.fixture
def counters():
    return CountingDatabaseCache("cache", {})


@pytest.fixture(autouse=True)
def closed_circuit(monkeypatch):
    monkeypatch.setattr(sturdy, "_silent_until", {})


def test_the_database_counts(counters):
    counters.set("n", 5, timeout=60)
    assert (counters.incr("n"), counters.incr("n", 3), counters.decr("n", 2), counters.get("n")) == (6, 9, 7, 7)


@pytest.mark.parametrize("prepare", [lambda _cache: None, lambda cache: cache.set("n", 1, timeout=-1)])
def test_what_is_not_there_cannot_be_counted(counters, prepare):
    prepare(counters)
    with pytest.raises(ValueError, match="not found"):
        counters.incr("n")


def test_counting_does_not_prolong_a_counter(counters):
    counters.set("n", 1, timeout=2)
    counters.incr("n")
    with connection.cursor() as cursor:
        cursor.execute("SELECT expires FROM cache")
        (expires,) = cursor.fetchone()
    assert str(expires)[:16] <= (timezone.now() + timedelta(seconds=62)).isoformat(" ")[:16]


@pytest.mark.django_db(transaction=True)
def test_two_who_count_at_once_both_count(counters):
    counters.set("n", 0, timeout=60)
    start = Barrier(4)

    def count():
        start.wait()
        for _time in range(10):
            counters.incr("n")
        connection.close()

    threads = [Thread(target=count) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counters.get("n") == 40


def test_what_has_run_out_is_swept(counters):
    counters.set("old", 1, timeout=10)
    counters.set("new", 1, timeout=1000)
    assert counters.sweep(timezone.now() + timedelta(seconds=100)) == 1
    assert (counters.get("old"), counters.get("new")) == (None, 1)


def use(cache):
    """Everything a caller may ask of a cache."""
    cache.set("a", 1, timeout=60)
    return [
        [first_beyond(cache, [("n", 2, 60), ("m", 9, 60)]) for _time in range(4)],
        [first_beyond(cache, [("m", 3, 60), ("n", 9, 60)]) for _time in range(2)],
        cache.add("a", 2),
        cache.add("b", 2),
        cache.get("a"),
        cache.get("z", "none"),
        cache.incr("a"),
        cache.decr("a"),
        cache.touch("a", 60),
        cache.has_key("a"),
        "z" in cache,
        cache.get_many(["a", "b", "z"]),
        cache.set_many({"c": 3}),
        cache.get_or_set("d", 4),
        cache.delete("b"),
        cache.delete_many(["c", "d"]),
        cache.get("c"),
        cache.clear(),
        cache.get("a"),
    ]


USED = [[None, None, 0, 0], [None, 0], False, True, 1, "none", 2, 1, True, True, False, {"a": 1, "b": 2}, [], 4, True, None, None, None, None]


def test_without_redis_the_database_answers_the_same_and_redis_is_asked_once(settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the connection and never answers
        cache = SturdyCache(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", {"KEY_PREFIX": ""})
        began = time.monotonic()
        assert use(cache) == USED
        assert time.monotonic() - began < 3
        assert cache.is_on_redis is False


@pytest.mark.redis
def test_a_counter_that_is_missing_is_no_reason_to_leave_redis():
    cache = SturdyCache(REDIS_URL, {"KEY_PREFIX": "tests-ground"})
    with pytest.raises(ValueError, match="not found"):
        cache.incr("never-set")
    assert cache.is_on_redis is True
    cache.close()


@pytest.mark.redis
def test_with_redis_redis_answers():
    cache = SturdyCache(REDIS_URL, {"KEY_PREFIX": "tests-ground"})
    assert use(cache) == USED
    assert cache.is_on_redis is True
    cache.set("a", 1)
    assert caches["database"].get("a") is None
    once = [("o", 1, 1)]
    assert first_beyond(cache, once) is None
    time.sleep(0.6)
    assert first_beyond(cache, once) == 0
    time.sleep(0.6)
    assert first_beyond(cache, once) is None  # counting has not prolonged it
    cache.clear()
    cache.close()
