"""A nudge after the commit, so that work begins at once. Losing it costs at most one tick of the schedule."""

import logging
import time
from functools import partial

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from portal.common.worker.schedule import schedule

logger = logging.getLogger(__name__)
_silent_until = 0.0
PAUSE_SECONDS = 30  # after a failed nudge: a dead broker must not slow down every request
# A request waits for at most this, once; the workers' own connections are more patient.
IMPATIENT = {"max_retries": 0, "socket_connect_timeout": 0.4, "socket_timeout": 0.4}


def wake(job_name: str) -> None:
    """Run a job soon, once the transaction has committed. Never raises: the schedule finds the work anyway."""
    if settings.CELERY_BROKER_URL and not _is_waking_already(job_name):
        transaction.on_commit(partial(_publish, job_name), robust=True)


def _is_waking_already(job_name: str) -> bool:
    """A thousand letters in one transaction need one nudge. It counts only if it lives at least as long as ours would."""
    if not connection.in_atomic_block or not connection.run_on_commit:
        return False
    savepoints, nudge = connection.run_on_commit[-1][:2]
    is_same = isinstance(nudge, partial) and nudge.func is _publish and nudge.args == (job_name,)
    return is_same and set(savepoints) <= set(connection.savepoint_ids)


def _publish(job_name: str) -> None:
    global _silent_until  # noqa: PLW0603  one switch for the process
    if time.monotonic() < _silent_until:
        return
    try:
        with current_app.connection_for_write() as broker:
            broker.transport_options.update(IMPATIENT)
            current_app.send_task(
                "setev.run_job",
                kwargs={"name": job_name},
                queue=schedule[job_name].queue,
                connection=broker,
                retry=False,
                ignore_result=True,
                expires=60,
            )
    except (OperationalError, OSError) as error:
        _silent_until = time.monotonic() + PAUSE_SECONDS
        logger.warning("No broker to wake %s (%s); the schedule will find the work.", job_name, error)
