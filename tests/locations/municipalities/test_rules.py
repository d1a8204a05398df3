"""A municipality's colours are refused when words on them could not be read by everyone."""

import pytest

from locations.municipalities.rules import colour_faults

DARKER = "White words on this colour cannot be read well. Choose a darker one."
LIGHTER = "Dark words on the second colour cannot be read well. Choose a lighter one."
SIX_DIGITS = "Write a colour as # and six digits, such as #17594a."


@pytest.mark.parametrize(
    ("brand", "spark", "faults"),
    [
        ("#17594a", "#ffce47", {}),
        ("#ffce47", "#ffce47", {"brand_colour": DARKER}),
        ("#17594a", "#17594a", {"spark_colour": LIGHTER}),
        ("#ffffff", "#000000", {"brand_colour": DARKER, "spark_colour": LIGHTER}),
        ("green", "#ffce47", {"brand_colour": SIX_DIGITS}),
        ("#17594a}body{display:none", "", {"brand_colour": SIX_DIGITS, "spark_colour": SIX_DIGITS}),
        ("#767676", "#ffce47", {}),
        ("#777777", "#ffce47", {"brand_colour": DARKER}),
    ],
)
def test_colours_are_refused_below_four_and_a_half_to_one(brand, spark, faults):
    assert {field: str(fault) for field, fault in colour_faults(brand, spark).items()} == faults
