"""The clock at the doors. Views, tasks and commands read it once and hand the moment on.

In a demo a visitor may turn it forward; its web server and its worker then read how far from one small file. Outside a
demo the file means nothing, whatever it says.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

FILE = "clock.txt"  # in DATA_DIR: seconds ahead of the real time
_read: dict[str, tuple[int, timedelta]] = {}  # by path: when the file was written, and what it said


def now() -> datetime:
    return timezone.now() + ahead() if settings.DEMO else timezone.now()


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
