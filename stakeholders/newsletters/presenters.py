"""What fills itself in an issue, and how an issue fares, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.common.outbox.batches import Reckoning
from portal.common.outbox.models import State
from portal.common.outbox.skeleton import without_gaps
from portal.common.pointers import Naming
from stakeholders.newsletters.choices import Block, Standing, blocks
from stakeholders.newsletters.models import Issue

NAMING = Naming(
    seen_by=lambda rows, actor: rows.on_desk_of(actor).newest_first(),
    address=lambda issue, _actor: reverse("newsletters:desk_issue_detail", args=[issue.public_id]),
)
LOOKS = {
    Standing.DRAFT: ("", "pencil"),
    Standing.SCHEDULED: ("sky", "clock"),
    Standing.PREPARING: ("wheat", "clock"),
    Standing.SENDING: ("wheat", "mail"),
    Standing.PAUSED: ("danger", "stop"),
    Standing.SENT: ("leaf", "check"),
    Standing.CANCELLED: ("danger", "stop"),
}


@dataclass(frozen=True)
class Look:
    label: str
    tone: str
    icon: str


def look_of(issue: Issue) -> Look:
    standing = Standing(issue.standing)
    return Look(str(standing.label), *LOOKS[standing])


def chosen_blocks(issue: Issue) -> list[Block]:
    """In the order of the registry; one whose app is gone is left out."""
    return [block for block in blocks if block.name in issue.blocks]


def sections_of(issue: Issue, *, now: datetime) -> list[dict[str, Any]]:
    """What fills itself, as plain data, in the language that is active. A block that finds nothing is left out."""
    return [section for block in chosen_blocks(issue) if (section := _section(block, issue, now))["entries"]]


def _section(block: Block, issue: Issue, now: datetime) -> dict[str, Any]:
    entries = [
        {
            name: without_gaps(str(words))
            for name, words in (("title", one.title), ("url", settings.SITE_URL + one.url), ("when", one.when), ("words", one.words))
        }
        for one in block.fill(municipality=issue.municipality, now=now)
    ]
    return {"heading": str(block.heading), "entries": entries}


def empty_blocks(issue: Issue, *, now: datetime) -> list[str | Promise]:
    return [block.heading for block in chosen_blocks(issue) if not _section(block, issue, now)["entries"]]


@dataclass(frozen=True)
class Figure:
    state: str
    label: str | Promise
    number: int


FATES = {
    State.SENT: _("sent"),
    State.SUPPRESSED: _("left out: unsubscribed meanwhile, or not to be written to"),
    State.FAILED: _("refused by the mail server"),
    State.EXPIRED: _("not sent: too late to be of use"),
    State.CANCELLED: _("called off"),
    State.UNCERTAIN: _("uncertain: handed over, but the answer was lost"),
}
WAITS = _("still to be sent")


def figures(reckoning: Reckoning) -> list[Figure]:
    """The sum of all is the number of those selected; what happened to nobody is not told."""
    ended = [Figure(state, label, reckoning.of(state)) for state, label in FATES.items()]
    return _told([*ended, Figure("waiting", WAITS, reckoning.waiting)])


def kept_figures(outcome: dict[str, int]) -> list[Figure]:
    """Of an issue whose letters are no longer kept."""
    return _told([Figure(state, label, outcome.get(state, 0)) for state, label in FATES.items()])


def _told(found: list[Figure]) -> list[Figure]:
    return [figure for figure in found if figure.number or figure.state == State.SENT]


def stranded_words(letters: Sequence[Any]) -> list[tuple[Any, str, str]]:
    """Letters that failed or are uncertain, with what was said of each."""
    return [(letter, str(FATES[State(letter.state)]), f"{letter.smtp_code or ''} {letter.smtp_reply}".strip()) for letter in letters]
