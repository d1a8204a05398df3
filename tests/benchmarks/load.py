"""A few clients that ask as fast as they are answered, over connections that stay open. Raw sockets, so that the client is never what is measured."""

import socket
import statistics
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count

numbers = count(1)


@dataclass
class Outcome:
    seconds: float = 0.0
    statuses: Counter = field(default_factory=Counter)
    times: list = field(default_factory=list)
    size: int = 0  # bytes of the last answer's body
    broken: int = 0

    @property
    def rate(self):
        return len(self.times) / self.seconds if self.seconds else 0.0

    @property
    def faults(self):
        return self.broken + sum(number for status, number in self.statuses.items() if status >= 500)

    def slowest(self, share):
        return statistics.quantiles(self.times, n=100)[share - 1] * 1000 if len(self.times) > 1 else 0.0


def a_visitor():
    """An address of its own for each request, as a proxy would tell it: limits count networks, and a town is many."""
    number = next(numbers)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def get(path, language="sl"):
    def made():
        return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: {language}\r\nX-Forwarded-For: {a_visitor()}\r\n\r\n".encode()

    return made


class Connection:
    def __init__(self, port):
        self.port = port
        self.socket = None
        self.kept = b""

    def ask(self, request):
        """Status, headers and body. A connection that the server has closed meanwhile is opened anew, once."""
        for attempt in (1, 2):
            fresh = self.socket is None
            if fresh:
                self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.kept = b""
            try:
                self.socket.sendall(request)
                return self.read()
            except (ConnectionError, EOFError):
                self.close()
                if fresh or attempt == 2:
                    raise
        raise EOFError

    def read(self):
        while b"\r\n\r\n" not in self.kept:
            self.more()
        head, _end, self.kept = self.kept.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        headers = {name.lower(): value.strip() for name, _colon, value in (line.partition(b":") for line in lines[1:])}
        length = int(headers.get(b"content-length", 0))
        parts, have = [self.kept], len(self.kept)
        while have < length:
            part = self.socket.recv(262144)
            if not part:
                raise EOFError
            parts.append(part)
            have += len(part)
        whole = b"".join(parts)
        body, self.kept = whole[:length], whole[length:]
        if headers.get(b"connection", b"").lower() == b"close":
            self.close()
        return int(lines[0].split()[1]), headers, body

    def more(self):
        part = self.socket.recv(262144)
        if not part:
            raise EOFError
        self.kept += part

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket = None


def once(port, path):
    """One page, as a visitor gets it."""
    connection = Connection(port)
    status, _headers, body = connection.ask(get(path)())
    connection.close()
    if status != 200:
        raise SystemExit(f"{path} answered {status}.")
    return body


def press(port, request, *, clients=4, seconds=None, times=None):
    """`request()` makes the bytes of the next request. For so many seconds, or so many times in all."""
    outcome, lock, turn = Outcome(), threading.Lock(), count(1)
    begun = time.perf_counter()

    def client():
        connection, mine, statuses, broken, size = Connection(port), [], Counter(), 0, 0
        while (time.perf_counter() - begun < seconds) if seconds else next(turn) <= times:
            asked = request()
            before = time.perf_counter()
            try:
                status, _headers, body = connection.ask(asked)
            except OSError:
                broken += 1
                continue
            except EOFError:
                broken += 1
                continue
            mine.append(time.perf_counter() - before)
            statuses[status] += 1
            size = len(body)
        connection.close()
        with lock:
            outcome.times += mine
            outcome.statuses += statuses
            outcome.broken += broken
            outcome.size = size

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.seconds = time.perf_counter() - begun
    return outcome
