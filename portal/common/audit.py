"""The trail of acts: who did what to which row, in the same transaction as the act. Never a personal value."""

from datetime import datetime
from typing import Any

from django.db import models

from portal.common.actor import Actor
from portal.common.models import AuditEntry
from portal.common.rows import store


def record(actor: Actor | None, verb: str, target: models.Model, *, at: datetime, **facts: Any) -> AuditEntry:
    """Write one entry. `verb` reads "event.published"; `facts` hold ids, states and counts, never names or addresses."""
    entry = AuditEntry(
        at=at,
        actor_id=actor.user_id if actor else None,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        facts=facts,
    )
    store(entry)
    return entry
