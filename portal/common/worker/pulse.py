"""The pulse: a file that is touched as long as one process of Celery works, for whoever watches that process alone.

A worker touches it while it has its broker; beat whenever the broker took a job of the schedule. `/readyz` tells of all together.
"""

from pathlib import Path
from typing import Any

from celery.signals import after_task_publish, beat_init, heartbeat_sent
from django.conf import settings


def touch(**_signal: Any) -> None:
    if settings.PULSE_FILE:
        Path(settings.PULSE_FILE).touch()


def watch_beat(**_signal: Any) -> None:
    """Others publish as well; only beat's own publishing is its pulse."""
    after_task_publish.connect(touch, weak=False)


def connect() -> None:
    heartbeat_sent.connect(touch, weak=False)
    beat_init.connect(watch_beat, weak=False)
