"""The clock at the doors. Views, tasks and commands read it once and hand the moment on.

In a demo a visitor may turn it forward; its web server and its worker then read how far from one small file. Outside a
demo the file means nothing, whatever it says.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

FILE = "clock.txt"  # in DATA_DIR: seconds ahead of the real time
LOCK = "clock.lock"
_read: dict[str, tuple[int, timedelta]] = {}  # by path: when the file was written, and what it said


def now() -> datetime:
    return timezone.now() + ahead() if settings.DEMO else timezone.now()


def real(moment: datetime) -> datetime:
    """That moment without what a visitor has turned: for what others date by the true time, such as sessions."""
    return moment - ahead() if settings.DEMO else moment


@contextmanager
def standing() -> Iterator[None]:
    """Nobody turns the clock while this lasts: a lease or a claim taken before a week passed would have run out after it."""
    if not settings.DEMO:
        yield
        return
    with _locked(fcntl.LOCK_SH):
        yield


@contextmanager
def turning() -> Iterator[None]:
    """Alone with the clock: visitors turn it one after the other, and never while a worker works."""
    with _locked(fcntl.LOCK_EX):
        yield


@contextmanager
def _locked(how: int) -> Iterator[None]:
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


def ahead() -> timedelta:
    """How far a visitor of the demo has turned the clock forward."""
    path = str(Path(settings.DATA_DIR) / FILE)
    try:
        written = os.stat(path).st_mtime_ns  # noqa: PTH116  asked at every request: the cheapest way to ask
    except OSError:
        return timedelta()
    known = _read.get(path)
    if known is None or known[0] != written:
        _read[path] = known = (written, _seconds(path))
    return known[1]


def _seconds(path: str) -> timedelta:
    try:
        return timedelta(seconds=max(int(Path(path).read_text()), 0))
    except (OSError, ValueError, OverflowError):
        return timedelta()


def turn_to(moment: datetime) -> None:
    """From now on, in every process of this demo, it is that moment. Never backwards: what has happened has happened."""
    path = Path(settings.DATA_DIR) / FILE
    seconds = int((moment - timezone.now()).total_seconds())
    if timedelta(seconds=seconds) <= ahead():
        return
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_text(str(seconds))
    beside.replace(path)
