"""Every page with the rows it needs: the list that the tests of the house walk along."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import override

from tests.factories.events import make_event, make_registration
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_milestone, make_person_part, make_programme, make_target
from tests.factories.stakeholders import (
    make_admin,
    make_contact_note,
    make_coordinator,
    make_feedback,
    make_import,
    make_invitation,
    make_issue,
    make_mandate,
    make_person,
    make_privacy_record,
    make_sent_issue,
    make_statement,
    make_subscriber,
    make_topic,
)


@dataclass
class World:
    """One municipality in which everything exists `size` times."""

    size: int

    def __post_init__(self) -> None:
        self.municipality = make_municipality()
        self.coordinator = make_coordinator(municipality=self.municipality)
        self.administrator = make_admin()
        self.programmes = [make_programme(municipality=self.municipality) for _ in range(self.size)]
        self.events = [make_event(municipality=self.municipality) for _ in range(self.size)]
        for _ in range(self.size):
            make_mandate(municipality=self.municipality, role="viewer")
            make_invitation(municipality=self.municipality)
        for programme in self.programmes:
            programme.events.set(self.events)
            make_milestone(programme=programme)
            make_target(programme=programme)
        make_statement(municipality=self.municipality)
        make_privacy_record(municipality=self.municipality)
        for _ in range(self.size):
            make_feedback(municipality=self.municipality)
        self.people = [make_person(municipality=self.municipality) for _ in range(self.size)]
        for person in self.people:
            make_contact_note(person=person)
            for programme in self.programmes:
                make_person_part(programme=programme, person=person)
        self.batch = make_import(municipality=self.municipality, rows=self.size)
        self.topics = [make_topic(municipality=self.municipality) for _ in range(self.size)]
        self.subscribers = [make_subscriber(topics=self.topics) for _ in range(self.size)]
        self.issues = [make_issue(topics=self.topics) for _ in range(self.size)]
        self.sent_issues = [make_sent_issue(topics=self.topics) for _ in range(self.size)]
        for event in self.events:
            for _ in range(self.size):
                make_registration(event=event)

    @cached_property
    def event(self) -> Any:
        return self.events[0]

    @cached_property
    def programme(self) -> Any:
        return self.programmes[0]

    def arguments_of_stakeholders(self, view: str) -> dict[str, Any]:
        if view == "desk_step_list":
            return {}
        if view in {"desk_topic_edit", "desk_topic_discard"}:
            return {"slug": self.topics[0].slug}
        if view == "desk_subscriber_detail":
            return {"public_id": self.subscribers[0].public_id}
        if view == "desk_import_detail":
            return {"public_id": self.batch.public_id}
        is_of_one = view in {"desk_stakeholder_detail", "desk_stakeholder_edit", "desk_stakeholder_remove", "desk_involvement_create"}
        return {"kind": "people", "pk": self.people[0].pk} if is_of_one else {"kind": "people"}

    def arguments_of_newsletters(self, view: str) -> dict[str, Any]:
        if view == "issue_list_of":
            return {"slug": self.municipality.slug}
        if view == "issue_detail":
            return {"slug": self.sent_issues[0].slug}
        more = {"language": "sl"} if view == "desk_issue_preview" else {}
        return {"public_id": self.issues[0].public_id, **more} if view not in {"issue_list", "desk_issue_list", "desk_issue_create"} else {}

    def arguments(self, name: str) -> dict[str, Any]:
        """What an address wants to know."""
        app, view = name.split(":")
        if app == "newsletters":
            return self.arguments_of_newsletters(view)
        if app in {"contacts", "imports"} or view in {"desk_involvement_create", "desk_topic_edit", "desk_topic_discard", "desk_subscriber_detail"}:
            return self.arguments_of_stakeholders(view)
        if view in {"event_detail", "register", "register_done", "event_ics"}:
            return {"slug": self.event.slug}
        if view == "desk_registration_list" or (app == "events" and view.startswith("desk_event_") and view not in {"desk_event_list", "desk_event_create"}):
            return {"public_id": self.event.public_id}
        if view in {"programme_detail", *DESK_OF_A_PROGRAMME}:
            return {"slug": self.programme.slug}
        if view in {"desk_place_edit", "desk_place_discard"}:
            return {"pk": self.event.place_id}
        if view == "method_detail":
            return {"key": self.programme.method}
        if view in {
            "municipality_detail",
            "set_up",
            "desk_municipality_names",
            "desk_municipality_look",
            "desk_municipality_languages",
            "desk_municipality_letters",
            "municipality_accessibility",
            "municipality_privacy",
            "desk_statement_edit",
            "desk_privacy_edit",
        }:
            return {"slug": self.municipality.slug}
        return ARGUMENTS.get(view, {})

    def address(self, name: str, language: str) -> str:
        with override(language):
            return reverse(name, kwargs=self.arguments(name))


ARGUMENTS = {"event_month": {"year": 2027, "month": 5}, "letter_kind_detail": {"name": "registrations.seat_confirmed"}}
DESK_OF_A_PROGRAMME = {"desk_programme_history", "desk_programme_detail", "desk_programme_edit", "desk_programme_publish", "desk_programme_close"}

PUBLIC = (
    "home:home",
    "home:search",
    "home:accessibility",
    "home:privacy",
    "home:patterns",
    "duties:feedback",
    "duties:feedback_done",
    "duties:municipality_accessibility",
    "duties:municipality_privacy",
    "people:ask_my_data",
    "people:ask_my_data_done",
    "newsletters:issue_list",
    "newsletters:issue_list_of",
    "newsletters:issue_detail",
    "subscriptions:subscribe",
    "subscriptions:subscribe_done",
    "locations:municipality_list",
    "locations:municipality_detail",
    "events:event_list",
    "events:event_month",
    "events:event_detail",
    "events:register",
    "programmes:programme_list",
    "programmes:programme_detail",
    "programmes:method_list",
    "programmes:method_detail",
)
DESK = (
    "newsletters:desk_issue_list",
    "newsletters:desk_issue_create",
    "newsletters:desk_issue_detail",
    "newsletters:desk_issue_edit",
    "newsletters:desk_issue_audience",
    "newsletters:desk_issue_preview",
    "newsletters:desk_issue_send",
    "newsletters:desk_issue_discard",
    "subscriptions:desk_topic_list",
    "subscriptions:desk_topic_create",
    "subscriptions:desk_topic_edit",
    "subscriptions:desk_topic_discard",
    "subscriptions:desk_subscriber_find",
    "subscriptions:desk_subscriber_detail",
    "subscriptions:desk_address_silence",
    "sign_in:account",
    "sign_in:session_list",
    "duties:desk_feedback_list",
    "duties:desk_statement_edit",
    "duties:desk_privacy_edit",
    "workspace:home",
    "workspace:set_up",
    "workspace:due_list",
    "contacts:desk_step_list",
    "contacts:desk_stakeholder_list",
    "contacts:desk_stakeholder_create",
    "contacts:desk_stakeholder_detail",
    "contacts:desk_stakeholder_edit",
    "contacts:desk_stakeholder_remove",
    "imports:desk_import_create",
    "imports:desk_import_detail",
    "programmes:desk_involvement_create",
    "locations:desk_municipality_names",
    "locations:desk_municipality_look",
    "locations:desk_municipality_languages",
    "locations:desk_municipality_letters",
    "workspace:letter_list",
    "mandates:desk_colleague_list",
    "mandates:desk_invitation_create",
    "locations:desk_place_list",
    "locations:desk_place_create",
    "locations:desk_place_edit",
    "locations:desk_place_discard",
    "events:desk_event_list",
    "events:desk_event_create",
    "events:desk_event_edit",
    "events:desk_event_history",
    "events:desk_registration_list",
    "programmes:reminder_plan",
    "programmes:desk_programme_list",
    "programmes:desk_programme_start",
    "programmes:desk_programme_detail",
    "programmes:desk_programme_edit",
    "programmes:desk_programme_history",
)
ADMINISTRATION = ("workspace:letter_kind_list", "workspace:letter_kind_detail")
# Named, but no page of rows to be asked for by its name alone: each has tests of its own.
ELSEWHERE = {
    "no page": {"machine", "places", "feeds"},
    "of the accounts": {"account"},
    "of the administration": {"admin"},
}


def names_of_pages() -> Iterator[str]:
    """Every address of ours that bears a name, as `app:view`."""
    yield from _names(get_resolver().url_patterns, "")


def _names(patterns: list[URLPattern | URLResolver], app: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns, pattern.namespace or app)
        elif app and pattern.name:
            yield f"{app}:{pattern.name}"
