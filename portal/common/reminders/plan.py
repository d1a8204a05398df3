"""The plan that a page shows: what will be sent to whom and when, and what became of what was due.

The future comes from the same function that the sweep uses, so the page cannot promise what the sweep would not do.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.common.outbox.models import WAITING, State
from portal.common.reminders.models import Outcome, Reminder
from portal.common.reminders.occasions import Due, Occasion, occasions
from portal.common.reminders.sweep import LOOK_BACK, reason_to_skip, undecided

REASONS: dict[str, str | Promise] = {
    "joined_later": _("Joined after the reminder was due."),
    "too_late": _("It was too late to be of use."),
    "no_address": _("No e-mail address is known."),
    "withdrawn": _("It was no longer wanted when it should have left."),
    "expired": _("It could not leave in time."),
    "refused": _("The mail server refused it."),
    "lost_answer": _("It was handed over, but the mail server's answer was lost."),
}


class Standing(TextChoices):
    PLANNED = "planned", _("planned")
    ON_ITS_WAY = "on_its_way", _("on its way")
    SENT = "sent", _("sent")
    SKIPPED = "skipped", _("skipped")
    FAILED = "failed", _("failed")
    UNCERTAIN = "uncertain", _("uncertain")


@dataclass(frozen=True)
class PlannedReminder:
    """One line of the plan. `at` is when it left, or is due."""

    occasion: str
    label: str | Promise
    subject: str
    recipient_key: str
    email: str
    anchor_at: datetime
    due_at: datetime
    at: datetime
    standing: Standing
    reason: str = ""

    @property
    def reason_words(self) -> str | Promise:
        return REASONS.get(self.reason, "")


def planned(now: datetime, until: datetime, *, subjects: Collection[str] | None = None, prefix: str = "") -> list[PlannedReminder]:
    """What is to come until then, soonest first, with what is due and not yet picked up."""
    lines = [
        _planned(occasion, due, now)
        for occasion in occasions
        for due in undecided(occasion, _about(occasion.find(now - LOOK_BACK, until, subjects=subjects), subjects, prefix))
    ]
    return sorted(lines, key=lambda line: (line.due_at, line.subject, line.recipient_key))


def history(*, subjects: Collection[str] | None = None, prefix: str = "", since: datetime | None = None, limit: int = 500) -> list[PlannedReminder]:
    """What was decided, latest first, with what became of the letter. One query."""
    reminders: QuerySet[Reminder] = Reminder.objects.select_related("letter").order_by("-due_at", "subject", "recipient_key")
    if subjects is not None:
        reminders = reminders.filter(subject__in=subjects)
    if prefix:
        reminders = reminders.filter(subject__startswith=prefix)
    if since is not None:
        reminders = reminders.filter(due_at__gte=since)
    return [_decided(reminder) for reminder in reminders[:limit]]


def _about(dues: Iterable[Due], subjects: Collection[str] | None, prefix: str) -> list[Due]:
    return [due for due in dues if (subjects is None or due.subject in subjects) and due.subject.startswith(prefix)]


def _planned(occasion: Occasion, due: Due, now: datetime) -> PlannedReminder:
    reason = reason_to_skip(due, max(now, due.due_at))
    return PlannedReminder(
        occasion=occasion.name,
        label=occasion.label,
        subject=due.subject,
        recipient_key=due.recipient_key,
        email=due.email,
        anchor_at=due.anchor_at,
        due_at=due.due_at,
        at=due.due_at,
        standing=Standing.SKIPPED if reason else Standing.PLANNED,
        reason=reason,
    )


def _decided(reminder: Reminder) -> PlannedReminder:
    occasion, letter = occasions.get(reminder.occasion), reminder.letter
    standing, reason = _became(reminder)
    return PlannedReminder(
        occasion=reminder.occasion,
        label=occasion.label if occasion else reminder.occasion,
        subject=reminder.subject,
        recipient_key=reminder.recipient_key,
        email=letter.recipient if letter else "",
        anchor_at=reminder.anchor_at,
        due_at=reminder.due_at,
        at=(letter.sent_at if letter else None) or reminder.decided_at,
        standing=standing,
        reason=reason,
    )


def _became(reminder: Reminder) -> tuple[Standing, str]:
    if reminder.outcome == Outcome.SKIPPED:
        return Standing.SKIPPED, reminder.reason
    if reminder.letter is None:  # the letter's row was cleared away after a year, or an equal one had been written before
        return Standing.SENT, ""
    state = State(reminder.letter.state)
    if state in WAITING:
        return Standing.ON_ITS_WAY, ""
    return {
        State.SENT: (Standing.SENT, ""),
        State.FAILED: (Standing.FAILED, "refused" if reminder.letter.smtp_code else ""),
        State.UNCERTAIN: (Standing.UNCERTAIN, "lost_answer"),
        State.EXPIRED: (Standing.SKIPPED, "expired"),
        State.CANCELLED: (Standing.SKIPPED, "withdrawn"),
        State.SUPPRESSED: (Standing.SKIPPED, "withdrawn"),
    }[state]
