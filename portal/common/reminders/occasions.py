"""The occasions on which somebody is reminded. Each room declares its own."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.utils.functional import Promise

from portal.common.outbox.kinds import LetterKind
from portal.common.registry import Registry


@dataclass(frozen=True)
class Due:
    """One person to be reminded of one subject.

    `anchor_at` is the date the reminder hangs on, `due_at` when it is due, `not_after` when it has lost its sense,
    `joined_at` since when the person belongs to the subject: nobody is told of what was due before they came.
    """

    subject: str
    anchor_at: datetime
    due_at: datetime
    not_after: datetime
    recipient_key: str
    email: str
    language: str
    joined_at: datetime
    facts: dict[str, Any] = field(default_factory=dict)


class Find(Protocol):
    def __call__(self, start: datetime, end: datetime, *, subjects: Collection[str] | None = None) -> Iterable[Due]: ...


@dataclass(frozen=True)
class Occasion:
    """`find(start, end)` yields what is due from `start` up to and including `end`, from the rows as they are now:
    drafts and cancelled things yield nothing. The same function plans the future and finds the present. With `subjects`
    its query asks for those only, so that a page about a few costs what these few cost.
    """

    name: str
    label: str | Promise
    kind: LetterKind
    find: Find


def rows_in(subjects: Collection[str], name: str) -> set[int]:
    """The rows of one name among the subjects: of `events.event:7`, under `events.event`, the seventh."""
    parts = [subject.rpartition(":") for subject in subjects]
    return {int(row) for found, _colon, row in parts if found == name}


occasions: Registry[Occasion] = Registry("occasion")
