"""What a municipality's colours must be."""

from django.utils.functional import Promise

from portal.common.brand import EARTH, WHITE, UnreadableColour, ensure_readable


def colour_faults(brand: str, spark: str) -> dict[str, str | Promise]:
    """Why a colour is refused, by the name of its field; empty when both can be read by everyone."""
    faults: dict[str, str | Promise] = {}
    for field, first, second in (("brand_colour", brand, WHITE), ("spark_colour", EARTH, spark)):
        try:
            ensure_readable(first, second)
        except UnreadableColour as refusal:
            faults[field] = refusal.message
    return faults
