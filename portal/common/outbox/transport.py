"""How letters leave: over SMTP, or into a folder. What the server said is kept, and what it means is said in one word.

Several connections are served by one thread: a conversation gives way wherever it waits for the server, so that the others go on meanwhile.
"""

import logging
import re
import smtplib
import ssl
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from math import inf
from pathlib import Path
from smtplib import quoteaddr
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20.0
DOT_TIMEOUT_SECONDS = 60.0  # content filters take their time after the final dot, and giving up early means a second copy
SHORTEST_WAIT_SECONDS = 0.05  # for an answer that may lie there already, when the others have used up the time
LETTERS_PER_CONNECTION = 100
PLAIN_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+", re.ASCII)
ENVELOPE_AND_BODY_SECONDS = 100.0  # for everything before the answer to the dot: with that, below the lease of a letter, also of several in hand
FINE, GOES_AHEAD, TEMPORARY, CLOSING, PERMANENT = 200, 354, 400, 421, 500


Reply = tuple[int, bytes]


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    LATER = "later"  # not now: 4xx, or the connection was lost before the final dot
    REFUSED = "refused"  # never: 5xx for this recipient or this content
    UNANSWERED = "unanswered"  # handed over, but the answer was lost


@dataclass(frozen=True)
class Answer:
    verdict: Verdict
    code: int | None = None
    reply: str = ""


class Unavailable(Exception):
    """The server does not take letters from us. `is_lasting`: it said so for good, so that somebody must look."""

    def __init__(self, code: int | None, reply: str, *, is_lasting: bool = False) -> None:
        super().__init__(reply)
        self.code = code
        self.reply = reply
        self.is_lasting = is_lasting


@dataclass(frozen=True)
class Parcel:
    """A composed letter: 7-bit bytes with CRLF, for one recipient."""

    sender: str
    recipient: str
    message: bytes
    kind: str
    ident: str
    at: datetime


Conversation = Generator[None, None, Answer]


class Transport(Protocol):
    @property
    def is_open(self) -> bool: ...

    def open(self, *, patience: float = TIMEOUT_SECONDS) -> None:
        """Be ready to hand over. Raises Unavailable, also when a step of it takes longer than that."""

    def hand_over(self, parcel: Parcel) -> Conversation:
        """Hand one letter over, giving way before each wait. Raises Unavailable when the server refuses us rather than the letter."""

    def close(self) -> None: ...


def all_together(conversations: Sequence[Conversation]) -> list[Answer | Unavailable]:
    """What became of each, in their order. All of them wait at once, so that together they take as long as the slowest."""
    outcomes: dict[int, Answer | Unavailable] = {}
    while len(outcomes) < len(conversations):
        for number, conversation in enumerate(conversations):
            if number in outcomes:
                continue
            try:
                next(conversation)
            except StopIteration as end:
                outcomes[number] = end.value
            except Unavailable as trouble:
                outcomes[number] = trouble
    return [outcomes[number] for number in range(len(conversations))]


class Folder:
    """Each letter a file, named so that they sort by time. It appears whole or not at all."""

    is_open = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self, *, patience: float = TIMEOUT_SECONDS) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(None, f"{type(error).__name__}: {error.strerror}") from error

    def hand_over(self, parcel: Parcel) -> Conversation:
        yield from ()
        name = f"{parcel.at:%Y%m%dT%H%M%S.%fZ}-{parcel.kind}-{parcel.ident}"
        draft = self.folder / f".{name}.part"
        try:
            draft.write_bytes(parcel.message)
            draft.replace(self.folder / f"{name}.eml")
        except OSError as error:
            raise Unavailable(None, f"{type(error).__name__}: {error.strerror}") from error
        return Answer(Verdict.ACCEPTED, None, "written to a file")

    def close(self) -> None:
        pass


