"""Where limits are counted. With Redis in Redis; without it, or while it is away, in the database."""

import base64
import logging
import pickle
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.db import connections, router, transaction
from django.utils import timezone
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
Bound = tuple[str, int, int]  # a name, how often it may be counted, and after how many seconds its count begins anew

CIRCUIT_SECONDS = 30.0  # how long a Redis that failed is left alone
_silent_until: dict[str, float] = {}  # of the whole process: Django makes a cache for each thread
IMPATIENT = {"socket_connect_timeout": 0.3, "socket_timeout": 0.3, "retry": Retry(NoBackoff(), 0)}


class CountingDatabaseCache(DatabaseCache):
    """Django's database cache counts by reading and then writing; here two who count at once both count."""

    _table: str

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        alias = router.db_for_write(self.cache_model_class)
        connection = connections[alias]
        table = connection.ops.quote_name(self._table)
        stored = self.make_and_validate_key(key, version=version)
        lock = "FOR UPDATE" if connection.features.has_select_for_update else ""  # SQLite begins with the write lock
        moment = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
        with transaction.atomic(using=alias), connection.cursor() as cursor:
            cursor.execute(f"SELECT value FROM {table} WHERE cache_key = %s AND expires > %s {lock}", [stored, moment])  # noqa: S608  our own table
            row = cursor.fetchone()
            if row is None:
                msg = f"Key {key!r} not found"
                raise ValueError(msg)
            count = int(pickle.loads(base64.b64decode(row[0]))) + delta  # noqa: S301  written by ourselves
            value = base64.b64encode(pickle.dumps(count, self.pickle_protocol)).decode("latin1")
            cursor.execute(f"UPDATE {table} SET value = %s WHERE cache_key = %s", [value, stored])  # noqa: S608
        return count

    def sweep(self, now: datetime) -> int:
        """Delete what has run out. Returns how many."""
        connection = connections[router.db_for_write(self.cache_model_class)]
        table = connection.ops.quote_name(self._table)
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))])  # noqa: S608
            return int(cursor.rowcount)


class OneClientEach(RedisCacheClient):
    """One for reading and one for writing. Django makes a client for every command, at a higher cost than the command's own."""

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        clients: dict[bool, Any] = self.__dict__.setdefault("clients", {})
        if write not in clients:
            clients[write] = super().get_client(key, write=write)
        return clients[write]


# Each name is counted once, up to the first that is beyond its limit; ARGV holds limit and seconds of each in turn.
COUNT_IN_TURN = """
for number, name in ipairs(KEYS) do
  local count = redis.call('INCR', name)
  if count == 1 then redis.call('EXPIRE', name, ARGV[2 * number]) end
  if count > tonumber(ARGV[2 * number - 1]) then return number end
end
return 0
"""


class CountingRedisCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = OneClientEach

    def first_beyond(self, bounds: Sequence[Bound]) -> int | None:
        """In one way to Redis and back."""
        client = self._cache.get_client(write=True)
        names = [self.make_and_validate_key(name) for name, _limit, _seconds in bounds]
        found = client.register_script(COUNT_IN_TURN)(names, [value for _name, *values in bounds for value in values])
        return int(found) - 1 if found else None


class SturdyCache(BaseCache):
    """Redis as long as it answers. When it fails, the cache named "database" takes over and Redis is left alone for a while.

    Counts begin anew at each change of place: a limit may be met twice, but no request fails or waits.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        options = {**IMPATIENT, **params.get("OPTIONS", {})}
        self.redis = CountingRedisCache(location, {**params, "OPTIONS": options})
        self.location = str(location)

    @property
    def is_on_redis(self) -> bool:
        return time.monotonic() >= _silent_until.get(self.location, 0.0)

    def first_beyond(self, bounds: Sequence[Bound]) -> int | None:
        return self._do(lambda cache: first_beyond(cache, bounds))

    def _do(self, act: Callable[[BaseCache], Result]) -> Result:
        if self.is_on_redis:
            try:
                return act(self.redis)
            except (RedisError, OSError) as error:
                _silent_until[self.location] = time.monotonic() + CIRCUIT_SECONDS
                logger.warning("The cache is away (%s); the database counts.", type(error).__name__)
        return act(caches["database"])

    def add(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._do(lambda cache: cache.add(key, value, timeout=timeout, version=version))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._do(lambda cache: cache.get(key, default, version=version))

    def set(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._do(lambda cache: cache.set(key, value, timeout=timeout, version=version))

    def touch(self, key: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._do(lambda cache: cache.touch(key, timeout=timeout, version=version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._do(lambda cache: cache.delete(key, version=version))

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        wanted = list(keys)
        return self._do(lambda cache: cache.get_many(wanted, version=version))

    def set_many(self, data: Mapping[Any, Any], timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        return self._do(lambda cache: cache.set_many(dict(data), timeout=timeout, version=version))

    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        unwanted = list(keys)
        self._do(lambda cache: cache.delete_many(unwanted, version=version))

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return self._do(lambda cache: cache.has_key(key, version=version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return self._do(lambda cache: cache.incr(key, delta, version=version))

    def clear(self) -> None:
        self._do(lambda cache: cache.clear())

    def close(self, **kwargs: Any) -> None:
        self.redis.close(**kwargs)


def first_beyond(counter: BaseCache, bounds: Sequence[Bound]) -> int | None:
    """Count one more under each name in turn. The place of the first that is beyond its limit by now, behind which nothing is counted; or None."""
    if isinstance(counter, SturdyCache | CountingRedisCache):
        return counter.first_beyond(bounds)
    for place, (name, limit, seconds) in enumerate(bounds):
        if _count(counter, name, seconds) > limit:
            return place
    return None


def _count(counter: BaseCache, name: str, seconds: int) -> int:
    if counter.add(name, 1, timeout=seconds):
        return 1
    try:
        return counter.incr(name)
    except ValueError:  # it made room between the two steps
        counter.set(name, 1, timeout=seconds)
        return 1
