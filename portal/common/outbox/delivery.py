"""Delivering a lane: claim, look again, render, hand over, one commit for what is in hand.

At least once. A repeat is possible only when a process dies, or the mail server's answer is lost, between the server's yes and
our note of it. In hand is one letter for each connection; the note of what became of them and the start of the next share one
commit, so it is at most one letter for each connection each time. What a person waits for leaves over a single one.
"""

import logging
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import translation

from portal.common.outbox.claim import MAX_INTERRUPTIONS, Sent, claim, due, recover, release, settle, settle_and_begin
from portal.common.outbox.compose import compose, envelope_recipient, envelope_sender, stamped
from portal.common.outbox.kinds import LetterKind, kinds
from portal.common.outbox.models import ENDED, Lane, LanePause, Letter, State
from portal.common.outbox.transport import Answer, Parcel, Transport, Unavailable, Verdict, all_together, connected
from portal.common.worker.leaving import leaving
from portal.common.worker.wake import wake

logger = logging.getLogger(__name__)

RUN_SECONDS = 10.0  # then the other jobs have their turn; the next run follows at once
SICK_SECONDS = 15.0  # a hand-over that took longer: the rest waits for the next run
GREETING_SECONDS = 2.0  # within which further connections stand, or are done without
ASK_AGAIN_SECONDS = 600.0  # after a server refused one
MORE_OFTEN = "more waits"
# 10 s, 1, 5 and 30 min, 2 h, then every 6 h: 56 hours in all
BACKOFF = (*(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200)), *(timedelta(hours=6),) * 9)
JITTER = 0.2
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 60, 300))
LASTING_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30))
REPLY_LENGTH = 300
TAKEN_OVER = "Letter %s was taken over by another worker; it may arrive twice."


def deliver_transactional(now: datetime) -> int:
    """Deliver what a person waits for. Returns how many letters came to an end."""
    return _deliver_and_go_on(Lane.TRANSACTIONAL, "deliver_transactional", now)


def deliver_bulk(now: datetime) -> int:
    """Deliver what goes to many; a transactional letter that comes in meanwhile goes first."""
    return _deliver_and_go_on(Lane.BULK, "deliver_bulk", now)


def _deliver_and_go_on(lane: Lane, job: str, now: datetime) -> int:
    tally = deliver(lane, now)
    if tally.pop(MORE_OFTEN, 0):
        wake(job)
    return sum(tally[state] for state in ENDED)


def deliver(lane: Lane, now: datetime, *, seconds: float = RUN_SECONDS) -> Counter[str]:
    """One run, bounded in time. Counts letters by the state they went into."""
    with connected(granted() if lane == Lane.BULK else 1) as transports:
        run = Run(lane, now, transports, seconds)
        run.work()
    return run.tally


