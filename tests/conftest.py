"""The few things that every test may ask for, and a plain word about what this machine cannot run."""

import email
import fcntl
import os
import shutil
from collections import Counter
from datetime import UTC, datetime
from email.policy import default
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from portal.common.outbox.delivery import deliver_bulk, deliver_transactional
from portal.common.warm.pages import narrowed, plain
from tests.services import POSTGRES_URL, on_server, why_not

SERVICES = ("postgres", "redis", "browser", "gettext")
POSTGRES_TEMPLATE = "postgres-template"  # the folder that names the database which the workers of one run copy
not_run = Counter()


@pytest.fixture(autouse=True)
def language_of_the_code():
    """Outside a page, whose address names its language, words are read in the language of the code."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_counted_stays(request):
    """Where limits are counted in the database they are in no model's table, which no flush after a test with real transactions sees."""
    marker = request.node.get_closest_marker("django_db")
    if not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    cache.clear()


@pytest.fixture
def warm(settings):
    """Public pages are kept, as in production. Elsewhere each is made anew, so that a test can look at what it was made of."""
    settings.WARM_PAGES = 16
    for shelf in (plain, narrowed):
        shelf.clear()


@pytest.fixture
def now():
    """A Monday morning in May. Real time is not read; a test that needs another moment adds to this one."""
    return datetime(2027, 5, 10, 7, 0, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch, now):
    """The clock that the doors read stands at `now`; call it with another moment to move it."""

    def stand_at(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    stand_at(now)
    return stand_at


@pytest.fixture
def letters(settings, tmp_path):
    """`letters(at)`: what the worker sends at that moment, really rendered and written, oldest first. Each is given once."""
    folder = tmp_path / "mail"
    settings.EMAIL_URL = f"file://{folder}"

    def deliver(at):
        deliver_transactional(at)
        deliver_bulk(at)
        paths = sorted(folder.glob("*.eml"))
        found = [email.message_from_bytes(path.read_bytes(), policy=default) for path in paths]
        for path in paths:
            path.unlink()
        return found

    return deliver


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """`made_once(name, make)`: a folder that `make(folder)` fills once for all of xdist's workers; whoever else wants it waits for it."""
    base = tmp_path_factory.getbasetemp()
    together = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name, make):
        folder = together / name
        with folder.with_name(f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (folder / "made").exists():
                shutil.rmtree(folder, ignore_errors=True)  # somebody failed half way
                folder.mkdir()
                make(folder)
                (folder / "made").touch()
        return folder

    return made


@pytest.fixture(scope="session")
def postgres_template(made_once):
    """The name of a migrated database on the server, to be copied; whoever started the workers drops it at the end."""

    from tests.faults.conftest import Portal  # noqa: PLC0415  which imports what needs no database

    def make(folder):
        name = f"setev_faults_{uuid4().hex[:8]}"
        (folder / "name").write_text(name)
        on_server(f"CREATE DATABASE {name}")
        try:
            Portal(folder, f"{POSTGRES_URL.rpartition('/')[0]}/{name}").migrate()
        except BaseException:
            on_server(f"DROP DATABASE {name} WITH (FORCE)")
            raise

    return (made_once(POSTGRES_TEMPLATE, make) / "name").read_text()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings_parallel_suffix):
    """Where the tables come from the migrations, these are carried out once and copied by all workers."""
    if connection.vendor == "postgresql" and not request.config.getvalue("nomigrations"):
        connection.settings_dict["TEST"]["TEMPLATE"] = request.getfixturevalue("postgres_template")


@pytest.hookimpl(trylast=True)  # when it is known which run at all
def pytest_collection_modifyitems(config, items):
    ask_for_services(items)
    if workers := getattr(config, "workerinput", {}).get("workercount"):
        items[:] = stories_first(items, workers)


def stories_first(items, workers):
    """Long stories, told by processes of their own, begin when the run does: at its end all would wait for them.

    Each worker is given as many tests as the others, one after the other as they stand here (xdist's `worksteal`).
    """
    stories = [item for item in reversed(items) if "faults" in item.path.parts and not item.get_closest_marker("django_db")]  # the longest stand last
    known = set(stories)
    rest = [item for item in items if item not in known]
    found = []
    for number in range(workers):
        size = (len(items) - len(found)) // (workers - number)
        own = stories[number::workers]
        found += own + rest[: size - len(own)]
        del rest[: size - len(own)]
    return found


def ask_for_services(items):
    wanted = {service for item in items for service in SERVICES if item.get_closest_marker(service)}
    lacking = {service: reason for service in sorted(wanted) if (reason := why_not(service))}
    if lacking and os.environ.get("CI") == "true":
        pytest.exit(f"With CI=true every test must run: {'; '.join(lacking.values())}", returncode=1)
    for item in items:
        for service, reason in lacking.items():
            if item.get_closest_marker(service):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_sessionfinish(session):
    """What the workers shared goes with whoever started them."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        said = session.config._tmp_path_factory.getbasetemp() / POSTGRES_TEMPLATE / "name"
        if said.exists():
            on_server(f"DROP DATABASE IF EXISTS {said.read_text()} WITH (FORCE)")


def pytest_runtest_logreport(report):
    if report.skipped and isinstance(report.longrepr, tuple):
        not_run[report.longrepr[2].removeprefix("Skipped: ")] += 1


def pytest_terminal_summary(terminalreporter):
    if not_run:
        terminalreporter.section("Not run and why")
        for reason, count in not_run.most_common():
            terminalreporter.write_line(f"{count:>4}  {reason}")
