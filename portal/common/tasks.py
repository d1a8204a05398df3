"""The door through which Celery knocks: a name in, the job run."""

import logging
from typing import Any

from celery import shared_task

from portal.common.clock import now, standing
from portal.common.worker.run import run_due
from portal.common.worker.schedule import schedule

logger = logging.getLogger(__name__)


@shared_task(name="setev.run_job")
def run_job(*, name: str, only_if_due: bool = False, **_future: Any) -> None:
    """Run one job of the schedule. What a newer version may add to the call is ignored, as is a job we do not know yet."""
    if name not in schedule:
        logger.warning("No job named %s here.", name)
        return
    with standing():
        run_due(now(), only={name}, only_if_due=only_if_due)
