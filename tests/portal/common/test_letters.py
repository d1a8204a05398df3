"""The colours of letters, and what mailboxes show beside the subject."""

from types import SimpleNamespace

import pytest

from portal.common.brand import contrast
from portal.common.outbox.render import PREHEADER, beginning
from portal.common.outbox.skeleton import gap
from portal.common.templatetags.letters import BLACK, letter_colours

COLOURS = ["#17594a", "#1c4f8c", "#8a1538", "#767676", "#ffce47", "#9be15d", "#ffffff", "#000000", "#7a7a7a", "#e30613"]


@pytest.mark.parametrize("brand", COLOURS)
def test_words_in_and_on_any_colour_can_be_read(brand):
    colours = letter_colours({"municipality": SimpleNamespace(brand_colour=brand, spark_colour="#ffce47")})
    assert colours.brand == brand
    assert contrast(colours.on_brand, colours.brand) >= 4.5
    assert [contrast(colours.link, ground) >= 4.5 for ground in ("#ffffff", "#fbf8f1", "#f4eee0")] == [True] * 3


def test_white_words_stay_on_a_colour_that_carries_them_and_black_ones_come_on_a_light_one():
    on_brand = [letter_colours({"municipality": SimpleNamespace(brand_colour=brand)}).on_brand for brand in ("#17594a", "#ffce47")]
    assert on_brand == ["#ffffff", BLACK]


@pytest.mark.parametrize("colour", ["", None, "red", "#fff", "#17594a;position:fixed"])
def test_what_is_no_colour_gives_way_to_the_portal_s_own(colour):
    colours = letter_colours({"municipality": SimpleNamespace(brand_colour=colour, spark_colour=colour)})
    assert (colours.brand, colours.spark) == ("#17594a", "#ffce47")
    assert letter_colours({}) == colours


def test_mailboxes_show_what_a_letter_begins_with():
    assert beginning("A seat is yours\n\nHello Ana,\nwe look forward.\n\nSee it:\nhttps://setev.example\n\n--\nSetev\n") == "Hello Ana, we look forward."
    assert beginning("Only a heading\n\n--\nSetev\n") == ""
    assert len(beginning("Heading\n\n" + "long " * 100)) == PREHEADER


def test_mailboxes_show_nothing_that_differs_from_reader_to_reader():
    assert beginning(f"News of May\n\n{gap('greeting')}\n\nThe market is back.\n\n--\nSetev\n") == "The market is back."
