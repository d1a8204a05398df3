"""Filling an installation with the places that statistics know, and setting one of them up."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from locations.municipalities import emails, rules
from locations.municipalities.choices import Step
from locations.municipalities.models import Country, District, Municipality, Region
from portal.common import audit
from portal.common.actor import Actor


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


def keep_step(*, municipality: Municipality, step: Step, columns: Collection[str], actor: Actor, now: datetime) -> Municipality:
    """Store what one step of the set-up says, and that it was gone through. Later it is how these facts are changed."""
    rules.ensure_can_set_up(actor, municipality.pk)
    with transaction.atomic():
        stored = Municipality.objects.select_for_update().get(pk=municipality.pk)
        municipality.set_up_steps = sorted({*stored.set_up_steps, step})
        municipality.save(update_fields=[*columns, "set_up_steps"])
        audit.record(actor, "municipality.changed", municipality, at=now, step=step)
    return municipality


def send_test_letter(*, municipality: Municipality, actor: Actor, now: datetime) -> bool:
    """A letter to whoever asks, as residents will get them. False when one has just been written."""
    rules.ensure_can_set_up(actor, municipality.pk)
    with transaction.atomic():
        is_new = emails.test_letter(municipality, to=actor.email, user_id=actor.user_id, now=now)
        keep_step(municipality=municipality, step=Step.LETTERS, columns=[], actor=actor, now=now)
    return is_new


def finish_set_up(*, municipality: Municipality, actor: Actor | None, now: datetime) -> Municipality:
    """Nobody is led through it any more; everything can still be changed."""
    rules.ensure_can_set_up(actor, municipality.pk)
    with transaction.atomic():
        if Municipality.objects.to_set_up().filter(pk=municipality.pk).update(set_up_at=now):
            audit.record(actor, "municipality.set_up", municipality, at=now)
    municipality.refresh_from_db()
    return municipality


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
