"""A nudge after the commit, so that work begins at once. Losing it costs at most one tick of the schedule."""

import atexit
import logging
import os
import time
from functools import partial
from threading import Condition, Thread
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import connection, transaction

from portal.common.worker.schedule import schedule

logger = logging.getLogger(__name__)
PAUSE_SECONDS = 30  # after a failed nudge a dead broker is left alone
REST_SECONDS = 0.05  # between two nudges: at noon, when all register at once, each would cost a web process a millisecond
# A nudge that comes late is worth nothing; the workers' own connections are more patient.
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
    caller.call(job_name)


class Caller:
    """Tells the broker, in a thread of its own over a connection that stays open: no request waits for it, and of many nudges at once one is told."""

    def __init__(self) -> None:
        self.bell = Condition()
        self.names: dict[str, None] = {}  # of jobs, in their order
        self.is_calling = False
        self.thread: Thread | None = None
        self.silent_until = 0.0
        self.broker: Any = None

    def call(self, job_name: str) -> None:
        with self.bell:
            if time.monotonic() < self.silent_until:
                return
            self.names[job_name] = None
            if self.thread is None or not self.thread.is_alive():
                self.thread = Thread(target=self.work, name="nudges", daemon=True)
                self.thread.start()
            self.bell.notify_all()

    def settle(self, seconds: float = 1.0) -> bool:
        """Wait until everything has been told: a process that ends takes its last nudge along."""
        with self.bell:
            return self.bell.wait_for(lambda: not self.names and not self.is_calling, timeout=seconds)

    def work(self) -> None:
        while True:
            with self.bell:
                self.bell.wait_for(lambda: bool(self.names))
                names, self.is_calling = list(self.names), True
                self.names.clear()
            for name in names:
                self.tell(name)
            with self.bell:
                self.is_calling = False
                self.bell.notify_all()
            time.sleep(REST_SECONDS)

    def tell(self, job_name: str) -> None:
        is_fresh = self.broker is None
        try:
            self.send(job_name)
        except Exception as error:  # noqa: BLE001  whatever the broker's client meets, the thread goes on
            self.broker = None
            if not is_fresh:  # it had been idle, and was cut meanwhile
                self.tell(job_name)
                return
            self.silent_until = time.monotonic() + PAUSE_SECONDS
            logger.warning("No broker to wake %s (%s); the schedule will find the work.", job_name, error)

    def send(self, job_name: str) -> None:
        if self.broker is None:
            self.broker = current_app.connection_for_write()
            self.broker.transport_options.update(IMPATIENT)
        queue = schedule[job_name].queue
        current_app.send_task("setev.run_job", kwargs={"name": job_name}, queue=queue, connection=self.broker, retry=False, ignore_result=True, expires=60)


caller = Caller()
os.register_at_fork(after_in_child=caller.__init__)  # type: ignore[misc]  # its lock, thread and connection are the parent's
atexit.register(caller.settle)
