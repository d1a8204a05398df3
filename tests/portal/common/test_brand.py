"""A municipality's colours can be read, or are refused."""

import pytest

from portal.common.brand import UnreadableColour, brand_css, contrast, ensure_readable


def test_contrast_is_measured_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#ffffff", "#767676") == contrast("#767676", "#ffffff")


@pytest.mark.parametrize(("brand", "spark"), [("#17594a", "#ffce47"), ("#0b5fa5", "#ffd84d"), ("#767676", "#ffffff")])
def test_readable_colours_are_taken(brand, spark):
    ensure_readable(brand, spark)
    assert brand_css("litija", brand, spark) == f'[data-brand="litija"]{{--brand:{brand};--spark:{spark}}}\n'


@pytest.mark.parametrize(
    ("brand", "spark"),
    [("#777777", "#ffce47"), ("#ffee00", "#ffce47"), ("#17594a", "#17594a"), ("green", "#ffce47"), ("#17594a", "red;}body{x"), ("#fff", "#ffce47")],
)
def test_unreadable_colours_are_refused(brand, spark):
    with pytest.raises(UnreadableColour):
        ensure_readable(brand, spark)
