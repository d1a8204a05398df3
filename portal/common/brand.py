"""A municipality's two colours: refused when they cannot be read, and the few lines of CSS that bring them to its pages."""

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from portal.common.errors import Refused

LEAST_CONTRAST: Final = 4.5
WHITE: Final = "#ffffff"
EARTH: Final = "#1b2925"  # the words on the second colour
HEX: Final = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


class UnreadableColour(Refused):
    """Words in this colour, or on it, could not be read by everyone."""


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    if not HEX.fullmatch(colour):
        raise UnreadableColour(_("Write a colour as # and six digits, such as #17594a."))
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels)  # noqa: PLR2004 - WCAG's own numbers
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ensure_readable(brand: str, spark: str) -> None:
    """The first colour carries white words, the second dark ones; both at 4.5:1 or more."""
    if contrast(brand, WHITE) < LEAST_CONTRAST:
        raise UnreadableColour(_("White words on this colour cannot be read well. Choose a darker one."))
    if contrast(spark, EARTH) < LEAST_CONTRAST:
        raise UnreadableColour(_("Dark words on the second colour cannot be read well. Choose a lighter one."))


def brand_css(slug: str, brand: str, spark: str) -> str:
    """The municipality's own stylesheet. Outside all layers, so that it wins over the tokens' defaults."""
    ensure_readable(brand, spark)
    return f'[data-brand="{slug}"]{{--brand:{brand};--spark:{spark}}}\n'
