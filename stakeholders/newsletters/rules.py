"""Who may write, check and send an issue, and what speaks against sending it. No query, no clock."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.common.actor import Actor, Right
from portal.common.errors import Refused
from portal.common.words import active_languages
from stakeholders.newsletters.choices import HEAVY, MANY_REFUSED, REFUSED_SHARE, UNDER_WAY, Standing
from stakeholders.newsletters.models import Issue

NOT_WHAT_WAS_SEEN = _("Somebody changed it while you were looking at it. Look at it once more before you send it.")
NO_OPEN_TOPIC = _("Choose at least one topic that is open.")
NOT_WRITTEN = _("In this language nothing is written yet.")
LONG_SUBJECT = 78  # beyond it phones cut a subject off
FARTHEST, OVERDUE = timedelta(days=366), timedelta(minutes=15)
# Link texts that say nothing where links are read one after the other.
EMPTY_WORDS = {"tukaj", "kliknite tukaj", "več", "klik", "povezava", "here", "click here", "more", "read more", "link", "hier", "mehr", "här", "mer"}
LINK = re.compile(r"\[([^\[\]]{0,300})\]\(([^()\s]{0,2000})[^()]{0,300}\)")  # bounded: it is asked of whatever somebody typed


class MayNotSend(Refused):
    """Something speaks against sending, or somebody else was quicker."""


class NotYours(Refused):
    """The mandate does not reach so far."""


@dataclass(frozen=True)
class Finding:
    """What a look over the issue found. `is_grave`: it cannot be sent like this."""

    words: str | Promise
    language: str = ""
    is_grave: bool = False


def can_write(actor: Actor, issue: Issue) -> bool:
    return issue.is_draft and actor.may(Right.WRITE, issue.municipality_id)


def can_send(actor: Actor, issue: Issue) -> bool:
    """To write to everybody is to publish: that is for those who lead."""
    return actor.may(Right.LEAD, issue.municipality_id)


def can_test(actor: Actor, issue: Issue) -> bool:
    """Whoever writes may have it sent to themselves, also after it has left."""
    return bool(actor.email) and actor.may(Right.WRITE, issue.municipality_id)


def ensure_can_write(actor: Actor, issue: Issue) -> None:
    if not actor.may(Right.WRITE, issue.municipality_id):
        raise NotYours(_("Writing newsletters takes a mandate as editor or coordinator."))
    if not issue.is_draft:
        raise MayNotSend(_("What is scheduled or sent is no longer changed. Take it back first, if it has not left."))


def ensure_can_send(actor: Actor, issue: Issue) -> None:
    if not can_send(actor, issue):
        raise NotYours(_("Sending a newsletter takes a mandate as coordinator."))


def ensure_standing(issue: Issue, *allowed: Standing) -> None:
    """Raises MayNotSend when it stands elsewhere meanwhile: a second click, or a colleague."""
    if issue.standing not in allowed:
        raise MayNotSend(_("Meanwhile the issue is: %(standing)s. Nothing was changed.") % {"standing": issue.get_standing_display()})


def ensure_sendable(findings: Sequence[Finding]) -> None:
    if any(finding.is_grave for finding in findings):
        raise MayNotSend(_("Something is still missing; see what the check says."))


def ensure_sensible_time(send_at: datetime, *, now: datetime) -> None:
    if send_at <= now:
        raise MayNotSend(_("This moment has passed. Choose a later one, or send it now."))
    if send_at > now + FARTHEST:
        raise MayNotSend(_("Choose a moment within a year."))


def is_overdue(issue: Issue, *, now: datetime) -> bool:
    """Its moment passed a while ago and nobody took it up: no worker runs, or each stumbles over it."""
    return issue.standing == Standing.SCHEDULED and issue.send_at is not None and issue.send_at + OVERDUE < now


def languages_of(issue: Issue) -> list[str]:
    """Those in which the issue says something, the municipality's own first."""
    own = [issue.municipality.language, *active_languages()]
    spoken = [language for language in own if getattr(issue, f"subject_{language}", "") and getattr(issue, f"text_{language}", "")]
    return list(dict.fromkeys(spoken))


