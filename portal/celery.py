"""The Celery app: thin tasks over the schedule of plain functions."""

import os
from typing import Any

from celery import Celery
from celery.signals import import_modules

from portal.common.worker import pulse
from portal.common.worker.schedule import beat_entries

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
app = Celery("setev")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["portal.common"])
pulse.connect()


@import_modules.connect(weak=False)
def lay_out_beat(sender: Any, **_signal: Any) -> None:
    """Celery's own listener has set Django up by now, so each app has added its jobs."""
    app.conf.beat_schedule = beat_entries()
