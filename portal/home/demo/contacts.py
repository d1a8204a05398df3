"""With whom the municipalities work: people, what was said with them, and what is to come of it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from portal.home.demo.stage import Cast, read
from programmes.catalogue.models import Programme
from programmes.catalogue.rules import local_moment as local
from programmes.involvement.actions import involve_person
from stakeholders.contacts.actions import keep_person, log_contact
from stakeholders.people.models import Person


def tell(cast: Cast, programme: Programme, today: date) -> None:
    """`programme` is the one of the people who have a role."""
    for facts in read("contacts")["people"]:
        meet(facts, cast, programme, today)


def meet(facts: dict[str, Any], cast: Cast, programme: Programme, today: date) -> None:
    actor, municipality = cast.coordinators[facts["municipality"]], cast.municipalities[facts["municipality"]]
    words = {name: facts.get(name, "") for name in ("name", "group", "email", "phone", "note", "source")}
    first = min([contact["day"] for contact in facts.get("contacts", [])], default=-20)
    met = moment(today, first - 1)
    person = keep_person(person=Person(municipality=municipality, language="sl", created_at=met, **words), actor=actor, now=met)
    if "role" in facts:
        involve_person(programme=programme, person=person, role=facts["role"], actor=actor, now=moment(today, -3))
    for contact in facts.get("contacts", []):
        next_on = today + timedelta(days=contact["next_on"]) if "next_on" in contact else None
        said = {name: contact.get(name, "") for name in ("way", "text", "next_step")}
        log_contact(row=person, on=today + timedelta(days=contact["day"]), next_on=next_on, **said, actor=actor, now=moment(today, contact["day"]))


def moment(today: date, days: int) -> datetime:
    return local(today + timedelta(days=days), time(11))
