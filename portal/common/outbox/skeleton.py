"""A letter for many: composed once, filled in for each.

Making a message anew for each recipient costs Python some milliseconds; what differs is an address, a greeting and a few
links. The body is therefore encoded once and cut where these stand. In quoted-printable a line may be broken anywhere, so
that what is filled in, encoded by itself and between two such breaks, is right whatever stands before and after it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import Message
from html import escape
from typing import Any

from portal.common.outbox.compose import GAP, addressed_to, body_of, broken_off, headers, headers_of, one_line, quoted, stamped, words_in
from portal.common.outbox.kinds import Content
from portal.common.outbox.models import Letter

MARK = re.compile(rb"\0([a-z_]+):([a-z]+)\0")


def gap(name: str) -> str:
    """Stands in a text where something is filled in for each recipient."""
    return f"\ue000{name}\ue001"


def without_gaps(text: str) -> str:
    """What people write, without the characters that mark a gap."""
    return text.replace("\ue000", "").replace("\ue001", "")


def filled(content: Content, values: Mapping[str, str]) -> Content:
    """The letter for one recipient, the slow way: what a filled skeleton must be equal to."""

    def plain(text: str) -> str:
        return GAP.sub(lambda found: _value(values, found[1]), text)

    return replace(
        content,
        text=plain(content.text),
        html=GAP.sub(lambda found: escape(_value(values, found[1])), content.html),
        headers={name: plain(value) for name, value in content.headers.items()},
    )


@dataclass(frozen=True)
class Skeleton:
    """`head`: the headers that are the same for all; `varying`: those with gaps; `body`: pieces, and between them name and part of a gap."""

    head: bytes
    varying: tuple[tuple[str, str], ...]
    body: tuple[bytes, ...]

    @classmethod
    def of(cls, content: Content, *, language: str) -> "Skeleton":
        """Compose what is the same for all. Only bodies without attachments and headers other than the subject have gaps."""
        body: Any = body_of(content)
        varying = tuple((name, value) for name, value in content.headers.items() if GAP.search(value))
        fixed = replace(content, headers={name: value for name, value in content.headers.items() if not GAP.search(value)})
        for name, words in headers(fixed, language=language).items():
            if words:
                body.head[name] = words
        return cls(headers_of(body.head), varying, tuple(MARK.split(body.payload)))

    def fill(self, letter: Letter, values: Mapping[str, str], *, at: datetime) -> bytes:
        """The whole message for one recipient. Raises KeyError when a gap has no value."""
        own: Any = Message()
        own["To"] = addressed_to(letter)
        for header, text in self.varying:
            own[header] = words_in(GAP.sub(lambda found: _value(values, found[1]), text), header)
        pieces = [headers_of(own)[:-2], self.head]
        for words, name, subtype in zip(self.body[0:-1:3], self.body[1::3], self.body[2::3], strict=True):
            value = _value(values, name.decode())
            pieces += [words, broken_off(quoted(escape(value) if subtype == b"html" else value))]
        return stamped(letter, b"".join([*pieces, self.body[-1]]), at=at)


def _value(values: Mapping[str, str], name: str) -> str:
    return without_gaps(one_line(values[name]))
