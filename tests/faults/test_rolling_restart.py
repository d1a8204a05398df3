"""A new version while people come: the web processes are restarted one after the other, and nobody's request fails.

The visitors come by the proxies that docs/operations.md describes, and by one that does the least that any proxy does.
"""

import http.client
import signal
import time
from dataclasses import dataclass, field
from itertools import count
from threading import Event, Thread

import pytest

from tests.faults.conftest import until
from tests.faults.proxies import recent_caddy, start_caddy, start_nginx
from tests.faults.shape import free_port
from tests.faults.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.postgres]
WEB = ("web", "web-2")
households = count(1)


@dataclass
class Crowd:
    """Visitors who read and register without a pause, each registration from another household."""

    shape: object
    path: str
    name: str
    through: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    read: int = 0
    registered: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def visitor(self):
        number = next(households)
        address = f"127.{number // 250 // 250 + 1}.{number // 250 % 250}.{number % 250 + 1}"
        return Visitor([self.shape.port(name) for name in WEB], address, self.through, dict(self.cookies), turn=number)

    def arrives(self):
        first = self.visitor()
        self.fields = first.opens_form(self.path)
        self.cookies = first.cookies

    def come(self, leave):
        while not leave.is_set():
            self.once("read", lambda visitor: visitor.asks("GET", self.path.removesuffix("register/")), 200)
            email = f"{self.name}{next(households)}@example.si"
            if self.once("register", lambda visitor, email=email: visitor.registers(self.path, self.fields, email), 302):
                self.registered.append(email)

    def once(self, what, ask, expected):
        visitor = self.visitor()
        try:
            answer = ask(visitor)
        except (OSError, http.client.HTTPException) as error:
            self.failed.append(f"{self.name}: {what}: {type(error).__name__} {error}")
            return False
        self.read += what == "read"
        if answer.status != expected:
            self.failed.append(f"{self.name}: {what}: {answer.status} {answer.body[:200]}")
        return answer.status == expected


@pytest.fixture
def shape(make_shape, request):
    shape = make_shape(template=request.getfixturevalue("postgres_template"))
    for name in ("redis", *WEB):
        shape.start(name)
    shape.become_healthy("redis", *WEB)
    return shape


@pytest.fixture
def workshop(shape):
    slug = shape.portal.tell("tests.faults.workshop")["workshop"]
    shape.portal.rows("UPDATE events_seats SET capacity = 100000")
    return f"/en/events/{slug}/register/"


@pytest.fixture
def crowds(shape, workshop, tmp_path):
    """By no proxy but our own rule, by nginx, and by Caddy where a recent one is at hand (Debian's is none), all at once."""
    ports, doors = [shape.port(name) for name in WEB], {"rule": 0}
    (shape.data / "media").mkdir()
    for name, start in {"nginx": start_nginx, **({"caddy": start_caddy} if recent_caddy() else {})}.items():
        doors[name] = free_port()
        shape.processes[name] = start(tmp_path / name, doors[name], ports, shape.data / "media")
    found = [Crowd(shape, workshop, name, door) for name, door in doors.items()]
    for crowd in found:
        crowd.arrives()
    time.sleep(2.2)  # nobody types faster
    return found


def under_load(crowds, act):
    leave = Event()
    threads = [Thread(target=crowd.come, args=(leave,)) for crowd in crowds for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    try:
        act()
        time.sleep(0.5)
    finally:
        leave.set()
        for thread in threads:
            thread.join(60)


def assert_all_were_served(shape, crowds):
    print({crowd.name: (crowd.read, len(crowd.registered)) for crowd in crowds})  # noqa: T201  seen when it fails
    assert [failure for crowd in crowds for failure in crowd.failed] == []
    assert [crowd.name for crowd in crowds if not (crowd.read and crowd.registered)] == []
    kept = [email for (email,) in shape.portal.rows("SELECT email FROM events_registration")]
    assert sorted(kept) == sorted(email for crowd in crowds for email in crowd.registered)


def test_nobody_s_request_fails_while_web_is_restarted_one_after_the_other_or_loads_its_code_anew(shape, crowds):
    """The second is `systemctl reload`, without containers."""

    def restart():
        for name in WEB:
            assert shape.stop(name) == 0
            shape.start(name)
            shape.become_healthy(name)

    def load_anew():
        for name in WEB:
            booted = shape.said(name).count("Booting worker")
            shape.processes[name].send_signal(signal.SIGHUP)
            assert until(lambda name=name, booted=booted: shape.said(name).count("Booting worker") == booted + 2, seconds=30)
        time.sleep(1)

    (shape.data / "media/flag.svg").write_text("<svg/>")
    for door in (crowd.through for crowd in crowds if crowd.through):
        upload = Visitor([], through=door).asks("GET", "/media/flag.svg")
        assert (upload.status, upload.body) == (200, "<svg/>")
        assert upload.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert [Visitor([], through=door).asks("GET", path).status for path in ("/media/", "/media/missing.svg")] in ([404, 404], [403, 404])
    under_load(crowds, restart)
    assert_all_were_served(shape, crowds)
    under_load(crowds, load_anew)
    assert_all_were_served(shape, crowds)
