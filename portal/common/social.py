"""The picture that a shared link shows: title, time and place over the municipality's own field, or the row's own photograph.

Drawn when it is first asked for, one at a time in each process, and kept on disk under a name made of what it says: other
words are another picture at another address, so that whoever has one may keep it for ever.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from html import unescape
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from portal.common.drawing import HEIGHT, WIDTH, draw
from portal.common.registry import Registry
from portal.common.templatetags.dates import when

LOOK: Final = 1  # to be raised when the drawing changes: the pictures then get new addresses
KEPT: Final = timedelta(days=60)  # a picture that nobody asked for is drawn again when somebody does
ONE_AT_A_TIME = Lock()  # the fonts are shared, and a crowd at the door costs one processor at most


@dataclass(frozen=True)
class Card:
    """What a picture says. Nothing that is not public."""

    kind: str
    slug: str
    title: str
    top: str = ""
    lines: tuple[str, ...] = ()
    brand: str = ""
    spark: str = ""
    photo: str = ""  # an uploaded picture, shown instead of a drawing
    alt: str = ""  # what the photograph shows

    @property
    def mimetype(self) -> str:
        return "image/jpeg" if self.photo else "image/png"

    @property
    def digest(self) -> str:
        return sha256(json.dumps([LOOK, asdict(self)], sort_keys=True).encode()).hexdigest()[:24]

    @property
    def file(self) -> str:
        return f"{self.digest}.{'jpg' if self.photo else 'png'}"

    @property
    def address(self) -> str:
        return reverse("machine:social_picture", args=[self.kind, self.slug, get_language(), self.file])

    @property
    def words(self) -> str:
        """For those who do not see the picture."""
        return self.alt or " – ".join(part for part in (self.title, *self.lines, self.top) if part)


# By the kind of page: from a slug to its card in the language that is spoken, or None where nothing public stands.
social_cards: Registry[Callable[[str], Card | None]] = Registry("card of shared links")


def portal_card(slug: str) -> Card | None:
    """For the pages that tell of no row."""
    return Card("portal", slug, _("Good ideas grow where people meet")) if slug == "setev" else None


def span(start: date | datetime, end: date | datetime, *, style: str = "long") -> str:
    """As pages say it, in plain words."""
    return unescape(strip_tags(when(start, end, style=style)))


def folder() -> Path:
    """Beside the uploads, not among them: what can be drawn again is in no backup."""
    return Path(settings.DATA_DIR) / "social"


def kept_picture(card: Card) -> bytes | None:
    try:
        return (folder() / card.file).read_bytes()
    except OSError:
        return None


def new_picture(card: Card) -> bytes:
    """Drawn, and kept where the disk allows it."""
    with ONE_AT_A_TIME:
        if kept := kept_picture(card):  # by the one before
            return kept
        content = (photograph(card.photo) if card.photo else None) or picture_bytes(draw(card.title, card.top, card.lines, brand=card.brand, spark=card.spark))
        path = folder() / card.file
        draft = path.with_suffix(".new")
        try:
            folder().mkdir(parents=True, exist_ok=True)
            draft.write_bytes(content)
            draft.replace(path)
        except OSError:
            pass  # a full disk costs a drawing, not the picture
        return content


def picture_bytes(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.quantize(96).save(file, format="PNG")
    return file.getvalue()


def photograph(name: str) -> bytes | None:
    """The uploaded picture, cut to the shape of a shared link; None when it cannot be read."""
    try:
        with default_storage.open(name) as file:
            pixels = ImageOps.fit(Image.open(file).convert("RGB"), (WIDTH, HEIGHT))
    except (OSError, ValueError):
        return None
    written = BytesIO()
    pixels.save(written, format="JPEG", quality=82, optimize=True, progressive=True)
    return written.getvalue()


def forget_old_pictures(now: datetime) -> int:
    """Returns how many were deleted."""
    gone = 0
    for path in folder().glob("*.*"):
        if path.stat().st_mtime < (now - KEPT).timestamp():
            path.unlink(missing_ok=True)
            gone += 1
    return gone
