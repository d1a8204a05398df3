"""The plan that a page shows: what will be sent to whom and when, and what became of what was due.

The future comes from the same function that the sweep uses, so the page cannot promise what the sweep would not do.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, TextChoices
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.common.outbox.models import WAITING, State
from portal.common.reminders.models import Outcome, Reminder
from portal.common.reminders.occasions import Due, Occasion, occasions
from portal.common.reminders.sweep import LOOK_BACK, reason_to_skip, undecided

ACCOUNT = "user:"  # how the key of somebody with an account begins
REASONS: dict[str, str | Promise] = {
    "joined_later": _("Joined after the reminder was due."),
    "too_late": _("It was too late to be of use."),
    "no_address": _("No e-mail address is known."),
    "withdrawn": _("It was no longer wanted when it should have left."),
    "expired": _("It could not leave in time."),
    "refused": _("The mail server refused it."),
    "lost_answer": _("It was handed over, but the mail server's answer was lost."),
    "cleared_away": _("It was written; what became of the letter is kept for a year only."),
}


class Standing(TextChoices):
    PLANNED = "planned", _("planned")
    ON_ITS_WAY = "on_its_way", _("on its way")
    SENT = "sent", _("sent")
    SKIPPED = "skipped", _("skipped")
    FAILED = "failed", _("failed")
    UNCERTAIN = "uncertain", _("uncertain")
    UNKNOWN = "unknown", _("no longer known")


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


@dataclass(frozen=True)
class Told:
    """What was decided on one occasion about one subject with one outcome, for however many people. `keys` names accounts only."""

    occasion: str
    label: str | Promise
    subject: str
    anchor_at: datetime
    due_at: datetime
    at: datetime
    standing: Standing
    reason: str
    number: int
    keys: tuple[str, ...] = ()

    @property
    def reason_words(self) -> str | Promise:
        return REASONS.get(self.reason, "")


ALIKE = ("occasion", "subject", "anchor_at", "due_at", "outcome", "reason", "letter__state", "was_refused")


def history(*, subjects: Collection[str] | None = None, prefix: str = "", since: datetime | None = None, limit: int = 500) -> list[Told]:
    """What was decided, latest first, with what became of the letters: a line for all who share occasion, subject and outcome.

    The database counts, so that one event with many guests takes one line of the limit. Two queries.
    """
    reminders: QuerySet[Reminder] = Reminder.objects.annotate(was_refused=Q(letter__smtp_code__gt=0) & Q(letter__smtp_code__isnull=False))
    if subjects is not None:
        reminders = reminders.filter(subject__in=subjects)
    if prefix:
        reminders = reminders.filter(subject__startswith=prefix)
    if since is not None:
        reminders = reminders.filter(due_at__gte=since)
    groups = reminders.values(*ALIKE).annotate(number=Count("pk"), at=Max(Coalesce("letter__sent_at", "decided_at")))
    found = list(groups.order_by("-due_at", "subject", "occasion", "outcome", "reason", "letter__state")[:limit])
    keys: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    colleagues = reminders.filter(recipient_key__startswith=ACCOUNT, subject__in={row["subject"] for row in found})
    for row in colleagues.order_by("recipient_key").values(*ALIKE, "recipient_key"):
        keys[_likeness(row)].append(row["recipient_key"])
    return [_told(row, tuple(keys[_likeness(row)])) for row in found]


def _likeness(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ALIKE)


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


def _told(row: Mapping[str, Any], keys: tuple[str, ...]) -> Told:
    occasion = occasions.get(row["occasion"])
    standing, reason = _became(row)
    return Told(
        occasion=row["occasion"],
        label=occasion.label if occasion else row["occasion"],
        subject=row["subject"],
        anchor_at=row["anchor_at"],
        due_at=row["due_at"],
        at=row["at"],
        standing=standing,
        reason=reason,
        number=row["number"],
        keys=keys,
    )


def _became(row: Mapping[str, Any]) -> tuple[Standing, str]:
    if row["outcome"] == Outcome.SKIPPED:
        return Standing.SKIPPED, row["reason"]
    if row["letter__state"] is None:  # the letter's row was cleared away after a year: sent or refused, nobody knows any more
        return Standing.UNKNOWN, "cleared_away"
    state = State(row["letter__state"])
    if state in WAITING:
        return Standing.ON_ITS_WAY, ""
    return {
        State.SENT: (Standing.SENT, ""),
        State.FAILED: (Standing.FAILED, "refused" if row["was_refused"] else ""),
        State.UNCERTAIN: (Standing.UNCERTAIN, "lost_answer"),
        State.EXPIRED: (Standing.SKIPPED, "expired"),
        State.CANCELLED: (Standing.SKIPPED, "withdrawn"),
        State.SUPPRESSED: (Standing.SKIPPED, "withdrawn"),
    }[state]
