"""Who takes part in a programme as what."""

from datetime import datetime

from django.db import transaction

from portal.common import audit
from portal.common.actor import Actor
from portal.common.pointers import discard
from programmes.catalogue.models import Programme
from programmes.catalogue.rules import ensure_can_manage
from programmes.involvement.models import PersonPart
from stakeholders.contacts.rules import ensure_can_keep_contacts
from stakeholders.people.models import Person


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


def erase_parts(*, email: str, now: datetime) -> int:
    """Whoever wants to be forgotten takes part in nothing any more."""
    gone, _by_model = PersonPart.objects.filter(person__email=email).delete()
    return gone