def backoff(attempts: int) -> timedelta | None:
    """How long to wait after that many attempts, a little more or less so that not all come back at once; None: give up."""
    if attempts > len(BACKOFF):
        return None
    return BACKOFF[max(attempts, 1) - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  no secret


class Run:
    """The moment is the door's, moved on by a clock that nobody turns."""

    def __init__(self, lane: Lane, now: datetime, transports: list[Transport], seconds: float) -> None:
        self.lane = lane
        self.now = now
        self.transports = transports
        self.seconds = seconds
        self.began = time.monotonic()
        self.looked_at_others = self.began
        self.is_halted = False
        self.had_pause = False
        self.tally: Counter[str] = Counter()
        self.pending: list[tuple[Letter, dict[str, Any]]] = []
        self.ready: dict[UUID, bytes | State] = {}

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.began

    def moment(self) -> datetime:
        return self.now + timedelta(seconds=self.elapsed)

    def may_go_on(self) -> bool:
        return not self.is_halted and not leaving.is_set() and self.elapsed < self.seconds

    def work(self) -> None:
        pause = LanePause.objects.filter(lane=self.lane).first()
        if pause and pause.paused_until > self.moment():
            return
        self.had_pause = pause is not None
        recover(self.lane, self.moment())
        while self.may_go_on():
            letters = claim(self.lane, self.moment())
            if not letters:
                return
            self.deliver_batch(letters)
        if not self.is_halted and due(self.lane, self.moment()).exists():
            self.tally[MORE_OFTEN] = 1

    def deliver_batch(self, letters: list[Letter]) -> None:
        waiting = list(letters)
        self.ready = of_many(letters, self.moment())
        try:
            while waiting and self.may_go_on():
                self.let_others_go_first()
                self.deliver_next(waiting)
        finally:
            stubbornly(self.flush)
            stubbornly(lambda: release(waiting))

    def let_others_go_first(self) -> None:
        if self.lane == Lane.TRANSACTIONAL or time.monotonic() - self.looked_at_others < 1:
            return
        self.looked_at_others = time.monotonic()
        if due(Lane.TRANSACTIONAL, self.moment()).exists():
            self.flush()
            Run(Lane.TRANSACTIONAL, self.moment(), self.transports[:1], self.seconds).work()

    def deliver_next(self, waiting: list[Letter]) -> None:
        """Hand over one letter for each connection, and take from those that wait whatever has left or ended."""
        in_hand: list[tuple[Letter, Parcel]] = []
        for letter in waiting[: len(self.transports)]:
            parcel = self.prepare(letter)
            if parcel is None:
                waiting.remove(letter)
            else:
                in_hand.append((letter, parcel))
        if not in_hand or not self.connect(in_hand[0][0], waiting):
            return
        in_hand = in_hand[: len(self.transports)]
        begun = self.flush_and_begin([letter for letter, _parcel in in_hand])
        release([letter for letter, _parcel in in_hand if letter not in begun])  # it may not leave now; another worker's is left alone
        for letter, _parcel in in_hand:
            waiting.remove(letter)
        self.hand_over([(letter, parcel) for letter, parcel in in_hand if letter in begun])

    def connect(self, letter: Letter, waiting: list[Letter]) -> bool:
        """One way to the server is enough. Where it grants fewer than we wish, one of them is left to what a person waits for."""
        self.transports.sort(key=lambda transport: not transport.is_open)
        if not self.transports[-1].is_open:
            self.flush()  # connecting may take its time
        first, *others = self.transports
        began = time.monotonic()
        try:
            first.open()
        except Unavailable as trouble:
            waiting.remove(letter)
            self.stop_lane(letter, trouble, attempts_before=letter.attempts)
            return False
        for number, transport in enumerate(others, start=1):
            try:
                if not transport.is_open and time.monotonic() - began > GREETING_SECONDS:
                    self.keep_only(number)  # a run is too short for a server that takes its time with each
                    break
                transport.open(patience=GREETING_SECONDS)
            except Unavailable as trouble:
                self.keep_only(max(number - 1, 1))
                remember_granted(len(self.transports), trouble)
                break
        return True

    def keep_only(self, number: int) -> None:
        for spare in self.transports[number:]:
            spare.close()
        del self.transports[number:]

    def hand_over(self, letters: list[tuple[Letter, Parcel]]) -> None:
        started = time.monotonic()
        conversations = [transport.hand_over(parcel) for transport, (_letter, parcel) in zip(self.transports, letters, strict=False)]
        for (letter, _parcel), outcome in zip(letters, all_together(conversations), strict=True):
            if isinstance(outcome, Unavailable):
                self.stop_lane(letter, outcome, attempts_before=letter.attempts - 1)
            else:
                self.note(letter, outcome)
        if time.monotonic() - started > SICK_SECONDS:
            self.is_halted = True

    def prepare(self, letter: Letter) -> Parcel | None:
        """What is handed over, from what is true now; or None when the letter has come to its end without it."""
        moment = self.moment()
        kind = kinds.get(letter.kind)
        parcel: Parcel | None = None
        if letter.not_after and moment > letter.not_after:
            self.end(letter, State.EXPIRED)
        elif kind is None:  # of a newer version than this worker: a colleague may know it
            self.later(letter, Answer(Verdict.LATER, None, f"No such kind of letter: {letter.kind}"), attempts=letter.attempts + 1)
        else:
            found = self.ready[letter.pk] if letter.pk in self.ready else self.render(letter, kind, moment)
            if isinstance(found, State):
                self.end(letter, found)
            elif found is not None:
                parcel = self.addressed(letter, found, moment)
        return parcel

    def addressed(self, letter: Letter, message: bytes, moment: datetime) -> Parcel | None:
        try:
            return Parcel(envelope_sender(), envelope_recipient(letter.recipient), message, letter.kind, str(letter.pk), moment)
        except UnicodeError as error:  # no domain can be called so
            self.end(letter, State.FAILED, smtp_reply=f"{type(error).__name__}: {error}"[:REPLY_LENGTH])
            return None

    def render(self, letter: Letter, kind: LetterKind, moment: datetime) -> bytes | State | None:
        """None: it has come to its end already, because it cannot be rendered."""
        try:
            return rendered(letter, kind, moment) or State.CANCELLED
        except (OperationalError, InterfaceError):
            raise  # the database is in trouble, not the letter
        except Exception as error:  # one that cannot be rendered must not hold up the others
            logger.exception("Letter %s (%s) cannot be rendered.", letter.pk, letter.kind)
            self.end(letter, State.FAILED, smtp_reply=type(error).__name__)
            return None

    def note(self, letter: Letter, answer: Answer) -> None:
        said = {"smtp_code": answer.code, "smtp_reply": answer.reply[:REPLY_LENGTH]}
        if answer.verdict == Verdict.ACCEPTED:
            self.end(letter, State.SENT, sent_at=self.moment(), **said)
            self.end_pause()
        elif answer.verdict == Verdict.REFUSED:
            self.end(letter, State.FAILED, **said)
        elif answer.verdict == Verdict.LATER:
            self.later(letter, answer, attempts=letter.attempts)
        elif self.lane == Lane.BULK or letter.interruptions + 1 >= MAX_INTERRUPTIONS:
            self.end(letter, State.UNCERTAIN, **said)
        else:
            self.later(letter, answer, attempts=letter.attempts, interruptions=F("interruptions") + 1)

    def later(self, letter: Letter, answer: Answer, *, attempts: int, **more: Any) -> None:
        said = {"smtp_code": answer.code, "smtp_reply": answer.reply[:REPLY_LENGTH], "attempts": attempts, **more}
        wait = backoff(attempts)
        if wait is None:
            self.end(letter, State.UNCERTAIN if answer.verdict == Verdict.UNANSWERED else State.FAILED, **said)
        else:
            self.keep(letter, State.RETRY_WAIT, not_before=self.moment() + wait, **said)

    def stop_lane(self, letter: Letter, trouble: Unavailable, *, attempts_before: int) -> None:
        """No letter's fault: the others stay queued, and the one in hand too when only somebody's hand can help."""
        if trouble.is_lasting:
            self.keep(letter, State.QUEUED, attempts=attempts_before)
        else:
            self.later(letter, Answer(Verdict.LATER, trouble.code, trouble.reply), attempts=attempts_before + 1)
        if not self.is_halted:  # not once for each connection that heard it
            pause(self.lane, trouble, self.moment())
            logger.error("The mail server does not take our letters: %s %s", trouble.code or "", trouble.reply)
        self.is_halted = True

    def end_pause(self) -> None:
        if self.had_pause and not self.is_halted:  # another in the same hand may have been refused: that pause stays
            LanePause.objects.filter(lane=self.lane).delete()
            self.had_pause = False

    def end(self, letter: Letter, state: State, **change: Any) -> None:
        self.keep(letter, state, finished_at=self.moment(), message=b"", **change)

    def keep(self, letter: Letter, state: State, **change: Any) -> None:
        self.tally[state] += 1
        self.pending.append((letter, {"state": state, **change}))

    def flush(self) -> None:
        if self.pending:
            self.flush_and_begin([])

    def flush_and_begin(self, letters: list[Letter]) -> list[Letter]:
        """What became of the last ones and the beginning of these share a commit. Returns those that may leave."""
        sent = [Sent(letter, change["sent_at"], change["smtp_code"], change["smtp_reply"]) for letter, change in self.pending if change["state"] == State.SENT]
        others = [(letter, change) for letter, change in self.pending if change["state"] != State.SENT]
        with transaction.atomic() if others else nullcontext():
            taken_over = [letter for letter, change in others if not settle(letter, change)]
            settled, begun = settle_and_begin(sent, letters, self.moment())
        self.pending.clear()
        for letter in [*taken_over, *(one.letter for one in sent if one.letter.pk not in settled)]:
            logger.warning(TAKEN_OVER, letter.pk)
        return [letter for letter in letters if letter.pk in begun]


# How many connections the mail server granted at its last refusal, and until when it is asked for no more; of this process.
_granted: tuple[int, float] = (0, 0.0)


def granted() -> int:
    number, until = _granted
    return min(number, settings.MAIL_CONNECTIONS) if time.monotonic() < until else settings.MAIL_CONNECTIONS


def remember_granted(number: int, trouble: Unavailable) -> None:
    global _granted  # noqa: PLW0603  what one run has learnt, for the next ones
    _granted = (number, time.monotonic() + ASK_AGAIN_SECONDS)
    logger.warning("The mail server grants us fewer connections than MAIL_CONNECTIONS: %s are used for now. %s", number, trouble.reply)


def of_many(letters: list[Letter], moment: datetime) -> dict[UUID, bytes | State]:
    """What the kinds that serve many answer for the letters of one claim; those of other kinds are rendered one by one."""
    ready: dict[UUID, bytes | State] = {}
    for name in {letter.kind for letter in letters}:
        kind = kinds.get(name)
        if kind is None or kind.many is None:
            continue
        mine = [letter for letter in letters if letter.kind == name]
        try:
            answers = kind.many(mine, moment)
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # one letter spoils it for all: each is then rendered by itself, and only that one fails
            logger.exception("Letters of the kind %s cannot be made together.", name)
            continue
        ready |= {letter.pk: answers.get(letter.pk, State.CANCELLED) for letter in mine}
    return ready


def rendered(letter: Letter, kind: LetterKind, moment: datetime) -> bytes | None:
    """The letter in its own language, or None when it is no longer wanted."""
    letter.leaves_at = moment
    language = letter.language if letter.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        if not kind.still_wanted(letter, moment):
            return None
        if letter.message:
            return stamped(letter, bytes(letter.message), at=moment)
        return compose(letter, kind.render(letter), at=moment)


def pause(lane: Lane, trouble: Unavailable, moment: datetime) -> None:
    row, is_new = LanePause.objects.get_or_create(lane=lane, defaults={"paused_until": moment})
    steps = LASTING_PAUSES if trouble.is_lasting else PAUSES
    row.failures = 0 if is_new else row.failures + 1
    row.paused_until = moment + steps[min(row.failures, len(steps) - 1)]
    row.smtp_code, row.smtp_reply = trouble.code, trouble.reply[:REPLY_LENGTH]
    row.save()


def stubbornly(write: Callable[[], None], tries: int = 4) -> None:
    """What was handed over must be noted, also across a restart of the database."""
    for attempt in range(1, tries + 1):
        try:
            write()
        except (OperationalError, InterfaceError):
            if attempt == tries or connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(attempt)
        else:
            return
