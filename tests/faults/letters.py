"""Letters by way of Django's mail, in the lane that is asked for from the first moment a worker can see them.

Run as a program in an installation: `python -m tests.faults.letters LANE RECIPIENT…`.
"""

import json
import sys

import django

django.setup()

from django.core.mail import send_mail  # noqa: E402  after the set-up, as everything that knows models
from django.db import transaction  # noqa: E402

from portal.common.outbox.models import Letter  # noqa: E402

lane, *recipients = sys.argv[1:]
with transaction.atomic():
    send_mail("A letter", "To see whether it arrives.", None, recipients)
    Letter.objects.filter(recipient__in=recipients).update(lane=int(lane))
print(json.dumps(recipients))  # noqa: T201  the story reads it
