"""Before the story begins: municipalities, accounts, places, and the people who will come."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.core.management import call_command

from locations.municipalities.actions import finish_set_up
from locations.municipalities.models import District, Municipality, Region
from locations.places.models import Place
from portal.common.actor import Actor
from portal.common.brand import ensure_readable
from portal.common.words import columns, short_name
from stakeholders.mandates.actions import grant_mandate
from stakeholders.mandates.choices import RIGHTS, Role
from stakeholders.mandates.models import Mandate
from stakeholders.organisations.models import Membership, Organisation
from stakeholders.people.models import Person, User

FOLDER = Path(__file__).parent


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


STAGE = read("stage")


class SignIn(NamedTuple):
    email: str
    password: str
    who: str


SIGN_INS = [SignIn(account["email"], STAGE["password"], account["who"]) for account in STAGE["accounts"]]


@dataclass(frozen=True)
class Cast:
    """Who acts, and where."""

    admin: Actor
    coordinators: dict[str, Actor]
    municipalities: dict[str, Municipality]
    places: dict[str, Place]

    def municipality(self, slug: str) -> Municipality:
        """One of those that act, or another that is only known by name."""
        return self.municipalities.get(slug) or Municipality.objects.get(slug=slug)


def set_stage(now: datetime, *, checked_on: date) -> Cast:
    call_command("load_places", verbosity=0, stdout=Silence())
    for facts in STAGE["invented"]:
        Municipality.objects.create(**{**facts, "region": Region.objects.get(code=facts["region"])})
    municipalities = {slug: furnish(slug, now, **facts) for slug, facts in STAGE["municipalities"].items()}
    accounts = {account["key"]: open_account(account, now) for account in STAGE["accounts"]}
    admin = actor_of(accounts["admin"])
    for account in STAGE["accounts"]:
        if slug := account.get("municipality"):
            grant_mandate(user=accounts[account["key"]], municipality=municipalities[slug], role=account.get("role", Role.COORDINATOR), actor=admin, now=now)
    leads = [account for account in STAGE["accounts"] if "municipality" in account and "role" not in account]
    coordinators = {account["municipality"]: actor_of(accounts[account["key"]]) for account in leads}
    places = {facts["key"]: open_place(facts, municipalities, checked_on) for facts in STAGE["places"]}
    return Cast(admin, coordinators, municipalities, places)


class Silence:
    """A command's words are not the story's."""

    def write(self, _text: str) -> None:
        pass


def furnish(slug: str, now: datetime, *, contact_email: str, brand_colour: str, spark_colour: str) -> Municipality:
    ensure_readable(brand_colour, spark_colour)
    municipality = Municipality.objects.get(slug=slug)
    municipality.takes_part = True
    municipality.contact_email, municipality.brand_colour, municipality.spark_colour = contact_email, brand_colour, spark_colour
    municipality.save()
    return finish_set_up(municipality=municipality, actor=None, now=now)


def open_account(account: dict[str, Any], now: datetime) -> User:
    make = User.objects.create_superuser if account.get("is_admin") else User.objects.create_user
    user = make(account["email"], STAGE["password"], name=account["name"], language=account["language"], date_joined=now)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Person.objects.create(user=user, name=user.name, email=user.email, language=user.language, created_at=now)
    return user


def actor_of(user: User) -> Actor:
    roles: dict[int, frozenset[str]] = {}
    for municipality, role in Mandate.objects.in_force().filter(user=user).values_list("municipality_id", "role"):
        roles[municipality] = roles.get(municipality, frozenset()) | {role}
    return Actor(user_id=user.pk, name=user.name, email=user.email, is_admin=user.is_superuser, roles=roles, table=RIGHTS)


def open_place(facts: dict[str, Any], municipalities: dict[str, Municipality], checked_on: date) -> Place:
    plain = {name: value for name, value in facts.items() if name not in {"key", "municipality", "district", "directions", "access_note"}}
    municipality = municipalities[facts["municipality"]]
    district = District.objects.get(municipality=municipality, slug=facts["district"]) if "district" in facts else None
    words = columns("directions", facts["directions"]) | columns("access_note", facts["access_note"])
    checked = None if facts.get("is_unseen") else checked_on
    plain.pop("is_unseen", None)
    return Place.objects.create(municipality=municipality, district=district, access_checked_on=checked, **plain, **words)


def found_organisation(facts: dict[str, Any], municipality: Municipality | None, since: date) -> Organisation:
    """An organisation with the person who speaks for it, when the story knows one."""
    organisation, _is_new = Organisation.objects.get_or_create(name=facts["name"], type=facts["type"], municipality=municipality)
    if "person" in facts:
        person = Person.objects.create(name=facts["person"], email=address_of(facts["person"]), language="sl")
        Membership.objects.create(organisation=organisation, person=person, title=facts["title"], since_on=since - timedelta(days=400))
    return organisation


def address_of(name: str) -> str:
    return f"{short_name(name).replace('-', '.')}@example.com"


class Resident(NamedTuple):
    name: str
    email: str
    language: str
    needs: str


def residents() -> Iterator[Resident]:
    """No two alike as long as the story needs: names by counting through two lists whose lengths share no divisor."""
    people = read("people")
    first, last, guests, needs = people["first"], people["last"], people["guests"], people["needs"]
    for number in count():
        is_guest = number % 9 == 4
        name = guests[number // 9 % len(guests)] if is_guest else f"{first[number % len(first)]} {last[number * 3 % len(last)]}"
        need = needs[number // 12 % len(needs)] if number % 12 == 7 and not is_guest else ""
        yield Resident(name, address_of(name), "en" if is_guest else "sl", need)
