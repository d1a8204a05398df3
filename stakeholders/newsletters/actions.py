"""An issue from its first word to its last letter.

Sending is work in shares that the worker goes on with: freeze, write a letter for each subscriber, let them go, see that
they come to an end. Each step finds from the rows what is left to do, so that it may be killed anywhere and done again.
"""

import json
import logging
import time
from collections.abc import Collection
from datetime import datetime
from functools import partial
from hashlib import sha256

from django.db import transaction

from portal.common import audit
from portal.common.actor import Actor
from portal.common.history import sign
from portal.common.outbox import batches
from portal.common.outbox.again import send_again
from portal.common.outbox.models import STRANDED, BatchState, Letter, State
from portal.common.pointers import discard
from portal.common.versions import ensure_unchanged
from portal.common.words import free_slug
from portal.common.worker.alone import alone
from portal.common.worker.leaving import leaving
from portal.common.worker.wake import wake
from stakeholders.newsletters import emails, rules
from stakeholders.newsletters.choices import JOB, SHARE, UNDER_WAY, Standing
from stakeholders.newsletters.models import Issue
from stakeholders.newsletters.presenters import empty_blocks
from stakeholders.subscriptions.actions import suppress_address
from stakeholders.subscriptions.choices import Reason
from stakeholders.subscriptions.models import Subscriber, Topic

logger = logging.getLogger(__name__)

RUN_SECONDS = 2.0  # then what a person waits for has its turn


# --- Written ------------------------------------------------------------------------------------


def draft_issue(*, issue: Issue, topics: Collection[Topic], actor: Actor, now: datetime) -> Issue:
    """Store a new issue as a form filled it in."""
    rules.ensure_can_write(actor, issue)
    with transaction.atomic():
        issue.created_at = now
        sign(issue, actor, now)
        issue.save()
        issue.topics.set(topics)
        audit.record(actor, "issue.drafted", issue, at=now)
    return issue


def change_issue(*, issue: Issue, topics: Collection[Topic], columns: Collection[str], seen: int | None = None, actor: Actor, now: datetime) -> Issue:
    """Store what a form changed. Raises ChangedMeanwhile when there is a newer version than `seen`, MayNotSend when it is a draft no more."""
    with transaction.atomic():
        stored = Issue.objects.select_for_update().get(pk=issue.pk)
        rules.ensure_can_write(actor, stored)
        ensure_unchanged(stored, seen)
        sign(issue, actor, now)
        issue.save(update_fields=columns)
        issue.topics.set(topics)
        audit.record(actor, "issue.changed", issue, at=now)
    return issue


def discard_issue(*, issue: Issue, actor: Actor, now: datetime) -> None:
    with transaction.atomic():
        stored = Issue.objects.select_for_update().get(pk=issue.pk)
        rules.ensure_can_write(actor, stored)
        audit.record(actor, "issue.discarded", stored, at=now)
        discard(stored)


def copy_issue(*, issue: Issue, actor: Actor, now: datetime) -> Issue:
    """The next issue begins with the words of the last one."""
    words = {name: getattr(issue, name) for name in [*rules.word_columns("subject"), *rules.word_columns("text")]}
    fresh = Issue(municipality=issue.municipality, blocks=issue.blocks, **words)
    return draft_issue(issue=fresh, topics=list(issue.topics.all()), actor=actor, now=now)


def send_test(*, issue: Issue, language: str, actor: Actor, now: datetime) -> None:
    """The issue as it stands, to whoever is asking."""
    if not rules.is_written_in(issue, language):
        raise rules.MayNotSend(rules.NOT_WRITTEN)
    emails.test(issue, language, to=actor.email, name=actor.name, now=now)


def preview(*, issue: Issue, language: str, name: str, now: datetime) -> emails.Content | None:
    """The letter as a subscriber of that name would get it now, or got it; None when nothing is written in the language."""
    kept = issue.editions.filter(language=language).first()
    if kept is None and (issue.batch_id or not rules.is_written_in(issue, language)):
        return None
    return emails.sample(issue, kept or emails.make_edition(issue, language, now=now), name=name, language=language)


# --- Checked ------------------------------------------------------------------------------------


def audience_of(*, issue: Issue) -> int:
    """How many would get it now."""
    return Subscriber.objects.of_topics(_open_topics(issue)).count()


def check(*, issue: Issue, now: datetime) -> list[rules.Finding]:
    """Look over the issue as it would be sent now."""
    editions = [emails.make_edition(issue, language, now=now) for language in rules.languages_of(issue)]
    topics = _open_topics(issue)
    return rules.findings(
        issue,
        audience=audience_of(issue=issue),
        open_topics=len(topics),
        sizes={edition.language: emails.size_of(edition) for edition in editions},
        empty_blocks=empty_blocks(issue, now=now),
    )


def _open_topics(issue: Issue) -> list[Topic]:
    return list(issue.topics.filter(is_open=True))


# --- Sent ---------------------------------------------------------------------------------------


