"""People to tell stories about. Every account's password is `PASSWORD`, and its address is confirmed."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from locations.municipalities.models import Municipality
from portal.common.actor import NOBODY, Actor
from portal.common.outbox.models import Batch, BatchState
from portal.sign_in.middleware import actor_of
from stakeholders.contacts.models import ContactNote
from stakeholders.duties.models import AccessibilityStatement, Feedback, PrivacyRecord
from stakeholders.imports.models import Import, ImportRow
from stakeholders.mandates.choices import Role
from stakeholders.mandates.models import Invitation, Mandate
from stakeholders.newsletters.models import Edition, Issue
from stakeholders.organisations.choices import StakeholderType
from stakeholders.organisations.models import Membership, Organisation
from stakeholders.people.models import DataRequest, Person, User
from stakeholders.subscriptions.choices import Standing
from stakeholders.subscriptions.models import Subscriber, Subscription, Topic
from tests.factories.locations import make_municipality

numbers = count(1)
PASSWORD = "jutranja-kava-2026"
GRANTED_AT = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


def make_user(*, email: str = "", name: str = "", password: str = PASSWORD, **fields: Any) -> User:
    """An account without any mandate, ready to sign in."""
    number = next(numbers)
    user = User.objects.create_user(email or f"oseba{number}@setev.example", password, name=name or f"Oseba {number}", **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_mandate(*, user: User | None = None, municipality: Municipality | None = None, role: str = Role.COORDINATOR, **fields: Any) -> Mandate:
    """For the municipality, or a new one; for an organisation when one is named."""
    body = {"organisation": fields.pop("organisation")} if "organisation" in fields else {"municipality": municipality or make_municipality()}
    return Mandate.objects.create(user=user or make_user(), **body, role=role, **{"granted_at": GRANTED_AT, **fields})


def make_coordinator(*, municipality: Municipality | None = None, **fields: Any) -> User:
    """An account that coordinates for the municipality, or for a new one."""
    return make_colleague(Role.COORDINATOR, municipality=municipality, **fields)


def make_colleague(role: str, *, municipality: Municipality | None = None, **fields: Any) -> User:
    """An account with this role for the municipality, or for a new one."""
    user = make_user(**fields)
    make_mandate(user=user, municipality=municipality, role=role)
    return user


def make_member(*, organisation: Organisation | None = None, **fields: Any) -> User:
    """An account that leads an organisation, and nothing of a municipality."""
    user = make_user(**fields)
    make_mandate(user=user, organisation=organisation or make_organisation())
    return user


def make_admin(**fields: Any) -> User:
    """An account that may do everything everywhere."""
    return make_user(**{"is_staff": True, "is_superuser": True, **fields})


def actor_for(user: User | None) -> Actor:
    """What `request.actor` would be for the account; nobody for none."""
    return actor_of(user) if user else NOBODY


def make_person(*, name: str = "", email: str = "", **fields: Any) -> Person:
    """Somebody without an account."""
    number = next(numbers)
    return Person.objects.create(name=name or f"Sosed {number}", email=email or f"sosed{number}@setev.example", **fields)


def make_contact_note(*, person: Person | None = None, **fields: Any) -> ContactNote:
    person = person or make_person(municipality=make_municipality())
    return ContactNote.objects.create(
        municipality=person.municipality,
        person=person,
        **{"on": date(2027, 5, 1), "text": "Pogovor.", "next_step": "Poklicati", "next_on": date(2027, 5, 20), **fields},
    )


def make_import(*, municipality: Municipality | None = None, rows: int = 1, **fields: Any) -> Import:
    """A list that was looked through, with so many new people."""
    batch = Import.objects.create(
        municipality=municipality or make_municipality(),
        **{"kind": "people", "state": "checked", "headings": ["Ime"], "columns": ["name"], "total": rows, "created_at": GRANTED_AT, **fields},
    )
    ImportRow.objects.bulk_create(
        [
            ImportRow(batch=batch, number=number, cells=[f"Oseba {number}"], values={"name": f"Oseba {number}"}, key=f"n:{number}", fate="new")
            for number in range(2, rows + 2)
        ]
    )
    return batch


def make_organisation(*, name: str = "", type: str = StakeholderType.ASSOCIATION, **fields: Any) -> Organisation:  # noqa: A002 - the field's own name
    return Organisation.objects.create(name=name or f"Društvo {next(numbers)}", type=type, **fields)


def make_membership(*, organisation: Organisation | None = None, person: Person | None = None, **fields: Any) -> Membership:
    return Membership.objects.create(organisation=organisation or make_organisation(), person=person or make_person(), **fields)


def make_data_request(*, email: str, **fields: Any) -> DataRequest:
    """A request whose link still holds, however late the tests run."""
    now = timezone.now()
    return DataRequest.objects.create(email=email, **{"language": "sl", "requested_at": now, "expires_at": now + timedelta(days=4000), **fields})


def make_feedback(**fields: Any) -> Feedback:
    """A message that waits for an answer."""
    given = {"topic": "accessibility", "message": "Ne morem odpreti obrazca.", "language": "sl", "received_at": GRANTED_AT, "due_on": date(2027, 5, 12)}
    return Feedback.objects.create(**{**given, **fields})


def make_statement(*, municipality: Municipality, **fields: Any) -> AccessibilityStatement:
    given = {"gaps_sl": "Stari zemljevidi.", "prepared_on": date(2027, 1, 5), "reviewed_on": date(2027, 1, 5)}
    return AccessibilityStatement.objects.create(municipality=municipality, **{**given, **fields})


def make_privacy_record(*, municipality: Municipality, **fields: Any) -> PrivacyRecord:
    given = {"officer_name": "Nada Varuh", "more_sl": "Fotografije z dogodkov.", "reviewed_on": date(2027, 1, 5)}
    return PrivacyRecord.objects.create(municipality=municipality, **{**given, **fields})


def make_invitation(*, municipality: Municipality | None = None, role: str = Role.EDITOR, **fields: Any) -> Invitation:
    """An invitation whose link still holds, however late the tests run, from somebody who coordinates there."""
    now = timezone.now()
    body = {"organisation": fields.pop("organisation")} if "organisation" in fields else {"municipality": municipality or make_municipality()}
    if "invited_by" not in fields:
        fields["invited_by"] = make_mandate(**body).user
    email = fields.pop("email", f"povabljena{next(numbers)}@setev.example")
    return Invitation.objects.create(
        email=email, **body, role=role, **{"language": "sl", "invited_at": now, "expires_at": now + timedelta(days=4000), **fields}
    )


def make_topic(*, municipality: Municipality | None = None, **fields: Any) -> Topic:
    """An open topic of the municipality, or of a new one."""
    number = next(numbers)
    given = {"slug": f"novice-{number}", "name_sl": f"Novice {number}", "name_en": f"News {number}", **fields}
    return Topic.objects.create(municipality=municipality or make_municipality(), **given)


def make_subscriber(
    *, topics: Iterable[Topic] | None = None, email: str = "", standing: str = Standing.ACTIVE, at: datetime = GRANTED_AT, **fields: Any
) -> Subscriber:
    """Somebody who has confirmed the topics, or a new one. With another standing all of them stand so."""
    is_known = standing != Standing.PENDING
    given = {"name": "Naročnica", "language": "sl", "created_at": at, "confirmed_at": at if is_known else None, **fields}
    row = Subscriber.objects.create(email=email or f"narocnica{next(numbers)}@setev.example", **given)
    times = {"asked_at": at, "confirmed_at": at if is_known else None, "ended_at": at if standing == Standing.ENDED else None}
    for topic in [make_topic()] if topics is None else topics:
        Subscription.objects.create(subscriber=row, topic=topic, standing=standing, **times)
    return row


def make_issue(*, topics: Iterable[Topic] | None = None, municipality: Municipality | None = None, **fields: Any) -> Issue:
    """A draft in Slovenian and English for the topics, or for a new one."""
    chosen = [make_topic(municipality=municipality)] if topics is None else list(topics)
    words = {"subject_sl": "Novice iz Litije", "text_sl": "Berite **žetev**.", "subject_en": "News from Litija", "text_en": "Read the **harvest**."}
    issue = Issue.objects.create(municipality=municipality or chosen[0].municipality, **{"created_at": GRANTED_AT, **words, **fields})
    issue.topics.set(chosen)
    return issue


def make_sent_issue(*, slug: str = "", at: datetime = GRANTED_AT, **fields: Any) -> Issue:
    """An issue that has left, with an edition in each language and no letter kept."""
    issue = make_issue(**fields)
    batch = Batch.objects.create(kind="newsletters.issue", state=BatchState.DONE, created_at=at)
    sent = {"standing": "sent", "batch": batch, "slug": slug or f"novice-{next(numbers)}", "sent_at": at, "finished_at": at, "outcome": {"sent": 1}}
    Issue.objects.filter(pk=issue.pk).update(**sent)
    for language in ("sl", "en"):
        subject, words = getattr(issue, f"subject_{language}"), getattr(issue, f"text_{language}")
        Edition.objects.create(issue=issue, language=language, subject=subject, words=words, sections=[], html=f"<p>{words}</p>", text=words)
    issue.refresh_from_db()
    return issue
