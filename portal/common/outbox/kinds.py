"""The kinds of letters. Each room declares its own; the ground knows none of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from portal.common.outbox.models import Letter, State
from portal.common.registry import Registry


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    mimetype: str


@dataclass(frozen=True)
class Content:
    """What a letter says. `text` says the same as `html`."""

    subject: str
    text: str
    html: str = ""
    from_name: str = ""
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LetterKind:
    """A kind of letter.

    `still_wanted` is asked right before the hand-over: a letter about a seat that was given back is not sent.
    `render` is called with the letter's language active; `letter.leaves_at` is the moment. Neither may assume that the rows it names still exist:
    `still_wanted` answers False when they are gone.

    `many` serves what goes to many: asked once for all letters that a worker has claimed, it answers for each with its bytes
    or with the state into which it goes instead. Whom it does not name is no longer written to.

    `recipient` and `trigger` say in plain words who gets it and why. `sample` is the letter with invented facts, in the name of
    a municipality where it is written in one; the language is active, and it asks no database.
    """

    name: str
    label: str | Promise
    trigger: str | Promise
    still_wanted: Callable[[Letter, datetime], bool]
    render: Callable[[Letter], Content]
    many: Callable[[Sequence[Letter], datetime], Mapping[UUID, bytes | State]] | None = None
    recipient: str | Promise = ""
    sample: Callable[[Any], Content] | None = None


kinds: Registry[LetterKind] = Registry("letter kind")
