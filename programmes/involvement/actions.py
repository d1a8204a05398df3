"""Who takes part in a programme as what, and who follows it from afar."""

from datetime import datetime

from django.db import transaction

from portal.common import audit
from portal.common.actor import Actor
from portal.common.pointers import discard
from portal.common.words import active_languages, columns
from programmes.catalogue.models import Programme
from programmes.catalogue.rules import ensure_can_be_followed, ensure_can_manage
from programmes.involvement.models import PersonPart
from stakeholders.contacts.rules import ensure_can_keep_contacts
from stakeholders.people.models import Person
from stakeholders.subscriptions.actions import create_topic
from stakeholders.subscriptions.models import Topic

LAST = 100  # after the municipality's own topics, unless somebody puts it elsewhere


def involve_person(*, programme: Programme, person: Person, role: str, actor: Actor, now: datetime) -> PersonPart:
    """Once for each role; asked again, it is the same part."""
    ensure_can_manage(actor, programme)
    ensure_can_keep_contacts(actor, person.municipality_id)
    with transaction.atomic():
        part, is_new = PersonPart.objects.get_or_create(programme=programme, person=person, role=role)
        if is_new:
            audit.record(actor, "programme.person_added", programme, at=now, role=role)
    return part


def release_person(*, part: PersonPart, actor: Actor, now: datetime) -> None:
    ensure_can_manage(actor, part.programme)
    with transaction.atomic():
        audit.record(actor, "programme.person_removed", part.programme, at=now, role=part.role)
        discard(part)


def let_residents_follow(*, programme: Programme, actor: Actor, now: datetime) -> Topic:
    """A topic of news that is called like the programme, in the municipality that leads it. Asked again, it is the same one."""
    ensure_can_manage(actor, programme)
    with transaction.atomic():
        stored = Programme.objects.select_for_update(of=("self",)).select_related("topic", "municipality").get(pk=programme.pk)
        ensure_can_be_followed(stored)
        if stored.topic is not None:
            return stored.topic
        names = {code: text for code in active_languages() if (text := getattr(stored, f"title_{code}"))}
        summaries = {code: text for code in active_languages() if (text := getattr(stored, f"summary_{code}"))}
        topic = Topic(municipality=stored.municipality, position=LAST, **columns("name", names), **columns("description", summaries))
        create_topic(topic=topic, actor=actor, now=now)
        Programme.objects.filter(pk=stored.pk).update(topic=topic)
        audit.record(actor, "programme.can_be_followed", stored, at=now, topic=topic.pk)
    return topic


def erase_parts(*, email: str, now: datetime) -> int:
    """Whoever wants to be forgotten takes part in nothing any more."""
    gone, _by_model = PersonPart.objects.filter(person__email=email).delete()
    return gone
