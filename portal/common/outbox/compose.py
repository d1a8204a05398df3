"""From what a letter says to the bytes that leave: always 7-bit, so that no server on the way must know more."""

import quopri
from base64 import encodebytes
from datetime import datetime
from email import charset as charsets
from email.generator import BytesGenerator
from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.policy import compat32
from email.utils import format_datetime, formataddr, parseaddr
from io import BytesIO
from typing import Any

from django.conf import settings

from portal.common.outbox.kinds import Attachment, Content
from portal.common.outbox.models import Letter
from portal.common.outbox.transport import ehlo_name

SEVEN_BIT = compat32.clone(linesep="\r\n", cte_type="7bit")
SHORT_HEADERS = charsets.Charset("utf-8")
SHORT_HEADERS.header_encoding = charsets.SHORTEST


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
    body = _body(content)
    name = one_line(content.from_name) or parseaddr(settings.DEFAULT_FROM_EMAIL)[0]
    recipient = envelope_recipient(letter.recipient)
    headers: dict[str, Any] = {
        "From": formataddr((name, envelope_sender())),
        "To": recipient if recipient.isascii() else Header(recipient, SHORT_HEADERS),
        "Reply-To": one_line(content.reply_to),
        "Subject": _words(content.subject),
        "Content-Language": letter.language,
        "Auto-Submitted": "auto-generated",
        **{key: _words(value) for key, value in content.headers.items()},
    }
    for key, value in headers.items():
        if value:
            body[key] = value
    return stamped(letter, flat(body), at=at)


def stamped(letter: Letter, message: bytes, *, at: datetime) -> bytes:
    """The message with the marks that every letter bears; one that came ready from Django's mail bears them too."""
    return f"Message-ID: {message_id(letter)}\r\nDate: {format_datetime(at)}\r\n".encode() + message


def flat(message: Message) -> bytes:
    buffer = BytesIO()
    BytesGenerator(buffer, mangle_from_=False, policy=SEVEN_BIT).flatten(message)
    return buffer.getvalue()


def one_line(text: str) -> str:
    return " ".join(text.split())


def _words(text: str) -> str | Header:
    line = one_line(text)
    return line if line.isascii() else Header(line, SHORT_HEADERS)


def _body(content: Content) -> Message:
    body = _text(content.text, "plain")
    if content.html:
        body = _together("alternative", [body, _text(content.html, "html")])
    if content.attachments:
        body = _together("mixed", [body, *(_file(attachment) for attachment in content.attachments)])
    body["MIME-Version"] = "1.0"
    return body


def _together(how: str, parts: list[Message]) -> Message:
    whole = MIMEMultipart(how)
    del whole["MIME-Version"]  # only the outermost part says it
    for part in parts:
        whole.attach(part)
    return whole


def _text(text: str, subtype: str) -> Message:
    part = Message()
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "quoted-printable"
    lines = "\n".join(text.splitlines()) + "\n"
    part.set_payload(quopri.encodestring(lines.encode()).decode("ascii"))
    return part


def _file(attachment: Attachment) -> Message:
    part = Message()
    part["Content-Type"] = attachment.mimetype
    part["Content-Transfer-Encoding"] = "base64"
    name = one_line(attachment.name)
    part.add_header("Content-Disposition", "attachment", filename=name if name.isascii() else ("utf-8", "", name))
    part.set_payload(encodebytes(attachment.content).decode("ascii"))
    return part
