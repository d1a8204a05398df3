"""The clock at the doors. Views, tasks and commands read it once and hand the moment on."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    return timezone.now()
