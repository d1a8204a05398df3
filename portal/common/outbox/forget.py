"""Taking an address out of the outbox when its owner wishes to be forgotten."""

from datetime import datetime

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from portal.common.outbox.models import DUE, ENDED, Letter, State


def forget_address(email: str, *, now: datetime) -> int:
    """What has not left is cancelled; of what has left, only that there was a letter stays. What is just being handed over follows its own end.

    Returns how many letters no longer name the address.
    """
    mine = Letter.objects.filter(recipient=email)
    mine.filter(state__in=DUE).update(state=State.CANCELLED, finished_at=now)
    nobody = Concat(Cast("pk", CharField()), Value("@forgotten.invalid"))
    return mine.filter(state__in=ENDED).update(recipient=nobody, facts={}, message=b"", smtp_reply="")