class Server:
    """A mail server. One connection serves many letters; each step's answer is looked at by itself."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.is_tls_from_start = parts.scheme == "smtps"
        self.is_upgraded = parts.scheme == "smtp+tls"
        self.host = parts.hostname or "localhost"
        self.port = parts.port or {"smtps": 465, "smtp+tls": 587}.get(parts.scheme, 25)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.smtp: smtplib.SMTP | None = None
        self.handed_over = 0

    @property
    def is_open(self) -> bool:
        return self.smtp is not None and self.handed_over < LETTERS_PER_CONNECTION

    def open(self, *, patience: float = TIMEOUT_SECONDS) -> None:
        if self.is_open:
            return
        self.close()
        try:
            self._connect(min(patience, TIMEOUT_SECONDS))
        except smtplib.SMTPResponseException as error:
            self.close()
            raise Unavailable(error.smtp_code, _words(error.smtp_error), is_lasting=error.smtp_code >= PERMANENT) from error
        except smtplib.SMTPNotSupportedError as error:
            self.close()
            raise Unavailable(None, str(error), is_lasting=True) from error
        except (smtplib.SMTPException, OSError) as error:  # refused, unreachable, timed out, closed, wrong certificate
            self.close()
            raise Unavailable(None, f"{type(error).__name__}: {error}", is_lasting=isinstance(error, ssl.SSLCertVerificationError)) from error

    def _connect(self, patience: float) -> None:
        name = ehlo_name()
        if self.is_tls_from_start:
            self.smtp = smtplib.SMTP_SSL(self.host, self.port, local_hostname=name, timeout=patience, context=ssl.create_default_context())
        else:
            self.smtp = smtplib.SMTP(self.host, self.port, local_hostname=name, timeout=patience)
        self.smtp.ehlo_or_helo_if_needed()
        if self.is_upgraded:
            self.smtp.starttls(context=ssl.create_default_context())
            self.smtp.ehlo_or_helo_if_needed()
        if self.user:
            self.smtp.login(self.user, self.password)
        _wait_at_most(self.smtp, inf)
        self.handed_over = 0

    def hand_over(self, parcel: Parcel) -> Conversation:
        if self.smtp is None:
            raise Unavailable(None, "not connected")
        self.handed_over += 1
        try:
            return (yield from self._converse(self.smtp, parcel, until=time.monotonic() + ENVELOPE_AND_BODY_SECONDS))
        except (smtplib.SMTPException, OSError) as error:
            # every way of losing the connection before the final dot was sent whole
            self.close()
            return Answer(Verdict.LATER, None, f"{type(error).__name__}: {error}")

    def _converse(self, smtp: smtplib.SMTP, parcel: Parcel, *, until: float) -> Conversation:
        if not parcel.recipient.isascii() and not smtp.has_extn("smtputf8"):
            return Answer(Verdict.REFUSED, None, "The mail server does not know addresses with such letters (SMTPUTF8).")
        encoding, option = ("ascii", "") if parcel.recipient.isascii() else ("utf-8", " SMTPUTF8")
        commands = (f"MAIL FROM:{bracketed(parcel.sender)}{option}", f"RCPT TO:{bracketed(parcel.recipient)}", "DATA")
        ask = self._all_at_once if smtp.has_extn("pipelining") else self._one_by_one
        try:
            lines = [f"{command}\r\n".encode(encoding) for command in commands]
        except UnicodeEncodeError as error:  # DEFAULT_FROM_EMAIL, for the recipient's letters decided the encoding
            raise Unavailable(None, str(error), is_lasting=True) from error
        replies = yield from ask(smtp, lines, until)
        for number, (code, words) in enumerate(replies):
            if FINE <= code < TEMPORARY:
                continue
            if code < FINE:
                self.close()
                return Answer(Verdict.LATER, None, f"An answer that cannot be read: {_words(words)}")
            yield from self._begin_anew(CLOSING if any(reply[0] == CLOSING for reply in replies) else code, until)
            if number == 0:
                raise Unavailable(code, _words(words), is_lasting=code >= PERMANENT)
            return _judged(code, words)
        code, words = replies[-1]
        if code != GOES_AHEAD:
            self.close()
            return Answer(Verdict.LATER, code, _words(words))
        return (yield from self._hand_in(smtp, parcel.message, until))

    def _all_at_once(self, smtp: smtplib.SMTP, commands: Sequence[bytes], until: float) -> Generator[None, None, list[Reply]]:
        """One way to the server and back instead of three (RFC 2920). A server that goes ahead although it refused the recipient is given nothing."""
        smtp.send(b"".join(commands))
        replies: list[Reply] = []
        while len(replies) < len(commands) and (not replies or replies[-1][0] != CLOSING):
            replies.append((yield from _reply(smtp, until=until)))
        if replies[-1][0] == GOES_AHEAD and max(code for code, _said in replies[:-1]) >= TEMPORARY:
            smtp.send(b"\r\n.\r\n")
            yield from _reply(smtp, until=until)
        return replies

    def _one_by_one(self, smtp: smtplib.SMTP, commands: Sequence[bytes], until: float) -> Generator[None, None, list[Reply]]:
        replies: list[Reply] = []
        for command in commands:
            smtp.send(command)
            replies.append((yield from _reply(smtp, until=until)))
            if replies[-1][0] >= TEMPORARY:
                break
        return replies

    def _hand_in(self, smtp: smtplib.SMTP, message: bytes, until: float) -> Conversation:
        # raises when not all of it could be sent: then the final dot, its last bytes, was not
        _wait_at_most(smtp, until)
        smtp.send(stuffed(message))
        try:
            code, words = yield from _reply(smtp, within=DOT_TIMEOUT_SECONDS)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return Answer(Verdict.UNANSWERED, None, f"{type(error).__name__}: {error}")
        answer = _judged(code, words)
        if code == CLOSING or answer.verdict == Verdict.UNANSWERED:
            self.close()
        return answer

    def _begin_anew(self, code: int, until: float) -> Generator[None, None, None]:
        """After an error the transaction is undone; where the server closes, so do we."""
        if code == CLOSING or self.smtp is None:
            self.close()
            return
        try:
            self.smtp.send(b"RSET\r\n")
            yield from _reply(self.smtp, until=until)
        except (smtplib.SMTPException, OSError):
            self.close()

    def close(self) -> None:
        smtp, self.smtp = self.smtp, None
        if smtp is None:
            return
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(1)
                smtp.docmd("QUIT")
        except (smtplib.SMTPException, OSError):
            logger.debug("The mail server had gone before we said goodbye.")
        finally:
            smtp.close()


def _reply(smtp: smtplib.SMTP, *, until: float = inf, within: float | None = None) -> Generator[None, None, Reply]:
    """Give way, and then hear what the server says. The time in which it may say it runs from now on, also while others have their turn."""
    until = min(until, time.monotonic() + (TIMEOUT_SECONDS if within is None else within))
    yield
    _wait_at_most(smtp, until)
    reply = smtp.getreply()
    _wait_at_most(smtp, inf)
    return reply


def _wait_at_most(smtp: smtplib.SMTP, until: float) -> None:
    if smtp.sock is not None:
        longest = DOT_TIMEOUT_SECONDS if until < inf else TIMEOUT_SECONDS
        smtp.sock.settimeout(min(max(until - time.monotonic(), SHORTEST_WAIT_SECONDS), longest))


def _judged(code: int, words: bytes) -> Answer:
    said = _words(words)
    if code >= PERMANENT:
        return Answer(Verdict.REFUSED, code, said)
    if code >= TEMPORARY:
        return Answer(Verdict.LATER, code, said)
    if FINE <= code < GOES_AHEAD:
        return Answer(Verdict.ACCEPTED, code, said)
    return Answer(Verdict.UNANSWERED, None, said)  # no answer to a letter


def _words(reply: bytes | str) -> str:
    return (reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply).replace("\x00", "")


def stuffed(message: bytes) -> bytes:
    """The bytes as DATA wants them: dots doubled at line starts, a final dot."""
    body = message.replace(b"\r\n.", b"\r\n..")
    body = b"." + body if body.startswith(b".") else body
    return body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")


def bracketed(address: str) -> str:
    """As SMTP wants it. Python's own way reads it as a line of a letter first, at many times the cost: it is for the few that need it."""
    return f"<{address}>" if PLAIN_ADDRESS.fullmatch(address) else quoteaddr(address)


def ehlo_name() -> str:
    return _in_ascii(settings.SITE_URL)


@lru_cache(maxsize=4)
def _in_ascii(site_url: str) -> str:
    return (urlsplit(site_url).hostname or "localhost").encode("idna").decode()


def mail_folder() -> Path | None:
    """Where letters land as files, or None when they leave over SMTP."""
    parts = urlsplit(settings.EMAIL_URL)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


@contextmanager
def connected(count: int = 1) -> Iterator[list[Transport]]:
    """As many ways to the server that EMAIL_URL names, closed afterwards; into a folder there is but one."""
    scheme = urlsplit(settings.EMAIL_URL).scheme
    folder = mail_folder()
    if folder is None and scheme not in {"smtp", "smtp+tls", "smtps"}:
        msg = f"EMAIL_URL begins with {scheme or 'nothing'}: smtp://, smtp+tls://, smtps:// or file:// is meant"
        raise ImproperlyConfigured(msg)
    ways: list[Transport] = [Folder(folder)] if folder is not None else [Server(settings.EMAIL_URL) for _ in range(count)]
    try:
        yield ways
    finally:
        for way in ways:
            way.close()