def is_written_in(issue: Issue, language: str) -> bool:
    return language in languages_of(issue)


def word_columns(name: str) -> list[str]:
    """The columns of a translated field, in whatever languages there are words."""
    return [f"{name}_{language}" for language in settings.MODELTRANSLATION_LANGUAGES]


def language_for(wished: str, spoken: Sequence[str]) -> str:
    """The subscriber's language, or the first of the issue's."""
    return wished if wished in spoken else spoken[0]


def findings(issue: Issue, *, audience: int, open_topics: int, sizes: Mapping[str, int], empty_blocks: Sequence[str | Promise]) -> list[Finding]:
    """What speaks against sending, the gravest first. `sizes`: bytes of the letter in each language; `empty_blocks`: headings that found nothing."""
    found = []
    spoken = languages_of(issue)
    if not spoken:
        found.append(Finding(_("No language has both a subject and a text yet."), is_grave=True))
    if not open_topics:
        found.append(Finding(NO_OPEN_TOPIC, is_grave=True))
    elif not audience:
        found.append(Finding(_("Nobody has subscribed to these topics yet."), is_grave=True))
    for language in active_languages():
        found += _findings_in(issue, language, is_spoken=language in spoken, size=sizes.get(language, 0))
    found += [Finding(_("“%(heading)s” finds nothing at present and will be left out.") % {"heading": heading}) for heading in empty_blocks]
    return sorted(found, key=lambda finding: not finding.is_grave)


def _findings_in(issue: Issue, language: str, *, is_spoken: bool, size: int) -> list[Finding]:
    subject, text = getattr(issue, f"subject_{language}") or "", getattr(issue, f"text_{language}") or ""
    if not subject and not text:
        return [Finding(_("Not written: whoever wished this language gets another one."), language)] if is_official(issue, language) else []
    found = []
    if not is_spoken:
        missing = (
            _("The text is missing; without it nobody gets this language.") if subject else _("The subject is missing; without it nobody gets this language.")
        )
        found.append(Finding(missing, language))
    if len(subject) > LONG_SUBJECT:
        found.append(Finding(_("The subject is long: phones cut it off."), language))
    found += [
        Finding(_("The link “%(words)s” does not say where it leads.") % {"words": words.strip() or "–"}, language)
        for words, _address in LINK.findall(text)
        if words.strip().casefold() in EMPTY_WORDS or not words.strip()
    ]
    found += [
        Finding(_("The link “%(words)s” leads nowhere: write the whole address, with https://.") % {"words": words}, language, is_grave=True)
        for words, address in LINK.findall(text)
        if not address.startswith(("https://", "http://", "mailto:", "tel:"))
    ]
    if "![" in text:
        found.append(Finding(_("Pictures are not sent: they would have to be fetched from somewhere, and that can be watched."), language))
    if size > HEAVY:
        found.append(Finding(_("The letter is too large: some mail programs cut it off. Shorten it."), language, is_grave=True))
    return found


def is_official(issue: Issue, language: str) -> bool:
    return language in issue.municipality.official_languages


def is_refused_widely(*, failed: int, ended: int) -> bool:
    """So many refusals are an answer to us, such as a block list, and not to the addresses."""
    return failed >= MANY_REFUSED and failed > ended * REFUSED_SHARE


def is_under_way(issue: Issue) -> bool:
    return issue.standing in UNDER_WAY


def is_unknown_mailbox(code: int | None, reply: str) -> bool:
    """5.1.1 and its like (RFC 3463): there is no such address. A policy's no (5.7.x) or a full mailbox (5.2.2) says nothing of the kind."""
    return bool(code) and re.match(r"5\.1\.(1|2|3|6|10)\b", reply) is not None
