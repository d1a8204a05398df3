"""Pictures that coordinators upload: checked before they are decoded, turned upright, stripped and written anew.

Nothing of the uploaded file is kept but its pixels: no name, no place where it was taken, nothing hidden behind them.
"""

import struct
import warnings
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db.models import ImageField
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from portal.common.errors import Refused

UNUSED_KEPT = timedelta(days=1)  # a form that is being saved at this moment has written its picture, but not yet its row
LARGEST_BYTES = 5 * 1024 * 1024
LARGEST_PIXELS = 25_000_000
LONGEST_SIDE = 2000  # what a page can show; more only costs its visitors
SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
SAVING: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 84, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 84, "method": 4},
}


class UnfitPicture(Refused):
    """The file is not a picture that can be shown."""


def clean_picture(upload: File) -> ContentFile:
    """A new file with the same picture and a name that tells nothing. Raises `UnfitPicture` in words for the visitor."""
    if upload.size is None or upload.size > LARGEST_BYTES:
        raise UnfitPicture(_("The picture is larger than 5 MB. Choose a smaller one."))
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=UserWarning, module="PIL")  # of a damaged tag: none is kept
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            upload.seek(0)
            picture = Image.open(upload, formats=tuple(SUFFIXES))
            return _written_anew(picture)
    except UnidentifiedImageError as error:
        raise UnfitPicture(_("This is not a picture in JPEG, PNG or WebP.")) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnfitPicture(_("The picture has more than 25 million pixels. Choose a smaller one.")) from error
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, LookupError, ArithmeticError, struct.error) as error:
        # what Pillow was seen to raise on a hundred thousand files that break off or contradict themselves
        raise UnfitPicture(_("The picture is damaged and cannot be read.")) from error


def _written_anew(picture: Image.Image) -> ContentFile:
    kind = picture.format or ""
    if picture.width * picture.height > LARGEST_PIXELS:  # known from the header, before anything is decoded
        raise UnfitPicture(_("The picture has more than 25 million pixels. Choose a smaller one."))
    if getattr(picture, "n_frames", 1) > 1:
        raise UnfitPicture(_("Moving pictures cannot be used. Choose a still one."))
    upright = ImageOps.exif_transpose(picture)
    has_alpha = kind != "JPEG" and ("A" in upright.getbands() or "transparency" in upright.info)
    pixels = upright.convert("RGBA" if has_alpha else "RGB")
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    file = BytesIO()
    bare.save(file, format=kind, **SAVING[kind])
    return ContentFile(file.getvalue(), name=f"{uuid4().hex}.{SUFFIXES[kind]}")


def discard_unused(now: datetime) -> int:
    """Delete the pictures that no row shows any more: replaced, taken out, or left behind by a draft that was thrown away."""
    fields = [field for model in apps.get_models() for field in model._meta.get_fields() if isinstance(field, ImageField)]
    shown = {name for field in fields for name in field.model._default_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)}
    gone = 0
    for folder in {str(field.upload_to) for field in fields}:
        if not default_storage.exists(folder):
            continue
        for name in default_storage.listdir(folder)[1]:
            path = f"{folder}{name}"
            if path not in shown and default_storage.get_modified_time(path) < now - UNUSED_KEPT:
                default_storage.delete(path)
                gone += 1
    return gone