def state_of(*, issue: Issue) -> str:
    """What somebody agrees to who sends it: the same as long as neither its words nor its blocks nor its topics change."""
    topics = sorted(issue.topics.values_list("pk", flat=True))
    words = {name: getattr(issue, name) for name in [*rules.word_columns("subject"), *rules.word_columns("text")]}
    return sha256(json.dumps([words, sorted(issue.blocks), topics], sort_keys=True).encode()).hexdigest()


def schedule_issue(*, issue: Issue, send_at: datetime | None, seen: str = "", actor: Actor, now: datetime) -> Issue:
    """Have it sent at a moment, or now. Raises MayNotSend when something speaks against it, or when it is not any more what was `seen`."""
    rules.ensure_can_send(actor, issue)
    if send_at:
        rules.ensure_sensible_time(send_at, now=now)
    with transaction.atomic():
        stored = _locked(issue)
        rules.ensure_standing(stored, Standing.DRAFT)
        if seen and seen != state_of(issue=stored):
            raise rules.MayNotSend(rules.NOT_WHAT_WAS_SEEN)
        rules.ensure_sendable(check(issue=stored, now=now))
        _move(stored, Standing.SCHEDULED, send_at=send_at or now, sent_by_id=actor.user_id)
        audit.record(actor, "issue.scheduled", stored, at=now)
        wake(JOB)
    return stored


def take_back_issue(*, issue: Issue, actor: Actor, now: datetime) -> Issue:
    """What is scheduled becomes a draft again, as long as its moment has not come."""
    rules.ensure_can_send(actor, issue)
    with transaction.atomic():
        stored = _locked(issue)
        rules.ensure_standing(stored, Standing.SCHEDULED)
        _move(stored, Standing.DRAFT, send_at=None)
        audit.record(actor, "issue.taken_back", stored, at=now)
    return stored


def pause_issue(*, issue: Issue, actor: Actor | None, now: datetime) -> Issue:
    """No further letter begins to leave."""
    if actor:
        rules.ensure_can_send(actor, issue)
    with transaction.atomic():
        stored = _locked(issue)
        rules.ensure_standing(stored, Standing.PREPARING, Standing.SENDING)
        if stored.batch:
            batches.hold_back(stored.batch)
        _move(stored, Standing.PAUSED, is_refused_widely=actor is None)
        audit.record(actor, "issue.paused", stored, at=now)
        if actor is None:
            emails.tell_of_trouble(emails.STOPPED, stored, now=now)
    return stored


def resume_issue(*, issue: Issue, actor: Actor, now: datetime) -> Issue:
    """Go on where it was paused: with writing the letters, or with sending them."""
    rules.ensure_can_send(actor, issue)
    with transaction.atomic():
        stored = _locked(issue)
        rules.ensure_standing(stored, Standing.PAUSED)
        so_far = batches.reckon(stored.batch) if stored.batch else None
        before = {"failed": so_far.of(State.FAILED), "ended": so_far.ended} if so_far else {}
        _move(stored, Standing.PREPARING, is_refused_widely=False, refused_before=before)
        audit.record(actor, "issue.resumed", stored, at=now)
        wake(JOB)
    return stored


def call_off_issue(*, issue: Issue, actor: Actor, now: datetime) -> Issue:
    """What has not left never does; what has left cannot be called back."""
    rules.ensure_can_send(actor, issue)
    with transaction.atomic():
        stored = _locked(issue)
        rules.ensure_standing(stored, *UNDER_WAY)
        if stored.batch:
            batches.call_off(stored.batch, now=now)
        _move(stored, Standing.CANCELLED, finished_at=now)
        audit.record(actor, "issue.called_off", stored, at=now)
        wake(JOB)
    return stored


def send_stranded_again(*, issue: Issue, actor: Actor, now: datetime) -> int:
    """Try once more what was refused or is uncertain. An uncertain letter may then arrive twice. Returns how many."""
    rules.ensure_can_send(actor, issue)
    with transaction.atomic():
        stored = _locked(issue)
        rules.ensure_standing(stored, Standing.SENT)
        count = send_again(Letter.objects.filter(batch=stored.batch, state__in=STRANDED), actor=actor, now=now)
        if count and stored.batch:
            _move(stored, Standing.SENDING, finished_at=None)
            batches.let_go(stored.batch)
    return count


def _locked(issue: Issue) -> Issue:
    return Issue.objects.select_for_update(of=("self",)).select_related("municipality", "batch").get(pk=issue.pk)


def _move(issue: Issue, standing: Standing, **more: object) -> None:
    """Only these columns: the words are not stored anew, and have no new version."""
    for name, value in {"standing": standing, **more}.items():
        setattr(issue, name, value)
    Issue.objects.filter(pk=issue.pk).update(standing=standing, **more)


# --- Worked off, share by share -----------------------------------------------------------------


