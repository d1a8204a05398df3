"""The Celery app: thin tasks over the schedule of plain functions."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
app = Celery("setev")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["portal.common"])
