"""Every letter that this installation can write, as somebody reads it who answers for them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.parser import BytesHeaderParser
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Count, Q
from django.utils import translation
from django.utils.functional import Promise

from portal.common.outbox.backend import DJANGO_MESSAGE
from portal.common.outbox.compose import compose
from portal.common.outbox.kinds import Content, LetterKind, kinds
from portal.common.outbox.models import Letter, State
from portal.common.outbox.samples import MOMENT, sample_letter
from portal.common.registry import Registry

HEADERS = ("From", "To", "Reply-To", "Subject", "Content-Language", "Auto-Submitted", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Archive")


@dataclass(frozen=True)
class ReadyMade:
    """A letter that a library hands to Django's mail. All of these are one kind in the outbox, which knows only their bytes."""

    name: str
    label: str | Promise
    recipient: str | Promise
    trigger: str | Promise
    sample: Callable[[Any], Content]


ready_made: Registry[ReadyMade] = Registry("ready-made letter")


class Fate(NamedTuple):
    left: int
    failed: int


def every_letter() -> Iterator[LetterKind | ReadyMade]:
    yield from (kind for kind in kinds if kind is not DJANGO_MESSAGE)
    yield from ready_made


def letter_named(name: str) -> LetterKind | ReadyMade | None:
    return next((one for one in every_letter() if one.name == name), None)


def kind_of(one: LetterKind | ReadyMade) -> str:
    """By which name the outbox counts it."""
    return one.name if isinstance(one, LetterKind) else DJANGO_MESSAGE.name


def is_for_many(one: LetterKind | ReadyMade) -> bool:
    return isinstance(one, LetterKind) and one.many is not None


def app_of(one: LetterKind | ReadyMade) -> str:
    """The app that writes it."""
    source = one.render if isinstance(one, LetterKind) else one.sample
    config = apps.get_containing_app_config(source.__module__)
    return config.label if config else ""


def fates(since: datetime) -> dict[str, Fate]:
    """How the letters of each kind have fared, in one query."""
    ended = Letter.objects.filter(finished_at__gt=since, state__in=(State.SENT, State.FAILED)).values("kind").order_by()
    counted = ended.annotate(left=Count("pk", filter=Q(state=State.SENT)), failed=Count("pk", filter=Q(state=State.FAILED)))
    return {row["kind"]: Fate(row["left"], row["failed"]) for row in counted}


@dataclass(frozen=True)
class Sample:
    """A letter with invented facts, as it would leave."""

    name: str
    label: str | Promise
    recipient: str | Promise
    trigger: str | Promise
    language: str
    content: Content
    headers: list[tuple[str, str]]
    size: int


def sample_of(name: str, municipality: Any, language: str) -> Sample | None:
    one = letter_named(name)
    if one is None or one.sample is None:
        return None
    with translation.override(language):
        content = one.sample(municipality)
        message = compose(sample_letter(), content, at=MOMENT)
    return Sample(
        name=name,
        label=one.label,
        recipient=one.recipient,
        trigger=one.trigger,
        language=language,
        content=content,
        headers=list(_head(message)),
        size=len(message),
    )


def _head(message: bytes) -> Iterator[tuple[str, str]]:
    read = BytesHeaderParser(policy=policy.default).parsebytes(message)
    return ((header, str(read[header])) for header in HEADERS if read[header])
