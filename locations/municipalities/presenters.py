"""What the search shows of municipalities."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from locations.municipalities.models import Municipality
from portal.common.search.query import Query
from portal.common.search.sources import Hit


def known_municipalities(_now: datetime) -> Any:
    return Municipality.objects.taking_part().select_related("region__country").prefetch_related("districts")


def municipality_hits(municipalities: Sequence[Municipality], query: Query, _now: datetime) -> list[Hit]:
    return [
        Hit(
            title=one.name,
            url=one.get_absolute_url(),
            icon="home",
            facts=(one.region.name, one.region.country.name),
            text=", ".join(district.name for district in one.districts.all() if query.finds_any(district.name)),
        )
        for one in municipalities
    ]
