"""From what a letter says to the bytes that leave: always 7-bit, so that no server on the way must know more."""

import re
from base64 import encodebytes
from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email import charset as charsets
from email.generator import BytesGenerator
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime, formataddr, parseaddr
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.conf import settings

from portal.common.outbox.kinds import Attachment, Content
from portal.common.outbox.models import Letter
from portal.common.outbox.transport import ehlo_name

SEVEN_BIT = compat32.clone(linesep="\r\n", cte_type="7bit")
# A gap in the text of a letter for many (see `skeleton`): characters that nobody types, around its name.
GAP = re.compile("\ue000([a-z_]+)\ue001")
LONGEST_WORD = 900
LONGEST_LINE = 76
BREAK = b"=\r\n"  # in quoted-printable a line may be broken anywhere
SHORT_HEADERS = charsets.Charset("utf-8")
SHORT_HEADERS.header_encoding = charsets.SHORTEST


@dataclass(frozen=True)
class Part:
    head: Message
    payload: bytes


def message_id(letter: Letter) -> str:
    """The same on every attempt, so that a mailbox may fold copies into one."""
    return f"<{letter.pk}@{ehlo_name()}>"


def envelope_sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def envelope_recipient(address: str) -> str:
    """The address as servers know it: a domain with umlauts in its ASCII form."""
    local, _, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}@{domain.encode('idna').decode()}"


def compose(letter: Letter, content: Content, *, at: datetime) -> bytes:
    """The whole message. What came from people stands on one line where it stands in a header."""
    body = body_of(content)
    for key, value in {"To": addressed_to(letter), **headers(content, language=letter.language)}.items():
        if value:
            body.head[key] = value
    return stamped(letter, headers_of(body.head) + body.payload, at=at)


def addressed_to(letter: Letter) -> str | Header:
    recipient = one_line(envelope_recipient(letter.recipient))
    return recipient if recipient.isascii() else Header(recipient, SHORT_HEADERS)


def headers(content: Content, *, language: str) -> dict[str, Any]:
    """All but whom the letter goes to."""
    name = one_line(content.from_name) or parseaddr(settings.DEFAULT_FROM_EMAIL)[0]
    return {
        "From": _sender(name),
        "Reply-To": one_line(content.reply_to),
        "Subject": words_in(content.subject, "Subject"),
        "Content-Language": language,
        "Auto-Submitted": "auto-generated",
        **{key: words_in(value, key) for key, value in content.headers.items()},
    }


def stamped(letter: Letter, message: bytes, *, at: datetime) -> bytes:
    """The message with the marks that every letter bears; one that came ready from Django's mail bears them too."""
    return f"Message-ID: {message_id(letter)}\r\nDate: {format_datetime(at)}\r\n".encode() + message


def headers_of(message: Message) -> bytes:
    return "".join(_header(key, value) for key, value in message.items()).encode("ascii") + b"\r\n"


def _header(name: str, value: Any) -> str:
    # a single long word, such as an address to unsubscribe at, stays on its line: some servers sign a folded one wrongly
    is_word = isinstance(value, str) and len(value) < LONGEST_WORD and value.isascii() and (not value or value.split() == [value])
    return f"{name}: {value}\r\n" if is_word else SEVEN_BIT.fold(name, value)


def flat(message: Message) -> bytes:
    buffer = BytesIO()
    BytesGenerator(buffer, mangle_from_=False, policy=SEVEN_BIT).flatten(message)
    return buffer.getvalue()


def one_line(text: str) -> str:
    return " ".join(text.split())


WITH_IDENTIFIER = re.compile(r"(.*\S)\s*(<[!-;=?-~]+>)")  # printable ASCII but for the brackets themselves


def words_in(text: str, header: str) -> str | Header:
    """What does not fit into ASCII is encoded; an identifier in angle brackets at its end (List-Id) stays one that machines read."""
    line = one_line(text)
    if line.isascii():
        return line
    phrase, identifier = found.groups() if (found := WITH_IDENTIFIER.fullmatch(line)) else (line, "")
    words = Header(phrase, SHORT_HEADERS, header_name=header)
    if identifier:
        words.append(identifier, "us-ascii")
    return words


def _sender(name: str) -> str | Header:
    if name.isascii():
        return formataddr((name, envelope_sender()))
    words = Header(name, SHORT_HEADERS, header_name="From")
    words.append(f"<{envelope_sender()}>", "us-ascii")
    return words


def body_of(content: Content) -> Part:
    body = _text(content.text, "plain")
    if content.html:
        body = _together("alternative", body, _text(content.html, "html"))
    if content.attachments:
        body = _together("mixed", body, *(_file(attachment) for attachment in content.attachments))
    body.head["MIME-Version"] = "1.0"
    return body


def _together(how: str, *parts: Part) -> Part:
    """The parts one after another. Python's own generator writes each part line by line, once for each level it lies deep."""
    boundary = f"=_{uuid4().hex}"  # "=_" stands in no quoted-printable and in no base64
    head = Message()
    head["Content-Type"] = f'multipart/{how}; boundary="{boundary}"'
    line = f"\r\n--{boundary}".encode()
    return Part(head, b"".join(line + b"\r\n" + headers_of(part.head) + part.payload for part in parts) + line + b"--\r\n")


def _text(text: str, subtype: str) -> Part:
    head = Message()
    head["Content-Type"] = f'text/{subtype}; charset="utf-8"'
    head["Content-Transfer-Encoding"] = "quoted-printable"
    pieces = GAP.split("\n".join(text.splitlines()) + "\n")
    body = quoted(pieces[0])
    for name, words in zip(pieces[1::2], pieces[2::2], strict=True):
        body = broken_off(body) + mark(name, subtype) + quoted(words)
    return Part(head, body)


def quoted(text: str) -> bytes:
    """As quoted-printable, which every server takes; the lines of the text end with a line feed."""
    return b2a_qp(text.encode(), istext=True).replace(b"\n", b"\r\n")


def broken_off(body: bytes) -> bytes:
    """Quoted-printable that ends in the middle of a line, so that something may follow: with the break no line is longer than 76."""
    if len(body) - body.rfind(b"\n") - 1 < LONGEST_LINE:
        return body + BREAK
    last = 3 if body[-3:-2] == b"=" else 1  # the last sign, which may be written as =C5
    return body[:-last] + BREAK + body[-last:] + BREAK


def mark(name: str, subtype: str) -> bytes:
    """Where a gap is in the bytes: no encoded text holds a zero."""
    return f"\0{name}:{subtype}\0".encode()


def _file(attachment: Attachment) -> Part:
    head = Message()
    head["Content-Type"] = attachment.mimetype
    head["Content-Transfer-Encoding"] = "base64"
    name = one_line(attachment.name)
    head.add_header("Content-Disposition", "attachment", filename=name if name.isascii() else ("utf-8", "", name))
    return Part(head, encodebytes(attachment.content).replace(b"\n", b"\r\n"))
