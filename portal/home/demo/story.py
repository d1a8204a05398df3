"""The demo: InLoCom in Litija, told through the real actions in story time; before it, what history.py remembers of the other methods.

A clock walks from eight months ago to now. What people do is done by the actions at its moment, and the worker's sweeps
run in between: letters have really been written, seats really been offered, reminders really been due.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from events.registrations.actions import register
from events.registrations.choices import Standing
from portal.common.words import columns
from portal.home.demo import contacts, history, news
from portal.home.demo.acts import HOUR, Telling, first_day
from portal.home.demo.clock import Clock
from portal.home.demo.stage import SIGN_INS, STAGE, Cast, Resident, found_organisation, read, residents, set_stage
from programmes.catalogue.actions import (
    add_municipality,
    add_partner,
    change_programme,
    close_phase,
    move_phase,
    publish_programme,
    reach_milestone,
    start_programme,
    tick_item,
)
from programmes.catalogue.choices import PartnerRole, methods
from programmes.catalogue.models import Funding, Milestone, Programme
from programmes.catalogue.rules import lay_out
from programmes.catalogue.rules import local_moment as local
from stakeholders.duties.actions import give_feedback, keep_record
from stakeholders.duties.models import AccessibilityStatement, PrivacyRecord
from stakeholders.people.models import User

__all__ = ["SIGN_INS", "is_told", "tell"]

METHOD = "inlocom"
NEIGHBOURHOOD = 90  # so many residents take part; some of them come again


def is_told() -> bool:
    return User.objects.filter(email=SIGN_INS[0].email).exists()


def tell(now: datetime) -> None:
    """Tell it once: all of it or nothing. Told already, it stays as it is."""
    if is_told():
        return
    with translation.override("sl"), transaction.atomic():
        Litija(now).tell()


class Litija:
    """The second round of the programme, and the neighbours who begin."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.clock = Clock(now)
        self.words = read("programme")
        self.began_on = first_day(self.clock.today)
        self.cast: Cast
        self.round: Programme
        self.events: dict[str, Telling] = {}

    def tell(self) -> None:
        preparing = local(self.began_on - timedelta(days=30), time(10))
        self.cast = set_stage(preparing, checked_on=self.clock.today - timedelta(days=40))
        history.tell(self.cast, preparing)
        self.clock.each_day(self.began_on - timedelta(days=15))
        self.clock.at(local(self.began_on - timedelta(days=21), time(10)), self.start)
        self.clock.at(local(self.began_on - timedelta(days=14), time(9)), self.publish)
        self.clock.at(local(self.clock.today - timedelta(days=30), time(10)), self.think_of_events)
        self.clock.at(local(self.clock.today - timedelta(days=25), time(9)), lambda moment: news.tell(self.cast, self.round, self.clock, moment))
        self.clock.at(local(self.clock.today - timedelta(days=20), time(14)), self.give_growth_more_time)
        self.clock.at(local(self.clock.today - timedelta(days=12), time(10)), self.neighbours_begin)
        self.clock.at(local(self.clock.today - timedelta(days=4), time(16)), self.think_of_the_banks)
        self.clock.at(local(self.clock.today - timedelta(days=30), time(9)), self.declare)
        self.clock.at(local(self.clock.today - timedelta(days=3), time(19)), self.somebody_writes)
        self.clock.at(self.now - timedelta(minutes=20), self.somebody_is_about_to_come)
        self.clock.run()
        contacts.tell(self.cast, self.round, self.clock.today)

    # --- What the municipality owes ---

    def declare(self, moment: datetime) -> None:
        litija, actor = self.cast.municipalities["litija"], self.cast.coordinators["litija"]
        duties = self.words["duties"]
        prepared = {"prepared_on": timezone.localdate(moment), "reviewed_on": timezone.localdate(moment)}
        keep_record(record=AccessibilityStatement(municipality=litija, **columns("gaps", duties["gaps"]), **prepared), actor=actor, now=moment)
        record = PrivacyRecord(municipality=litija, officer_name=duties["officer"], reviewed_on=prepared["reviewed_on"], **columns("more", duties["more"]))
        keep_record(record=record, actor=actor, now=moment)

    def somebody_writes(self, moment: datetime) -> None:
        litija, person = self.cast.municipalities["litija"], next(self.people(51))
        message = self.words["duties"]["message"]
        answers = {"topic": "accessibility", "page": "/sl/events/", "name": person.name, "email": person.email, "language": "sl"}
        give_feedback(municipality=litija, message=message, **answers, now=moment)

    # --- The programme ---

    def start(self, moment: datetime) -> None:
        self.round = self.begin("second_round", "litija", moment, since_year=self.words["second_round"]["since_year"])
        litija, actor = self.cast.municipalities["litija"], self.cast.coordinators["litija"]
        for facts in STAGE["partners"]:
            organisation = found_organisation(facts, litija, since=self.began_on)
            add_partner(programme=self.round, organisation=organisation, name="", type="", role=facts["role"], actor=actor, now=moment)
        add_municipality(programme=self.round, municipality=self.cast.municipalities["smartno-pri-litiji"], role=PartnerRole.PARTNER, actor=actor, now=moment)
        money = self.words["second_round"]["funding"]
        Funding.objects.create(programme=self.round, funder=money["funder"], call=money["call"], amount=Decimal(money["amount"]))
        for facts in read("method_events")["events"]:
            self.announce(facts, list(self.round.events.order_by("starts_at"))[facts["place_in_method"]])

    def begin(self, key: str, municipality: str, moment: datetime, *, events: int | None = None, **fields: Any) -> Programme:
        """Lay a programme out by its method, and give it the words of its own."""
        words, method = self.words[key], methods[METHOD]
        starts_on = self.clock.today + timedelta(days=words["starts_in_days"]) if "starts_in_days" in words else self.began_on
        layout = lay_out(method, starts_on)
        programme = start_programme(
            method=method,
            municipality=self.cast.municipalities[municipality],
            title=words["title"],
            starts_on=starts_on,
            phases=layout.phases,
            milestones=layout.milestones,
            events=layout.events[:events],
            actor=self.cast.coordinators[municipality],
            now=moment,
        )
        said = {**columns("summary", words["summary"]), **columns("text", words["text"]), **fields}
        for column, text in said.items():
            setattr(programme, column, text.strip() if isinstance(text, str) else text)
        return change_programme(programme=programme, columns=[*said, "summary", "text"], actor=self.cast.coordinators[municipality], now=moment)

    def publish(self, moment: datetime) -> None:
        actor = self.cast.coordinators["litija"]
        publish_programme(programme=self.round, actor=actor, now=moment)
        for milestone in self.words["second_round"]["milestones"]:
            due_on = self.clock.today + timedelta(days=milestone["day"])
            Milestone.objects.create(programme=self.round, phase=self.round.phases.get(key="growth"), due_on=due_on, **columns("name", milestone["name"]))
        sowing, growth = self.round.phases.get(key="sowing"), self.round.phases.get(key="growth")
        for number, item in enumerate([*sowing.checklist.order_by("gate", "position"), *growth.checklist.filter(gate="entry")]):
            self.clock.at(local(self.began_on + timedelta(days=number * 26), time(15)), self.ticks(item))
        self.clock.at(local(self.clock.today - timedelta(days=6), time(15)), self.ticks(growth.checklist.filter(gate="exit").order_by("position").first()))
        self.clock.at(local(sowing.ends_on, time(17)), lambda later: close_phase(phase=sowing, actor=actor, now=later))
        for number, milestone in enumerate(self.round.milestones.filter(phase=sowing).order_by("due_on")):
            self.reaches(milestone, days_late=number * 12)
        self.reaches(growth.milestones.order_by("due_on").first(), days_late=-1)

    def ticks(self, item: Any) -> Any:
        return lambda moment: tick_item(item=item, is_done=True, actor=self.cast.coordinators["litija"], now=moment)

    def reaches(self, milestone: Milestone, *, days_late: int) -> None:
        reached_on, actor = milestone.due_on + timedelta(days=days_late), self.cast.coordinators["litija"]
        self.clock.at(local(reached_on, time(18)), lambda later: reach_milestone(milestone=milestone, reached_on=reached_on, actor=actor, now=later))

    def give_growth_more_time(self, moment: datetime) -> None:
        """What follows goes along; the end that was announced first is remembered."""
        growth = self.round.phases.get(key="growth")
        ends_on = growth.ends_on + timedelta(days=28)
        move_phase(phase=growth, starts_on=growth.starts_on, ends_on=ends_on, move_following=True, actor=self.cast.coordinators["litija"], now=moment)

    # --- Events ---

    def announce(self, facts: dict[str, Any], event: Any) -> None:
        telling = self.events[facts["key"]] = Telling(self.clock, self.cast, facts, self.people(len(self.events)))
        telling.suggest(event)
        self.clock.at(telling.announced_at(), telling.announce)

    def people(self, number: int) -> Iterator[Resident]:
        """Each event begins elsewhere in the neighbourhood, so that some meet again."""
        return islice(cycle(list(islice(residents(), NEIGHBOURHOOD))), number * 11 % NEIGHBOURHOOD, None)

    def think_of_events(self, moment: datetime) -> None:
        for facts in read("events")["events"]:
            telling = self.events[facts["key"]] = Telling(self.clock, self.cast, facts, self.people(len(self.events)))
            telling.draft(self.round, moment)
            if "announced_before" in facts:
                self.clock.at(telling.announced_at(), telling.announce)
        self.seats_change_hands(self.events["repair"])

    def seats_change_hands(self, repair: Telling) -> None:
        """Twelve seats, and more who want them: one offer lapses, the next is taken, a third is still open."""
        today = self.clock.today
        self.clock.at(local(today - timedelta(days=6), time(10)), repair.gives_back(1))
        self.clock.look(local(today - timedelta(days=5), time(10, 5)))
        self.clock.at(local(today - timedelta(days=5), time(17)), repair.takes_what_is_offered)
        self.clock.at(self.now - 5 * HOUR, repair.gives_back(4))

    def somebody_is_about_to_come(self, moment: datetime) -> None:
        """Registered some minutes ago and not confirmed yet: the seat is kept."""
        person = next(self.people(50))
        kept = register(event=self.events["walk"].event, name=person.name, email=person.email, party_size=1, language=person.language, now=moment)
        if kept.standing != Standing.HELD:
            message = "the walk should have a last seat"
            raise AssertionError(message)

    # --- Those who come after ---

    def neighbours_begin(self, moment: datetime) -> None:
        actor = self.cast.coordinators["smartno-pri-litiji"]
        village = self.begin("village", "smartno-pri-litiji", moment, events=4)
        add_municipality(programme=village, municipality=self.cast.municipalities["litija"], role=PartnerRole.PARTNER, actor=actor, now=moment)
        publish_programme(programme=village, actor=actor, now=moment)

    def think_of_the_banks(self, moment: datetime) -> None:
        """A draft that nobody outside sees."""
        self.begin("banks", "litija", moment, events=2)
