"""What the night takes away: contents that are no longer needed, sessions and counters that have run out."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.core.cache import caches

from portal.common.cache import CountingDatabaseCache
from portal.common.clock import real
from portal.common.outbox.models import CONTENT_KEPT, ENDED, Letter
from portal.common.pictures import discard_unused

LETTER_KEPT = timedelta(days=400)  # that a letter went out is known for a year; what it was about is not


def tidy_up(now: datetime) -> int:
    """Returns how many rows were blanked or deleted."""
    ended = Letter.objects.filter(state__in=ENDED)
    gone, _by_model = ended.filter(finished_at__lt=now - LETTER_KEPT).delete()
    old = ended.filter(finished_at__lt=now - CONTENT_KEPT)
    blanked = old.exclude(facts={}, message=b"", smtp_reply="").update(facts={}, message=b"", smtp_reply="")
    sessions, _by_model = Session.objects.filter(expire_date__lt=real(now)).delete()
    counters = caches["database"]
    swept = counters.sweep(real(now)) if isinstance(counters, CountingDatabaseCache) else 0
    return gone + blanked + sessions + swept + discard_unused(now)
