"""Places to tell stories in. Called without a word, each makes what is ordinary, and makes it anew when asked twice."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from locations.municipalities.models import Country, District, Municipality, Region
from locations.places.models import Place

numbers = count(1)


def make_country(*, code: str = "SI", name: str = "Slovenija", **fields: Any) -> Country:
    """The country of that code; the same one when it is there already."""
    country, _ = Country.objects.get_or_create(code=code, defaults={"name_sl": name, "name_en": name, **fields})
    return country


def make_region(*, country: Country | None = None, code: str = "SI035", name: str = "Zasavska", **fields: Any) -> Region:
    """The region of that code; the same one when it is there already."""
    region, _ = Region.objects.get_or_create(code=code, defaults={"country": country or make_country(), "name_sl": name, "name_en": name, **fields})
    return region


def make_municipality(*, name: str = "", slug: str = "", region: Region | None = None, **fields: Any) -> Municipality:
    """A municipality that takes part. The first ones are called Občina 1, Občina 2 …"""
    number = next(numbers)
    name = name or f"Občina {number}"
    return Municipality.objects.create(
        name=name,
        slug=slug or f"obcina-{number}",
        region=region or make_region(),
        **{
            "code": f"{number:05d}",
            "official_languages": ["sl"],
            "legal_name": name if name.startswith("Občina") else f"Občina {name}",
            "contact_email": f"info@obcina-{number}.example",
            "contact_phone": "+386 1 000 00 00",
            "set_up_at": datetime(2027, 1, 4, 8, 0, tzinfo=UTC),
            **fields,
        },
    )


def make_district(*, municipality: Municipality | None = None, name: str = "", slug: str = "", **fields: Any) -> District:
    number = next(numbers)
    return District.objects.create(
        municipality=municipality or make_municipality(), name=name or f"Krajevna skupnost {number}", slug=slug or f"krajevna-skupnost-{number}", **fields
    )


def make_place(*, municipality: Municipality | None = None, name: str = "", **fields: Any) -> Place:
    return Place.objects.create(
        municipality=municipality or make_municipality(),
        name=name or f"Dvorana {next(numbers)}",
        **{"street": "Glavni trg 1", "postcode": "1270", "town": "Litija", **fields},
    )
