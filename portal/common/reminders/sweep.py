"""The sweep that reminds. State is the queue: whatever became due and has no row yet is written now."""

from datetime import datetime, timedelta

from django.db import transaction

from portal.common.outbox.post import post
from portal.common.reminders.models import Outcome, Reminder
from portal.common.reminders.occasions import Due, Occasion, occasions

LOOK_BACK = timedelta(days=3)  # a worker that slept longer than this does not flood people with what is long past


def send_due_reminders(now: datetime) -> int:
    """Write every reminder that has become due. One commit each: one that fails takes no other with it."""
    return sum(_decide(occasion, due, now) for occasion in occasions for due in occasion.find(now - LOOK_BACK, now))


def _decide(occasion: Occasion, due: Due, now: datetime) -> int:
    key = {"occasion": occasion.name, "subject": due.subject, "recipient_key": due.recipient_key, "anchor_at": due.anchor_at}
    if Reminder.objects.filter(**key).exists():
        return 0
    reason = _reason_to_skip(due, now)
    with transaction.atomic():
        reminder = Reminder(**key, due_at=due.due_at, decided_at=now, outcome=Outcome.SKIPPED if reason else Outcome.WRITTEN, reason=reason)
        Reminder.objects.bulk_create([reminder], ignore_conflicts=True)
        mine = Reminder.objects.filter(**key, decided_at=now, letter=None)
        if reason or not mine.exists():
            return 0
        letter = post(
            occasion.kind,
            to=due.email,
            language=due.language,
            once=f"{due.subject}:{due.recipient_key}:{due.anchor_at.isoformat()}",
            now=now,
            not_after=due.not_after,
            **due.facts,
        )
        mine.update(letter=letter)
    return 1


def _reason_to_skip(due: Due, now: datetime) -> str:
    if due.joined_at > due.due_at:
        return "joined_later"
    if now > due.not_after:
        return "too_late"
    return ""
