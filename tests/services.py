"""What this machine offers beside Python. A test that needs more says so by its marker."""

import os
import shutil
from contextlib import closing
from functools import cache

import psycopg2
import redis

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
CHROMIUM = os.environ.get("CHROME_PATH") or shutil.which("chromium") or shutil.which("google-chrome")


def on_server(sql: str) -> None:
    """A statement on PostgreSQL's own database, outside of any transaction."""
    with closing(psycopg2.connect(POSTGRES_URL)) as connection:
        connection.autocommit = True
        connection.cursor().execute(sql)


@cache
def why_not(service: str) -> str:
    """Why a service cannot be used here, or nothing when it can."""
    return {"postgres": _why_no_postgres, "redis": _why_no_redis, "browser": _why_no_browser, "gettext": _why_no_gettext}[service]()


def _why_no_postgres() -> str:
    try:
        psycopg2.connect(POSTGRES_URL, connect_timeout=2).close()
    except psycopg2.OperationalError:
        return "no PostgreSQL answers (TEST_POSTGRES_URL names one)"
    return ""


def _why_no_redis() -> str:
    try:
        with redis.Redis.from_url(REDIS_URL, socket_connect_timeout=2) as connection:
            connection.ping()
    except redis.RedisError:
        return "no Redis answers (TEST_REDIS_URL names one)"
    return ""


def _why_no_browser() -> str:
    return "" if CHROMIUM else "no Chromium (Debian: apt-get install chromium)"


def _why_no_gettext() -> str:
    return "" if shutil.which("xgettext") else "no gettext (Debian: apt-get install gettext)"