def advance_newsletters(now: datetime) -> int:
    """Begin what is due, write letters, and finish what has left. Returns how many steps that were."""
    began, steps = time.monotonic(), 0
    for issue in [*Issue.objects.to_begin(now), *Issue.objects.filter(standing=Standing.PREPARING)]:
        while alone(partial(advance_issue, issue_id=issue.pk, now=now), otherwise=False, what=f"The next step of issue {issue.pk}"):
            steps += 1
            if leaving.is_set() or time.monotonic() - began > RUN_SECONDS:
                wake(JOB)
                return steps
    for issue in Issue.objects.filter(batch__state__in=(BatchState.RUNNING, BatchState.CALLED_OFF)).select_related("batch"):
        steps += alone(partial(_see_to_the_end, issue, now), otherwise=0, what=f"The end of issue {issue.pk}")
    return steps


def advance_issue(*, issue_id: int, now: datetime) -> bool:
    """One share: freeze it, or write letters for the next subscribers. False when there is nothing left of this."""
    with transaction.atomic():
        issue = Issue.objects.select_for_update(of=("self",)).select_related("municipality", "batch").filter(pk=issue_id).first()
        if issue is None:
            return False
        if issue.standing == Standing.SCHEDULED and issue.send_at and issue.send_at <= now:
            return _freeze(issue, now)
        if issue.standing == Standing.PREPARING and issue.batch:
            return _write_share(issue, now)
    return False


def _freeze(issue: Issue, now: datetime) -> bool:
    """From here on the issue is what it is. One that cannot be sent after all becomes a draft again, and whoever had it sent is told."""
    if grave := [finding.words for finding in check(issue=issue, now=now) if finding.is_grave]:
        emails.tell_of_trouble(emails.HELD_UP, issue, reasons=grave, due_at=issue.send_at, now=now)
        _move(issue, Standing.DRAFT, send_at=None)
        audit.record(None, "issue.held_up", issue, at=now)
        return False
    batch = batches.write_batch(emails.ISSUE.name, now=now)
    issue.slug = free_slug(getattr(issue, f"subject_{rules.languages_of(issue)[0]}"), Issue, otherwise="newsletter")
    for language in rules.languages_of(issue):
        emails.make_edition(issue, language, now=now).save()
    _move(issue, Standing.PREPARING, slug=issue.slug, batch=batch, sent_at=now)
    return True


def _write_share(issue: Issue, now: datetime) -> bool:
    rows = Subscriber.objects.of_topics(issue.topics.filter(is_open=True)).filter(pk__gt=issue.prepared_through, created_at__lte=issue.sent_at or now)
    share = list(rows.order_by("pk")[:SHARE])
    if share:
        emails.write_to(issue, share, now=now)
        _move(issue, Standing.PREPARING, prepared_through=share[-1].pk)
        return True
    _move(issue, Standing.SENDING)
    if issue.batch:
        batches.let_go(issue.batch)
    return False


def _see_to_the_end(issue: Issue, now: datetime) -> int:
    """Finish it when no letter waits; stop it when the mail servers refuse us rather than the addresses."""
    if issue.batch is None:
        return 0
    if issue.standing == Standing.CANCELLED:
        batches.call_off(issue.batch, now=now)  # what a worker held has been given back meanwhile
    reckoning = batches.reckon(issue.batch)
    if not reckoning.waiting:
        return _finish(issue, now)
    before = issue.refused_before
    failed, ended = reckoning.of(State.FAILED) - before.get("failed", 0), reckoning.ended - before.get("ended", 0)
    if issue.standing == Standing.SENDING and rules.is_refused_widely(failed=failed, ended=ended):
        try:
            pause_issue(issue=issue, actor=None, now=now)
        except rules.MayNotSend:
            logger.info("The issue %s was stopped by somebody else.", issue.pk)
    return 0


def _finish(issue: Issue, now: datetime) -> int:
    with transaction.atomic():
        stored = _locked(issue)
        if stored.batch is None or stored.standing not in {Standing.SENDING, Standing.SENT, Standing.CANCELLED}:
            return 0
        reckoning = batches.reckon(stored.batch)
        if reckoning.waiting:
            return 0
        batches.close(stored.batch)
        standing = Standing.CANCELLED if stored.standing == Standing.CANCELLED else Standing.SENT
        _move(stored, standing, finished_at=now, outcome=dict(reckoning.by_state))
        _note_unknown_mailboxes(stored, now)
        audit.record(None, "issue.finished", stored, at=now, **stored.outcome)
    return 1


def _note_unknown_mailboxes(issue: Issue, now: datetime) -> None:
    """An address that does not exist is not written to again, unless its owner subscribes anew."""
    for letter in Letter.objects.filter(batch=issue.batch, state=State.FAILED).iterator():
        if rules.is_unknown_mailbox(letter.smtp_code, letter.smtp_reply):
            suppress_address(email=letter.recipient, reason=Reason.REFUSED, evidence=f"{letter.smtp_code} {letter.smtp_reply}"[:300], now=now)
