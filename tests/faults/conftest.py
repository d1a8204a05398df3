"""What the faults need: databases of their own, a mail server, a broker that may be killed, workers as real processes."""

import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2
import pytest

from tests import containers
from tests.faults.sink import Sink
from tests.services import POSTGRES_URL, on_server

ROOT = Path(__file__).resolve().parents[2]
LEASE_SECONDS = 2


def until(is_so, *, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return bool(is_so())


class Portal:
    """An installation of its own: a database, a folder, and the processes that a test starts in it."""

    def __init__(self, folder, database_url):
        self.database_url = database_url
        self.processes = []
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DEMO": "1",
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "LETTER_LEASE_SECONDS": str(LEASE_SECONDS),
            "LOG_LEVEL": "WARNING",
            "CELERY_BROKER_URL": "",
            "REDIS_URL": "",
        }

    def manage(self, *command):
        done = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def migrate(self):
        self.manage("migrate", "--verbosity=0")
        self.manage("createcachetable")

    def start(self, *command):
        """Start a process in a group of its own, so that it can be killed with its children."""
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=self.environment, start_new_session=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        self.processes.append(process)
        return process

    def tell(self, module, *words):
        """Run a module that tells a story in this installation; what it says of it."""
        done = subprocess.run([sys.executable, "-m", module, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def write(self, count, *, lane=0):
        """Letters by way of Django's mail, one for each recipient. Returns these."""
        recipients = [f"resident{number}-{uuid4().hex[:6]}@example.si" for number in range(count)]
        return self.tell("tests.faults.letters", str(int(lane)), *recipients)

    def rows(self, sql):
        postgres = self.database_url.startswith("postgres")
        with closing(psycopg2.connect(self.database_url) if postgres else sqlite3.connect(urlsplit(self.database_url).path, timeout=20)) as connection:
            cursor = connection.cursor()
            cursor.execute(sql)
            found = cursor.fetchall() if cursor.description else []
            connection.commit()
        return found

    def states(self):
        return dict(self.rows("SELECT state, COUNT(*) FROM common_letter GROUP BY state"))

    def is_done(self):
        return not set(self.states()) & {"queued", "claimed", "in_flight", "retry_wait"}

    def kill(self, process):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def close(self):
        for process in self.processes:
            self.kill(process)


@pytest.fixture(scope="session")
def sqlite_template(made_once):
    """A migrated database to copy: migrating takes longer than many a test."""

    def make(folder):
        Portal(folder, f"sqlite:///{folder}/db.sqlite3").migrate()
        with closing(sqlite3.connect(folder / "db.sqlite3")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    return made_once("sqlite-template", make) / "db.sqlite3"


@pytest.fixture
def make_portal(request, tmp_path):
    """`make_portal("sqlite" | "postgres")`: an installation that vanishes with the test."""
    portals, names = [], []

    def make(kind):
        if kind == "sqlite":
            shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "db.sqlite3")
            url = f"sqlite:///{tmp_path}/db.sqlite3"
        else:
            names.append(f"setev_faults_{uuid4().hex[:8]}")
            on_server(f"CREATE DATABASE {names[-1]} TEMPLATE {request.getfixturevalue('postgres_template')}")
            url = f"{POSTGRES_URL.rpartition('/')[0]}/{names[-1]}"
        portals.append(Portal(tmp_path, url))
        return portals[-1]

    yield make
    for portal in portals:
        portal.close()
    for name in names:
        on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def image(made_once):
    """The image's steps carried out in an empty folder, with the packages of the tests' environment."""

    def make(folder):
        (folder / "root").mkdir()
        containers.build(folder / "root", packages=Path(sys.prefix))

    return made_once("image", make) / "root"


@pytest.fixture
def make_shape(image, tmp_path, make_mail_server):
    """`make_shape(template)`: the containers' services on a database of their own, empty or a copy of the template."""
    from tests.faults.shape import Shape  # noqa: PLC0415  it is made of what stands above

    made = []

    def make(template="template1"):
        name = f"setev_shape_{uuid4().hex[:8]}"
        on_server(f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append((Shape(image, tmp_path, f"{POSTGRES_URL.rpartition('/')[0]}/{name}", make_mail_server()), name))
        return made[-1][0]

    yield make
    for shape, name in made:
        shape.close()
        on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def make_mail_server():
    """A mail server on loopback, friendly or hostile."""
    sinks = []

    def make(**options):
        sinks.append(Sink(**options))
        return sinks[-1]

    yield make
    for sink in sinks:
        sink.close()


@pytest.fixture
def broker(tmp_path):
    """A Redis of the test's own, which it may kill."""
    binary = shutil.which("redis-server")
    if binary is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no redis-server (Debian: apt-get install redis-server)")
        pytest.skip("no redis-server (Debian: apt-get install redis-server)")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    folder = tmp_path / "redis"
    folder.mkdir()
    process = subprocess.Popen([binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)], stdout=subprocess.DEVNULL)
    process.url = f"redis://127.0.0.1:{port}/0"
    process.port = port
    assert until(lambda: answers(port), seconds=10)
    yield process
    process.kill()
    process.wait(10)


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=0.5).close()
    except OSError:
        return False
    return True


@pytest.fixture
def dice():
    """Chance that can be repeated: the seed is printed when a test fails."""
    seed = int(os.environ.get("FAULTS_SEED") or random.SystemRandom().randrange(10**6))
    print(f"FAULTS_SEED={seed}")  # noqa: T201
    return random.Random(seed)
