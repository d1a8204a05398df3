"""Letters that a trial wrote into its folder, read back as a person would see them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path

# What the outbox names its files: no separator and no dot at the beginning, so that a name never leads out of the folder.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,200}\.eml", re.ASCII)
HEADERS = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "List-Unsubscribe")


@dataclass(frozen=True)
class Line:
    """A letter in the list."""

    name: str
    subject: str
    to: str
    at: datetime | None
    language: str


@dataclass(frozen=True)
class Enclosure:
    number: int
    name: str
    kind: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True)
class Letter:
    name: str
    subject: str
    headers: list[tuple[str, str]]
    text: str
    html: str
    enclosures: list[Enclosure]


def names(folder: Path | None) -> list[str]:
    """Newest first: the outbox begins each name with its moment."""
    if folder is None or not folder.is_dir():
        return []
    return sorted((path.name for path in folder.iterdir() if NAME.fullmatch(path.name) and is_plain(path)), reverse=True)


def is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def read_lines(folder: Path, wanted: list[str]) -> Iterator[Line]:
    """Only the heads of the letters; one that has gone meanwhile is left out."""
    for name in wanted:
        try:
            with (folder / name).open("rb") as file:
                head = BytesHeaderParser(policy=policy.default).parse(file)
        except FileNotFoundError:
            continue
        date = head["Date"]
        yield Line(name, str(head["Subject"] or ""), str(head["To"] or ""), getattr(date, "datetime", None), str(head["Content-Language"] or ""))


def read_letter(folder: Path | None, name: str) -> Letter | None:
    """The letter of that name, or None: also for every name that is not one of the outbox's own."""
    if folder is None or not NAME.fullmatch(name) or not is_plain(folder / name):
        return None
    with (folder / name).open("rb") as file:
        message = BytesParser(EmailMessage, policy=policy.default).parse(file)
    return Letter(
        name=name,
        subject=str(message["Subject"] or ""),
        headers=[(header, str(message[header])) for header in HEADERS if message[header]],
        text=body(message, "plain"),
        html=body(message, "html"),
        enclosures=[
            Enclosure(number, part.get_filename() or f"{number}", part.get_content_type(), part.get_payload(decode=True) or b"")
            for number, part in enumerate(message.iter_attachments())
        ],
    )


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""
