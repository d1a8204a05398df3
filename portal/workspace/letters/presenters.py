"""Every kind of letter as a list, and one of them as it would arrive."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import policy
from email.parser import BytesHeaderParser

from django.apps import apps
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from locations.municipalities.models import Municipality
from portal.common.outbox.catalogue import Content, Fate, ReadyMade, app_of, every_letter, fates, is_for_many, kind_of, letter_named
from portal.common.outbox.compose import compose
from portal.common.outbox.samples import MOMENT, sample_letter

COUNTED = timedelta(days=30)
HEADERS = ("From", "To", "Reply-To", "Subject", "Content-Language", "Auto-Submitted", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Archive")


@dataclass(frozen=True)
class Line:
    """`fate`: None where the outbox does not tell such letters apart."""

    name: str
    label: str | Promise
    recipient: str | Promise
    trigger: str | Promise
    is_for_many: bool
    has_sample: bool
    fate: Fate | None


@dataclass
class Group:
    app: str
    label: str | Promise
    lines: list[Line] = field(default_factory=list)
    together: Fate | None = None


def groups(now: datetime) -> list[Group]:
    """By the app that writes them, in the order in which these stand in the house."""
    fared, found = fates(now - COUNTED), dict[str, Group]()
    for one in every_letter():
        app, fate = app_of(one), fared.get(kind_of(one), Fate(0, 0))
        group = found.setdefault(app, Group(app, apps.get_app_config(app).verbose_name))
        is_ready_made = isinstance(one, ReadyMade)
        group.together = fate if is_ready_made else group.together
        line = Line(one.name, one.label, one.recipient, one.trigger, is_for_many(one), one.sample is not None, None if is_ready_made else fate)
        group.lines.append(line)
    return list(found.values())


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


def sample_of(name: str, municipality: Municipality | None, language: str) -> Sample | None:
    one = letter_named(name)
    if one is None or one.sample is None:
        return None
    with translation.override(language):
        content = one.sample(municipality or invented())
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


def invented() -> Municipality:
    """As new municipalities look. Not stored."""
    return Municipality(name=_("Samplewood"), legal_name=_("Municipality of Samplewood"), slug="sample", contact_email="town@example.si")
