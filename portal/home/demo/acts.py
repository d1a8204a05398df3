"""What happens to an event in the story: drafted, announced, registered for, moved, called off. All of it by the real actions."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from events.agenda.actions import change_event, draft_event, publish_event
from events.agenda.models import Event
from events.registrations.actions import cancel, cancel_event, confirm, register, take_offer
from events.registrations.choices import Standing
from events.registrations.models import Registration
from portal.common.words import columns
from portal.home.demo.clock import Clock, by_day
from portal.home.demo.stage import Cast, Resident
from programmes.catalogue.actions import attach_event
from programmes.catalogue.models import Programme
from programmes.catalogue.rules import local_moment as local
from programmes.catalogue.rules import working_day

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT_NINE, AT_SIX = time(9), time(18)


class Telling:
    """One event's story, laid on the clock."""

    def __init__(self, clock: Clock, cast: Cast, facts: dict[str, Any], people: Iterator[Resident]) -> None:
        self.clock, self.cast, self.facts, self.people = clock, cast, facts, people
        self.slug = facts.get("municipality", "litija")
        self.actor = cast.coordinators[self.slug]
        self.event: Event
        self.came: list[Registration] = []

    # --- From a thought to an announcement ---

    def draft(self, programme: Programme, moment: datetime) -> None:
        """An event of our own; what the method suggests has been drafted with the programme."""
        facts = self.facts
        day = working_day(self.clock.today + timedelta(days=facts["day"]))
        starts_at = local(day, time.fromisoformat(facts["at"]))
        self.event = draft_event(
            municipality=self.cast.municipalities[self.slug],
            kind=facts["kind"],
            words={field: facts[field] for field in ("title", "summary", "text")},
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=facts["minutes"]),
            place=self.cast.places[facts["place"]] if "place" in facts else None,
            online_url=facts.get("online_url", ""),
            capacity=facts.get("capacity"),
            actor=self.actor,
            now=moment,
        )
        # the administrator may add what another municipality organises
        attach_event(programme=programme, event=self.event, actor=self.cast.admin, now=moment)

    def suggest(self, event: Event) -> None:
        self.event = event

    def announced_at(self) -> datetime:
        return local((self.event.starts_at - timedelta(days=self.facts["announced_before"])).date(), AT_NINE)

    def announce(self, moment: datetime) -> None:
        event, facts = self.event, self.facts
        for column, text in columns("text", facts["text"]).items():
            setattr(event, column, text.strip())
        if "place_in_method" in facts:
            event.place = self.cast.places[facts["place"]]
        event.needs_registration = "capacity" in facts
        event.party_limit = facts.get("party_limit", event.party_limit)
        event.contact_name, event.contact_email = self.actor.name, self.event.municipality.contact_email
        if "opens_in_days" in facts:
            event.registration_opens_at = local(self.clock.today + timedelta(days=facts["opens_in_days"]), AT_NINE)
        if "closes_in_days" in facts:
            event.registration_closes_at = local(self.clock.today + timedelta(days=facts["closes_in_days"]), AT_SIX)
        change_event(event=event, capacity=facts.get("capacity"), actor=self.actor, now=moment)
        publish_event(event=event, actor=self.actor, now=moment)
        self.invite(moment)
        self.clock.look(event.starts_at - DAY + timedelta(minutes=1))  # the reminder
        if "moved_to" in facts:
            self.clock.at(local(self.clock.today - 3 * DAY, time(11)), self.move)
        if "cancellation" in facts:
            self.clock.at(local(self.clock.today - DAY, time(14)), self.call_off)

    # --- Those who come ---

    def invite(self, moment: datetime) -> None:
        """Spread those who come between the announcement and a day before the event, or the present."""
        parties = [*self.facts["parties"], *self.facts.get("waiting", [])]
        last = min(self.event.starts_at - 30 * HOUR, (self.event.registration_closes_at or self.event.starts_at) - 3 * HOUR, self.clock.now - 2 * HOUR)
        if "filled_by" in self.facts:
            last = min(last, local(self.clock.today + timedelta(days=self.facts["filled_by"]), time(20)))
        first = moment + 6 * HOUR
        for number, party in enumerate(parties):
            came_at = by_day(first + (last - first) * (number + 0.5) / len(parties) + timedelta(minutes=number * 7 % 50))
            self.clock.at(came_at, self.comes(next(self.people), party, number))

    def comes(self, person: Resident, party: int, number: int) -> Any:
        def act(moment: datetime) -> None:
            registration = register(
                event=self.event, name=person.name, email=person.email, party_size=party, language=person.language, needs=person.needs, now=moment
            )
            self.came.append(registration)
            if number in self.facts.get("forgets", []):
                self.clock.look(registration.expires_at + timedelta(seconds=20))
            else:
                self.clock.at(moment + timedelta(minutes=3 + number * 5 % 37), lambda later: confirm(registration=registration, now=later))
            if number in self.facts.get("changes_mind", []):
                self.clock.at(moment + 20 * HOUR, lambda later: cancel(registration=registration, now=later))

        return act

    def gives_back(self, number: int) -> Any:
        """The one who came in that place cannot come after all."""

        def act(moment: datetime) -> None:
            registration = self.came[number]
            registration.refresh_from_db()
            cancel(registration=registration, now=moment)
            self.clock.look(moment + timedelta(seconds=25))

        return act

    def takes_what_is_offered(self, moment: datetime) -> None:
        for registration in Registration.objects.filter(event=self.event, standing=Standing.OFFERED).select_related("event"):
            take_offer(registration=registration, now=moment)

    # --- What else happens to it ---

    def move(self, moment: datetime) -> None:
        event = Event.objects.get(pk=self.event.pk)
        later = local(event.starts_at.astimezone(self.clock.now.tzinfo).date(), time.fromisoformat(self.facts["moved_to"]))
        event.ends_at += later - event.starts_at
        event.starts_at = later
        change_event(event=event, capacity=self.facts["capacity"], actor=self.actor, now=moment)

    def call_off(self, moment: datetime) -> None:
        event = Event.objects.select_related("municipality").get(pk=self.event.pk)
        cancel_event(event=event, note=self.facts["cancellation"], actor=self.actor, now=moment)


def first_day(today: date) -> date:
    """A Monday some eight months ago: sowing is over, growth is in its second month."""
    day = today - timedelta(days=236)
    return day - timedelta(days=day.weekday())
