"""What the desk says of a place beyond its own words."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from locations.places.choices import Answer
from locations.places.models import Place
from locations.places.rules import can_keep_places
from portal.common.actor import Actor
from portal.common.pointers import Naming

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


def address_for(place: Place, actor: Actor) -> str:
    return reverse("locations:desk_place_edit", args=[place.pk]) if can_keep_places(actor, place.municipality_id) else ""


NAMING = Naming(seen_by=lambda rows, actor: rows.on_desk_of(actor).in_order(), address=address_for)
