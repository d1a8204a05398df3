"""Filling an installation with the places that statistics know."""

from typing import Any

from django.db import transaction

from locations.municipalities.models import Country, District, Municipality, Region


def load_places(*, places: dict[str, Any]) -> int:
    """Add the countries, regions, municipalities and districts that are missing; returns how many municipalities were added.

    What is there already stays as its people keep it.
    """
    with transaction.atomic():
        for country in places["countries"]:
            Country.objects.get_or_create(code=country["code"], defaults=_in_languages(country))
        for region in places["regions"]:
            Region.objects.get_or_create(code=region["code"], defaults={"country_id": region["country"], **_in_languages(region)})
        added = sum(_add_municipality(facts) for facts in places["municipalities"])
        _add_neighbours(places["municipalities"])
    return added


def _in_languages(facts: dict[str, Any]) -> dict[str, str]:
    return {f"name_{code}": name for code, name in facts["name"].items()}


def _add_municipality(facts: dict[str, Any]) -> bool:
    municipality, is_new = Municipality.objects.get_or_create(
        slug=facts["slug"],
        defaults={
            "region": Region.objects.get(code=facts["region"]),
            "name": facts["name"],
            "code": facts.get("code", ""),
            "legal_name": facts["legal_name"],
            "official_languages": facts["languages"],
            "website": facts.get("website", ""),
            "takes_part": facts.get("takes_part", False),
        },
    )
    for slug, name in facts.get("districts", {}).items():
        District.objects.get_or_create(municipality=municipality, slug=slug, defaults={"name": name})
    return is_new


def _add_neighbours(municipalities: list[dict[str, Any]]) -> None:
    known = {municipality.slug: municipality for municipality in Municipality.objects.filter(slug__in=[facts["slug"] for facts in municipalities])}
    for facts in municipalities:
        known[facts["slug"]].neighbours.add(*(known[slug] for slug in facts.get("neighbours", [])))
