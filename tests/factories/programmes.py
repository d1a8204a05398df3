"""Programmes to tell stories with. One is published and in the middle of its second phase unless said otherwise."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from locations.municipalities.models import Municipality
from programmes.catalogue.choices import PartnerRole, Season, Status
from programmes.catalogue.models import ChecklistItem, Funding, Milestone, Participation, Partner, Phase, Programme, Target
from programmes.involvement.models import PersonPart
from stakeholders.organisations.models import Organisation
from stakeholders.people.models import Person
from tests.factories.events import NOW
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_organisation, make_person

TODAY = NOW.date()  # Monday, 10 May 2027
PUBLISHED_AT = datetime(2027, 1, 4, 8, 0, tzinfo=NOW.tzinfo)
SEASONS = (Season.SOWING, Season.GROWTH, Season.HARVEST, Season.RE_HARVEST)
NAMES = {Season.SOWING: "Sejanje", Season.GROWTH: "Rast", Season.HARVEST: "Žetev", Season.RE_HARVEST: "Ponovna žetev"}
ENGLISH = {Season.SOWING: "Sowing", Season.GROWTH: "Growth", Season.HARVEST: "Harvest", Season.RE_HARVEST: "Re-harvest"}
FOUR_WEEKS = timedelta(days=28)
numbers = count(1)


def make_programme(*, municipality: Municipality | None = None, starts_on: date = TODAY - timedelta(days=42), phases: int = 4, **fields: Any) -> Programme:
    """Phases of four weeks each, one after the other; the first is over and the second in its third week."""
    number = next(numbers)
    home = municipality or make_municipality()
    words = {} if any(name.startswith("title") for name in fields) else {"title_sl": f"Program {number}", "title_en": f"Programme {number}"}
    ends_on = starts_on + FOUR_WEEKS * phases - timedelta(days=1)
    programme = Programme.objects.create(
        municipality=home,
        starts_on=starts_on,
        **{
            "method": "inlocom",
            "status": Status.PUBLISHED,
            "published_at": PUBLISHED_AT,
            "slug": f"program-{number}",
            "summary_sl": "Vsi za isto mizo.",
            "summary_en": "Everyone at one table.",
            "original_ends_on": ends_on,
            "ends_on": ends_on,
            **words,
            **fields,
        },
    )
    Participation.objects.create(programme=programme, municipality=home, role=PartnerRole.LEAD)
    for position in range(phases):
        make_phase(programme=programme, position=position)
    return programme


def make_draft(**fields: Any) -> Programme:
    return make_programme(**{"status": Status.DRAFT, "published_at": None, **fields})


def make_phase(*, programme: Programme, position: int, **fields: Any) -> Phase:
    season = SEASONS[position % len(SEASONS)]
    first = fields.pop("starts_on", programme.starts_on + FOUR_WEEKS * position)
    return Phase.objects.create(
        programme=programme,
        position=position,
        starts_on=first,
        **{"key": season, "season": season, "name_sl": NAMES[season], "name_en": ENGLISH[season], "ends_on": first + FOUR_WEEKS - timedelta(days=1), **fields},
    )


def make_milestone(*, programme: Programme, due_on: date = TODAY + timedelta(days=10), **fields: Any) -> Milestone:
    number = next(numbers)
    return Milestone.objects.create(programme=programme, due_on=due_on, **{"name_sl": f"Mejnik {number}", "name_en": f"Milestone {number}", **fields})


def make_item(*, phase: Phase, gate: str = ChecklistItem.Gate.EXIT, **fields: Any) -> ChecklistItem:
    number = next(numbers)
    return ChecklistItem.objects.create(phase=phase, gate=gate, **{"text_sl": f"Pogoj {number}", "text_en": f"Condition {number}", **fields})


def make_partner(*, programme: Programme, organisation: Organisation | None = None, **fields: Any) -> Partner:
    return Partner.objects.create(programme=programme, organisation=organisation or make_organisation(), **fields)


def make_funding(*, programme: Programme, **fields: Any) -> Funding:
    return Funding.objects.create(programme=programme, **{"funder": "Občina Litija", "amount": "12000.00", **fields})


def make_target(*, programme: Programme, number: int = 12, **fields: Any) -> Target:
    return Target.objects.create(programme=programme, number=number, **{"label_sl": "lokalnih strategij", "label_en": "local strategies", **fields})


def make_person_part(*, programme: Programme | None = None, person: Person | None = None, **fields: Any) -> PersonPart:
    programme = programme or make_programme()
    return PersonPart.objects.create(programme=programme, person=person or make_person(municipality=programme.municipality), **fields)
