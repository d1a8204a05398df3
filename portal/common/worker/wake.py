"""A nudge after the commit, so that work begins at once. Losing it costs at most one tick of the schedule."""

import logging
import time

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from portal.common.worker.schedule import schedule

logger = logging.getLogger(__name__)
_silent_until = 0.0
PAUSE_SECONDS = 30  # after a failed nudge: a dead broker must not slow down every request


def wake(job_name: str) -> None:
    """Run a job soon, once the transaction has committed. Never raises: the schedule finds the work anyway."""
    if settings.CELERY_BROKER_URL:
        transaction.on_commit(lambda: _publish(job_name), robust=True)


def _publish(job_name: str) -> None:
    global _silent_until  # noqa: PLW0603  one switch for the process
    if time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task("setev.run_job", kwargs={"name": job_name}, queue=schedule[job_name].queue, retry=False, ignore_result=True, expires=60)
    except (OperationalError, OSError) as error:
        _silent_until = time.monotonic() + PAUSE_SECONDS
        logger.warning("No broker to wake %s (%s); the schedule will find the work.", job_name, error)
