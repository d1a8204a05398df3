"""One of everything, and everybody who may knock at a door."""

from uuid import UUID

from django.test import Client

from tests.factories.events import make_draft as make_event_draft
from tests.factories.events import make_event, make_registration
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_draft, make_funding, make_item, make_milestone, make_partner, make_person_part, make_programme
from tests.factories.stakeholders import (
    make_admin,
    make_colleague,
    make_contact_note,
    make_coordinator,
    make_data_request,
    make_feedback,
    make_import,
    make_invitation,
    make_issue,
    make_mandate,
    make_member,
    make_organisation,
    make_person,
    make_privacy_record,
    make_sent_issue,
    make_statement,
    make_subscriber,
    make_topic,
    make_user,
)

ROLES = ("anonymous", "no_mandate", "viewer", "door_helper", "editor", "owner", "foreign", "organisation", "inactive", "admin")
NOWHERE = UUID("00000000-0000-4000-8000-000000000000")


class World:
    """One of everything in municipality A, made before anybody knocks."""

    def __init__(self) -> None:
        self.a, self.b = make_municipality(slug="a"), make_municipality(slug="b")
        self.users = {
            "no_mandate": make_user(),
            "viewer": make_colleague("viewer", municipality=self.a),
            "door_helper": make_colleague("door_helper", municipality=self.a),
            "editor": make_colleague("editor", municipality=self.a),
            "organisation": make_member(organisation=make_organisation(municipality=self.a)),
            "owner": make_coordinator(municipality=self.a),
            "foreign": make_coordinator(municipality=self.b),
            "inactive": make_coordinator(municipality=self.a, is_active=False),
            "admin": make_admin(),
        }
        self.event = make_event(municipality=self.a, slug="delavnica")
        self.event_draft = make_event_draft(municipality=self.a, slug="osnutek-delavnice")
        self.registration = make_registration(event=self.event)
        self.offered = make_registration(event=self.event, standing="offered")
        self.held = make_registration(event=self.event, standing="held")
        self.programme = make_programme(municipality=self.a, slug="inlocom")
        self.programme_draft = make_draft(municipality=self.a, slug="osnutek-programa")
        self.phase = self.programme.phases.order_by("position").last()
        self.milestone = make_milestone(programme=self.programme)
        self.item = make_item(phase=self.phase)
        self.partner = make_partner(programme=self.programme)
        self.funding = make_funding(programme=self.programme)
        self.participation = self.programme.participations.get()
        self.programme.events.add(self.event)
        self.feedback = make_feedback(municipality=self.a)
        make_statement(municipality=self.a)
        make_privacy_record(municipality=self.a)
        self.mandate = make_mandate(municipality=self.a, role="viewer")
        self.invitation = make_invitation(municipality=self.a)
        self.person = make_person(municipality=self.a)
        self.note = make_contact_note(person=self.person)
        self.batch = make_import(municipality=self.a)
        self.part = make_person_part(programme=self.programme, person=self.person)
        self.topic = make_topic(municipality=self.a, slug="novice")
        self.subscriber = make_subscriber(topics=[self.topic])
        self.issue = make_issue(topics=[self.topic])
        self.sent_issue = make_sent_issue(topics=[self.topic], slug="prva-stevilka")
        self.data_request = make_data_request(email=self.registration.email)

    def client(self, role: str) -> Client:
        client = Client(headers={"Accept-Language": "sl"})
        if role != "anonymous":
            client.force_login(self.users[role])
        return client
