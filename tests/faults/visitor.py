"""Visitors of a portal behind a proxy that speaks https, as the web process sees them: by plain HTTP, with the proxy's headers."""

import http.client
import socket
import ssl
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

from tests.faults.test_whole_house import Form

HOST = "setev.example"
UNVERIFIED = ssl._create_unverified_context()  # noqa: S323  the test's own certificate


@dataclass
class Answer:
    status: int
    body: str
    headers: http.client.HTTPMessage


@dataclass
class Visitor:
    """Of `ports` the next is asked each time, and whoever does not let us in is passed over, as the proxies of docs/operations.md do it.

    With `through`, a proxy's port, the proxy does that: it speaks https and sees the visitor's own address.
    """

    ports: list[int]
    address: str = "127.0.0.1"
    through: int = 0
    cookies: dict[str, str] = field(default_factory=dict)
    turn: int = 0

    def asks(self, method, path, fields=None):
        body = urlencode(fields) if fields else None
        headers = {"Host": HOST, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if not self.through:
            headers |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": self.address}
        if fields:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{HOST}{path}"}
        connection = self.connects()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, text, answer.headers)

    def connects(self):
        """To the next that lets us in. Nothing is sent before, so that any request may be taken elsewhere."""
        if self.through:
            connection = http.client.HTTPConnection("127.0.0.1", self.through)
            opened = socket.create_connection(("127.0.0.1", self.through), timeout=45, source_address=(self.address, 0))
            connection.sock = UNVERIFIED.wrap_socket(opened, server_hostname=HOST)
            return connection
        for attempt in range(len(self.ports)):
            self.turn += 1
            connection = http.client.HTTPConnection("127.0.0.1", self.ports[self.turn % len(self.ports)], timeout=30)
            try:
                connection.connect()
            except ConnectionError:
                if attempt + 1 == len(self.ports):
                    raise
            else:
                return connection
        raise AssertionError

    def opens_form(self, path):
        page = self.asks("GET", path)
        assert page.status == 200, page.body[:500]
        return Form(page.body).fields

    def registers(self, path, fields, email):
        return self.asks("POST", path, fields | {"name": "Ana Novak", "email": email, "submission_key": str(uuid4())})
