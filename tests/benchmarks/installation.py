"""An installation of its own to be measured: databases that come and go, the settings of production, and the processes that serve it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from tests.services import POSTGRES_URL, REDIS_URL, why_not

ROOT = Path(__file__).resolve().parents[2]
PREFIX = os.environ.get("BENCH_DATABASE", "setev_bench")
FIRST_PORT = int(os.environ.get("BENCH_PORT", "8300"))
# Production counts limits in Redis and wakes its workers by it; where there is none, the database does both.
REDIS = os.environ.get("BENCH_REDIS_URL") or f"{REDIS_URL.rpartition('/')[0]}/9"
WORKERS, THREADS = 2, 4
SECRET = "only-for-a-benchmark-0123456789abcdefghijklmnopqrstuvwxyz-ABCDEF"  # of an installation that lives for an hour


def url_of(database):
    return urlsplit(POSTGRES_URL)._replace(path=f"/{database}").geturl()


def administer(*statements):
    """Outside of any transaction, on the server's own database."""
    connection = psycopg2.connect(POSTGRES_URL)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def drop(database):
    administer(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def make(database, *, like=""):
    drop(database)
    administer(f'CREATE DATABASE "{database}"' + (f' TEMPLATE "{like}"' if like else ""))


def drop_all():
    """Whatever of the benchmark's own databases is still there."""
    if why_not("postgres"):
        return
    connection = looked_at("postgres")
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [f"^{PREFIX}_(floor|bare|letters|[0-9]+x)$"])
        found = [name for (name,) in cursor.fetchall()]
    connection.close()
    for name in found:
        drop(name)


def environment(database, *, data_dir, port=FIRST_PORT, email="smtp://127.0.0.1:2525", **more):
    """Production as `.env.example` knows it, behind one proxy on a closed network. Nothing of the caller's own settings comes through."""
    own = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "LC_ALL", "TZ", "PYTHONDONTWRITEBYTECODE", "CHROME_PATH"}}
    has_redis = not why_not("redis")
    return {
        **own,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DEBUG": "0",
        "DEMO": "0",
        "SECRET_KEY": SECRET,
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOW_HTTP": "1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": url_of(database),
        "EMAIL_URL": email,
        "ALLOW_PLAIN_SMTP": "1",
        "TRUSTED_PROXY_COUNT": "1",
        "OPERATOR_NAME": "Setev",
        "OPERATOR_EMAIL": "info@setev.example",
        "LANGUAGES": "sl,en",
        "REDIS_URL": REDIS if has_redis else "",
        "CELERY_BROKER_URL": REDIS if has_redis else "",
        "DATA_DIR": str(data_dir),
        "STATIC_ROOT": str(Path(data_dir) / "static"),
        "LOG_LEVEL": "WARNING",
        "WARM_PAGES": "0",  # what a page costs when it is made
        **more,
    }


def floor_environment(database):
    own = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "LC_ALL", "TZ"}}
    return {**own, "PYTHONPATH": str(ROOT / "tests/benchmarks"), "DJANGO_SETTINGS_MODULE": "floor.settings", "FLOOR_DATABASE_URL": url_of(database)}


def program(*arguments, env):
    """Run a program of ours to its end; what it printed."""
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr[-3000:]}")
    return done.stdout


@contextmanager
def workplace():
    """A folder for static files and uploads, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="setev-bench-") as folder:
        yield Path(folder)


@contextmanager
def started(*arguments, env, **how):
    """A process of ours, ended with its children."""
    process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=env, start_new_session=True, **how)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def served(application, *, port, env, answers="/"):
    """The application under gunicorn, as both sides are measured."""
    if is_taken(port):
        raise SystemExit(f"Something listens at port {port} already. BENCH_PORT names the first of another fifty.")
    how = ("-w", str(WORKERS), "-k", "gthread", "--threads", str(THREADS), "--keep-alive", "30", "--bind", f"127.0.0.1:{port}", "--log-level", "warning")
    with started("-m", "gunicorn", application, *how, env=env) as process:
        wait_for(f"http://127.0.0.1:{port}{answers}", process)
        yield process


def is_taken(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(address, process, *, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"What should answer at {address} ended with {process.returncode}.")
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310  our own address
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"Nothing answered at {address}.")


def wait_for_port(port, process, *, seconds=20):
    until = time.monotonic() + seconds
    while not is_taken(port):
        if process.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"Nothing listens at port {port}.")
        time.sleep(0.05)


def looked_at(database):
    """A connection of its own to look into a database, without transactions."""
    connection = psycopg2.connect(url_of(database))
    connection.autocommit = True
    return connection


def children_of(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cpu_of(master):
    """Seconds of CPU that the workers of a gunicorn have used so far."""
    stats = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in children_of(master))
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")


def memory_of(pid):
    """Megabytes: all that the process holds (RSS), and its fair share of what it holds together with others (PSS)."""
    told = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    return {name.lower(): round(int(told[name].split()[0]) / 1024, 1) for name in ("Rss", "Pss")}


def forget_redis():
    """The benchmark's own Redis database, emptied."""
    if not why_not("redis"):
        import redis  # noqa: PLC0415  only where there is one

        with redis.Redis.from_url(REDIS) as connection:
            connection.flushdb()
