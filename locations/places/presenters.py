"""What the desk says of a place beyond its own words."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from locations.places.choices import Answer
from locations.places.models import Place

LOOKS: dict[str, tuple[Promise, str, str]] = {
    "all": (_("Checked"), "leaf", "ok"),
    "some": (_("Partly checked"), "wheat", "clock"),
    "none": (_("Not checked"), "", "info"),
}


def dressed(places: Iterable[Place]) -> list[Place]:
    """The places with how much is known of getting in."""
    rows = list(places)
    for place in rows:
        place.access_words, place.access_tone, place.access_icon = LOOKS[how_well_known(place)]  # type: ignore[attr-defined]
    return rows


def how_well_known(place: Place) -> str:
    known = [answer != Answer.UNKNOWN for _name, answer in place.access_facts]
    if all(known):
        return "all"
    return "some" if any(known) else "none"
