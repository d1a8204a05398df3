import os
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import override
from PIL import Image

from portal.common import social
from portal.common.brand import contrast
from portal.common.drawing import EARTH, OWN_BRAND, OWN_SPARK, PAPER, SIZES, Words, draw, fit_colours, fitted, mixed, readable
from portal.common.social import Card, forget_old_pictures, kept_picture, new_picture, portal_card
from tests.factories.events import NOW

WIDE, HIGH = 1072, 190  # what the title has above two lines


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"


def ink(text):
    """The drawn word alone, so that two words can be compared."""
    return draw(text, "", (), brand=OWN_BRAND, spark=OWN_SPARK).crop((0, 120, 1200, 380)).tobytes()


def opened(content):
    return Image.open(BytesIO(content))


def card(**more):
    return Card("events", "delavnica", **{"title": "Počitek v senci", **more})


def test_the_picture_has_the_shape_that_programs_show():
    picture = opened(new_picture(card(lines=("torek, 24. novembra 2026, 17:00", "Knjižnica, Litija"), top="Litija")))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))


def test_it_is_small_enough_to_be_sent_around():
    assert len(new_picture(card(title="Šola, ki diha: kako čim več sence vrniti na dvorišča, ceste in trge", top="Litija", lines=("danes", "tukaj")))) < 100_000


@pytest.mark.parametrize(
    ("hooked", "plain"), [("č", "c"), ("š", "s"), ("ž", "z"), ("Č", "C"), ("Š", "S"), ("Ž", "Z"), ("ć", "c"), ("đ", "d"), ("å", "a"), ("ö", "o")]
)
def test_letters_keep_their_hooks(hooked, plain):
    """Neither dropped, nor bare, nor the empty box of a letter that the font lacks."""
    another = "ň" if hooked.islower() else "Ň"
    assert len({ink(hooked), ink(plain), ink(another), ink("")}) == 4


def test_a_letter_written_with_a_loose_hook_is_the_same_letter():
    assert ink("c\u030c") == ink("č")


def test_what_the_font_cannot_write_is_left_out():
    assert Words(500, 32).runs("Vrt 🌱 中") == [("latin", "Vrt  ")]


def test_a_title_is_as_large_as_it_fits():
    short, rows = fitted("Sejem", WIDE, HIGH)
    assert (short.leading, rows) == (Words(800, SIZES[0]).leading, ["Sejem"])
    long, rows = fitted("Šola, ki diha: kako čim več žlahtne sence vrniti na dvorišča, ceste in trge v naših krajih", WIDE, HIGH)
    assert long.leading < short.leading
    assert " ".join(rows) == "Šola, ki diha: kako čim več žlahtne sence vrniti na dvorišča, ceste in trge v naših krajih"


def test_a_title_that_fits_nowhere_ends_with_dots():
    words, rows = fitted("Beseda o tem, kako naprej, " * 12, WIDE, HIGH)
    assert len(rows) == 3
    assert rows[-1].endswith("…")
    assert len(rows) * words.leading <= HIGH
    assert all(words.length(row) <= WIDE for row in rows)


@pytest.mark.parametrize("title", ["X" * 300, "", " ", "\u202e\u0000", "a " * 500])
def test_no_title_upsets_the_drawing(title):
    words, rows = fitted(title, WIDE, HIGH)
    assert all(words.length(row) <= WIDE for row in rows)
    assert draw(title, title, (title, title), brand="", spark="").size == (1200, 630)


def test_colours_that_cannot_be_read_give_way_to_the_portals():
    assert fit_colours("#7a1f3d", "#ffe08a") == ("#7a1f3d", "#ffe08a")
    for brand, spark in (("#ffff00", "#ffce47"), ("#17594a", "#000000"), ("red", "blue"), ("", "")):
        assert fit_colours(brand, spark) == (OWN_BRAND, OWN_SPARK)


@pytest.mark.parametrize("brand", ["#767676", "#17594a", "#c0392b", "#0000ff"])
def test_words_stand_out_from_the_paper(brand):
    assert contrast(readable(brand), PAPER) >= 4.5
    assert contrast(EARTH, PAPER) >= 7
    assert mixed("#000000", "#ffffff", 1) == "#ffffff"


def test_other_words_or_colours_are_another_address():
    with override("sl"):
        there = {card().address, card(title="Drugo").address, card(top="Litija").address, card(brand="#123456").address, card(lines=("jutri",)).address}
    assert len(there) == 5
    with override("en"):
        assert card().address.startswith("/social/events/delavnica/en/")


def test_a_picture_is_drawn_once(monkeypatch):
    content = new_picture(card())
    monkeypatch.setattr(social, "draw", lambda *args, **kwargs: pytest.fail("drawn twice"))
    assert kept_picture(card()) == content
    assert new_picture(card()) == content
    assert [path.name for path in social.folder().iterdir()] == [card().file]


def test_without_a_disk_it_is_drawn_all_the_same(settings, tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings.DATA_DIR = tmp_path / "file"
    assert opened(new_picture(card())).size == (1200, 630)
    assert kept_picture(card()) is None


def test_a_rows_own_picture_is_cut_to_shape():
    file = BytesIO()
    Image.new("RGBA", (300, 900), "#ff0000").save(file, format="PNG")
    name = default_storage.save("events/red.png", ContentFile(file.getvalue()))
    own = card(photo=name, alt="Rdeča")
    picture = opened(new_picture(own))
    assert (picture.format, picture.size, own.mimetype, own.words) == ("JPEG", (1200, 630), "image/jpeg", "Rdeča")
    assert picture.getpixel((600, 300))[0] > 200


def test_words_for_those_who_do_not_see_it():
    assert card(top="Litija", lines=("jutri",)).words == "Počitek v senci – jutri – Litija"


def test_the_portal_has_a_card_of_its_own():
    assert portal_card("setev").title
    assert portal_card("other") is None


def test_old_pictures_are_forgotten():
    new_picture(card())
    new_picture(card(title="Staro"))
    old = social.folder() / card(title="Staro").file
    then = (NOW - timedelta(days=61)).timestamp()
    os.utime(old, (then, then))
    os.utime(social.folder() / card().file, (NOW.timestamp(), NOW.timestamp()))
    assert forget_old_pictures(NOW) == 1
    assert [path.name for path in Path(social.folder()).iterdir()] == [card().file]


def test_it_takes_no_longer_than_a_page():
    """Some fifty milliseconds alone; the bound is for a machine that does much else."""
    new_picture(card())
    begun = time.perf_counter()
    new_picture(card(title="Drugi naslov", lines=("danes", "tukaj"), top="Litija"))
    assert time.perf_counter() - begun < 3
