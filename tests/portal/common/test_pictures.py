import os
from datetime import timedelta
from io import BytesIO
from struct import pack
from zlib import crc32

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone, translation
from PIL import Image

from portal.common.pictures import LARGEST_BYTES, LONGEST_SIDE, UNUSED_KEPT, UnfitPicture, clean_picture, discard_unused
from tests.factories.events import make_event


def file_of(picture, kind, **saving):
    file = BytesIO()
    picture.save(file, kind, **saving)
    return ContentFile(file.getvalue(), name="IMG_2041 Maja doma.jpg")


def plain(kind="PNG", size=(60, 40), mode="RGB"):
    return file_of(Image.new(mode, size), kind)


def opened(cleaned):
    return Image.open(BytesIO(cleaned.read()))


@pytest.mark.parametrize(("kind", "suffix"), [("JPEG", ".jpg"), ("PNG", ".png"), ("WEBP", ".webp")])
def test_a_picture_keeps_its_kind_and_loses_its_name(kind, suffix):
    cleaned = clean_picture(plain(kind))

    assert (len(cleaned.name), cleaned.name[32:], opened(cleaned).format) == (32 + len(suffix), suffix, kind)


def test_where_and_with_what_it_was_taken_is_forgotten_and_it_stands_upright():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x8825] = 6, "Camera", {1: "N", 2: (46.0, 3.0, 0.0)}

    cleaned = opened(clean_picture(file_of(Image.new("RGB", (60, 40)), "JPEG", exif=exif)))

    assert (cleaned.size, dict(cleaned.getexif()), "exif" in cleaned.info) == ((40, 60), {}, False)


def test_what_a_page_cannot_show_is_made_smaller():
    assert opened(clean_picture(plain(size=(3000, 1500)))).size == (LONGEST_SIDE, LONGEST_SIDE // 2)


def test_see_through_parts_stay_so():
    assert opened(clean_picture(plain(mode="RGBA"))).mode == "RGBA"


def test_colours_for_print_become_colours_for_screens():
    assert opened(clean_picture(plain("JPEG", mode="CMYK"))).mode == "RGB"


def moving():
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "green")]
    return file_of(frames[0], "WEBP", save_all=True, append_images=frames[1:])


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (lambda: ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'/>", name="x.png"), "This is not a picture in JPEG, PNG or WebP."),
        (lambda: ContentFile(b"", name="x.png"), "This is not a picture in JPEG, PNG or WebP."),
        (lambda: plain("GIF"), "This is not a picture in JPEG, PNG or WebP."),
        (lambda: plain("BMP"), "This is not a picture in JPEG, PNG or WebP."),
        (lambda: ContentFile(plain("JPEG", (400, 400)).read()[:300], name="x.jpg"), "The picture is damaged and cannot be read."),
        (lambda: plain(size=(5100, 5000)), "The picture has more than 25 million pixels. Choose a smaller one."),
        (moving, "Moving pictures cannot be used. Choose a still one."),
        (lambda: ContentFile(b"x" * (LARGEST_BYTES + 1), name="x.png"), "The picture is larger than 5 MB. Choose a smaller one."),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(upload, words):
    with pytest.raises(UnfitPicture) as refusal:
        clean_picture(upload())

    assert str(refusal.value) == words


def test_a_bomb_is_refused_by_its_header_before_anything_is_unpacked():
    bomb = bytearray(plain("PNG", (10, 10)).read())
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2  # the size in the header only
    checksum = crc32(bytes(bomb[12:29]))
    bomb[29:33] = checksum.to_bytes(4, "big")

    with pytest.raises(UnfitPicture, match="more than 25 million pixels"):
        clean_picture(ContentFile(bytes(bomb), name="x.png"))


@pytest.mark.parametrize("tag", [0x0100, 0x0115])
def test_a_picture_whose_notes_contradict_themselves_is_refused_in_words(tag):
    """A width in letters, say: Pillow meets it when it turns the picture upright, long after the header was read."""
    width_in_letters, lies_on_its_side = pack(">HHI4s", tag, 2, 4, b"abc\0"), pack(">HHI4s", 0x0112, 3, 1, b"\0\6\0\0")
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02" + width_in_letters + lies_on_its_side + b"\0\0\0\0"

    with translation.override("en"), pytest.raises(UnfitPicture, match="The picture is damaged"):
        clean_picture(file_of(Image.new("RGB", (60, 40)), "JPEG", exif=exif))


@pytest.mark.django_db
def test_a_picture_that_no_row_shows_is_deleted_after_a_day(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    folder = tmp_path / "events"
    folder.mkdir()
    for name in ("shown.jpg", "left.jpg", "new.jpg"):
        (folder / name).write_bytes(b"picture")
    make_event(picture="events/shown.jpg")
    now = timezone.now() + UNUSED_KEPT + timedelta(minutes=1)
    os.utime(folder / "new.jpg", (now.timestamp(), now.timestamp()))

    assert discard_unused(now) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["new.jpg", "shown.jpg"]
