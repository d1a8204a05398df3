"""The sweep that reminds. State is the queue: whatever became due and has no row yet is written now."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction

from portal.common.outbox.post import post
from portal.common.reminders.models import Outcome, Reminder
from portal.common.reminders.occasions import Due, Occasion, occasions

logger = logging.getLogger(__name__)

# How far back the sweep looks: a worker may have slept that long, or a date been moved so near that its reminder is
# already due. Whether it still makes sense is the occasion's to say: `Due.not_after`.
LOOK_BACK = timedelta(days=14)
CHUNK = 300

Key = tuple[str, str, datetime]


def send_due_reminders(now: datetime) -> int:
    """Write every reminder that has become due. One commit each: one that fails takes no other with it."""
    written, troubles = 0, []
    for occasion in occasions:
        try:
            dues = list(occasion.find(now - LOOK_BACK, now))
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # one room's mistake must not silence the others
            logger.exception("The occasion %s cannot say what is due.", occasion.name)
            troubles.append(error)
            continue
        for due in undecided(occasion, dues):
            try:
                written += decide(occasion, due, now)
            except (OperationalError, InterfaceError):
                raise
            except Exception as error:
                logger.exception("The reminder %s of %s cannot be written.", occasion.name, due.subject)
                troubles.append(error)
    if troubles:
        msg = "some reminders could not be written"
        raise ExceptionGroup(msg, troubles)
    return written


def undecided(occasion: Occasion, dues: Iterable[Due]) -> Iterator[Due]:
    """Those without a row yet; one query for each few hundred subjects."""
    waiting = list(dues)
    for start in range(0, len(waiting), CHUNK):
        some = waiting[start : start + CHUNK]
        known = decided_keys(occasion, some)
        yield from (due for due in some if key_of(due) not in known)


def decided_keys(occasion: Occasion, dues: Iterable[Due]) -> set[Key]:
    subjects = {due.subject for due in dues}
    return set(Reminder.objects.filter(occasion=occasion.name, subject__in=subjects).values_list("subject", "recipient_key", "anchor_at"))


def key_of(due: Due) -> Key:
    return due.subject, due.recipient_key, due.anchor_at


def decide(occasion: Occasion, due: Due, now: datetime) -> int:
    """Remind, or note why not: row and letter in one transaction. Of two sweeps at once the unique row lets one through."""
    reason = reason_to_skip(due, now)
    with transaction.atomic():
        reminder, is_mine = Reminder.objects.get_or_create(
            occasion=occasion.name,
            subject=due.subject,
            recipient_key=due.recipient_key,
            anchor_at=due.anchor_at,
            defaults={"due_at": due.due_at, "decided_at": now, "outcome": Outcome.SKIPPED if reason else Outcome.WRITTEN, "reason": reason},
        )
        if reason or not is_mine:
            return 0
        reminder.letter = post(
            occasion.kind,
            to=due.email,
            language=due.language,
            once=f"{due.subject}:{due.recipient_key}:{due.anchor_at.isoformat()}",
            now=now,
            not_after=due.not_after,
            # with the date it hangs on, so that `still_wanted` can see that it was moved meanwhile
            **{"anchor_at": due.anchor_at.isoformat(), **due.facts},
        )
        reminder.save(update_fields=["letter"])
    return 1


def reason_to_skip(due: Due, now: datetime) -> str:
    """One of the words that `plan.REASONS` explains; empty when there is none."""
    if due.joined_at > due.due_at:
        return "joined_later"
    if now > due.not_after:
        return "too_late"
    return "" if due.email else "no_address"
