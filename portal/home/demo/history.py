"""What really was: one programme for each of the other methods, with the facts of its source. They are over, so they are entered and closed at once.

Nothing is swept here: nobody is reminded of what was due before it was entered.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from events.agenda.actions import change_event, draft_event, publish_event
from portal.common.actor import Actor
from portal.common.words import columns
from portal.home.demo.stage import Cast, found_organisation, read
from programmes.catalogue.actions import (
    add_municipality,
    add_partner,
    attach_event,
    change_programme,
    close_phase,
    close_programme,
    publish_programme,
    start_programme,
)
from programmes.catalogue.choices import methods
from programmes.catalogue.models import Funding, Programme, Target
from programmes.catalogue.rules import LaidPhase, lay_out
from programmes.catalogue.rules import local_moment as local

ANNOUNCED_BEFORE = timedelta(days=14)


def tell(cast: Cast, moment: datetime) -> None:
    """Enter all of them at that moment."""
    for facts in read("history")["programmes"]:
        enter(facts, cast, moment)


def enter(facts: dict[str, Any], cast: Cast, moment: datetime) -> None:
    actor, municipality = cast.coordinators[facts["municipality"]], cast.municipalities[facts["municipality"]]
    programme = start_programme(
        method=methods[facts["method"]],
        municipality=municipality,
        title=facts["title"],
        starts_on=facts["starts_on"],
        phases=phases_of(facts),
        milestones=[],
        events=[],
        actor=actor,
        now=moment,
    )
    say(programme, facts, actor, moment)
    bring_people(programme, facts, cast, actor, moment)
    for event in facts.get("events", []):
        remember(event, programme, cast, actor)
    publish_programme(programme=programme, actor=actor, now=moment)
    for phase in programme.phases.order_by("position"):
        close_phase(phase=phase, actor=actor, now=moment)
    close_programme(programme=programme, actor=actor, now=moment)


def phases_of(facts: dict[str, Any]) -> list[LaidPhase]:
    """As the method lays them out; only those of which the source tells, the last one no longer than it says."""
    phases = [phase for phase in lay_out(methods[facts["method"]], facts["starts_on"]).phases if phase.plan.key in facts.get("phases", [phase.plan.key])]
    last = phases[-1]
    return [*phases[:-1], LaidPhase(last.plan, last.starts_on, facts.get("last_day", last.ends_on))]


def say(programme: Programme, facts: dict[str, Any], actor: Actor, moment: datetime) -> None:
    said = {**columns("summary", facts["summary"]), **columns("text", facts["text"])}
    for column, text in said.items():
        setattr(programme, column, text.strip())
    programme.municipality_total = facts.get("municipality_total")
    change_programme(programme=programme, columns=[*said, "summary", "text", "municipality_total"], actor=actor, now=moment)
    Target.objects.bulk_create(
        [
            Target(programme=programme, position=place, number=target["number"], **columns("label", target["label"]))
            for place, target in enumerate(facts.get("targets", []))
        ]
    )
    for money in facts.get("funding", []):
        amount = Decimal(money["amount"]) if "amount" in money else None
        Funding.objects.create(programme=programme, **{**money, "amount": amount})


def bring_people(programme: Programme, facts: dict[str, Any], cast: Cast, actor: Actor, moment: datetime) -> None:
    """Who took part, and as what; the municipality that keeps the page did not always lead."""
    roles = {facts["municipality"]: facts["own_role"], **{one["slug"]: one["role"] for one in facts.get("municipalities", [])}}
    for slug, role in roles.items():
        add_municipality(programme=programme, municipality=cast.municipality(slug), role=role, actor=actor, now=moment)
    for partner in facts["partners"]:
        organisation = found_organisation(partner, None, since=facts["starts_on"])
        add_partner(programme=programme, organisation=organisation, name="", type="", role=partner["role"], actor=actor, now=moment)


def remember(facts: dict[str, Any], programme: Programme, cast: Cast, actor: Actor) -> None:
    """An event of its time, announced in its time. Nobody registers for it any more."""
    starts_at, ends_at = (local(facts[name].date(), facts[name].time()) for name in ("starts_at", "ends_at"))
    moment = starts_at - ANNOUNCED_BEFORE
    event = draft_event(
        municipality=programme.municipality,
        kind=facts["kind"],
        words={field: facts[field] for field in ("title", "summary", "text")},
        starts_at=starts_at,
        ends_at=ends_at,
        place=cast.places[facts["place"]] if "place" in facts else None,
        online_url=facts.get("online_url", ""),
        actor=actor,
        now=moment,
    )
    event.needs_registration = False
    change_event(event=event, capacity=None, actor=actor, now=moment)
    publish_event(event=event, actor=actor, now=moment)
    attach_event(programme=programme, event=event, actor=actor, now=moment)
