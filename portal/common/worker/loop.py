"""The worker without a broker: the same schedule, in one process."""

import ctypes
import logging
import os
import signal
import sys
import time
from threading import Thread
from typing import NoReturn

from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from portal.common.clock import now, standing
from portal.common.outbox.claim import is_waiting
from portal.common.outbox.post import LANE_JOBS
from portal.common.worker.leaving import leaving
from portal.common.worker.run import run_due

logger = logging.getLogger(__name__)

TICK_SECONDS = 1.0
GRACE_SECONDS = 1.7  # a mail server that does not answer must not keep us; the lease brings its letter back
LONGEST_PAUSE_SECONDS = 10.0
SIGNALS = (signal.SIGINT, signal.SIGTERM)
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG


def work(*, is_once: bool = False, parent: int | None = None) -> None:
    """Run the schedule until asked to leave, or until the parent process is gone."""
    pause = TICK_SECONDS
    while not leaving.is_set():
        if parent is not None and os.getppid() != parent:
            logger.info("The process that started the worker has gone.")
            return
        try:
            close_old_connections()
            with standing():
                tick()
            pause = TICK_SECONDS
        except (DatabaseError, InterfaceError) as error:  # restarted, or not yet migrated
            logger.warning("The database is not ready: %s", str(error).strip())
            connections.close_all()
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        if is_once:
            return
        rest(pause, parent)


def tick() -> None:
    """Letters at once, everything else at its interval."""
    for lane, job in LANE_JOBS.items():
        if is_waiting(lane, now()):
            run_due(now(), only={job})
    if not leaving.is_set():
        run_due(now())


def rest(seconds: float, parent: int | None) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not leaving.wait(min(left, TICK_SECONDS)):
        if parent is not None and os.getppid() != parent:
            return


def obey_signals() -> None:
    """Leave on SIGINT and SIGTERM, also when a shell that started us in the background has SIGINT ignored.

    A thread waits for them: the main one may be stuck where Python cannot interrupt it, in a name server's silence or
    a lock of SQLite.
    """
    for sign in SIGNALS:
        signal.signal(sign, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    Thread(target=wait_for_signal, daemon=True).start()


def wait_for_signal() -> None:
    signal.sigwait(SIGNALS)
    leaving.set()
    time.sleep(GRACE_SECONDS)
    logger.warning("Left in the middle of a hand-over; its lease brings the letter back.")
    leave_now()


def leave_now() -> NoReturn:
    """Without Python's own tidying up, which takes its time on a busy machine."""
    logging.shutdown()
    os._exit(0)


def die_with_parent() -> int:
    """Ask Linux to tell us when our parent dies; elsewhere its number is watched. Returns that number."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)
    return parent
