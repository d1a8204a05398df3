"""Acts on the contacts of a municipality. The trail names rows and counts, never a name."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from portal.common import audit
from portal.common.actor import Actor
from portal.common.pointers import discard
from stakeholders.contacts import rules
from stakeholders.contacts.documents import write_stakeholders
from stakeholders.contacts.models import ContactNote
from stakeholders.contacts.presenters import kind_of, parts_of
from stakeholders.organisations.models import Membership, Organisation
from stakeholders.people.models import Person

Stakeholder = Person | Organisation


def keep_person(
    *, person: Person, organisation: Organisation | None = None, instead_of: Organisation | None = None, actor: Actor | None, now: datetime
) -> Person:
    """Store a contact, and the organisation for which they speak; `instead_of` is the one that was shown. Others stay as they are."""
    _keep(person, actor, now)
    with transaction.atomic():
        if instead_of and instead_of != organisation:
            Membership.objects.filter(person=person, organisation=instead_of).delete()
        if organisation:
            Membership.objects.get_or_create(person=person, organisation=organisation)
    return person


def keep_organisation(*, organisation: Organisation, actor: Actor | None, now: datetime) -> Organisation:
    _keep(organisation, actor, now)
    return organisation


def _keep(row: Stakeholder, actor: Actor | None, now: datetime) -> None:
    rules.ensure_can_keep_contacts(actor, row.municipality_id)
    is_new = row.pk is None
    with transaction.atomic():
        row.save()
        audit.record(actor, "stakeholder.added" if is_new else "stakeholder.changed", row, at=now, municipality=row.municipality_id)


def remove_stakeholder(*, row: Stakeholder, actor: Actor, now: datetime) -> None:
    """Delete the contact with its log. Refused, with the list, while it takes part in something; an account is never deleted here."""
    rules.ensure_can_keep_contacts(actor, row.municipality_id)
    with transaction.atomic():
        parts = parts_of(kind_of(row), [row]).get(row.pk, [])
        if parts:
            raise rules.StillInvolved([f"{part.title} ({part.role})" for part in parts])
        audit.record(actor, "stakeholder.removed", row, at=now, municipality=row.municipality_id)
        discard(row)


def log_contact(
    *, row: Stakeholder, on: date, way: str, text: str, next_step: str = "", next_on: date | None = None, actor: Actor | None, now: datetime
) -> ContactNote:
    """Write down that somebody of us spoke with them."""
    rules.ensure_can_keep_contacts(actor, row.municipality_id)
    whom: dict[str, Any] = {"municipality": row.municipality, "person" if isinstance(row, Person) else "organisation": row}
    with transaction.atomic():
        note = ContactNote.objects.create(
            on=on,
            way=way,
            text=text,
            next_step=next_step,
            next_on=next_on,
            written_by_id=actor.user_id if actor else None,
            **whom,
        )
        audit.record(actor, "contact.logged", row, at=now, way=way)
    return note


def finish_step(*, note: ContactNote, actor: Actor, now: datetime) -> ContactNote:
    """The next step is done. Once."""
    rules.ensure_can_keep_contacts(actor, note.municipality_id)
    if ContactNote.objects.open_steps().filter(pk=note.pk).update(next_done_at=now):
        audit.record(actor, "contact.step_done", note, at=now)
    note.refresh_from_db()
    return note


def export_stakeholders(*, kind: str, rows: Any, file_format: str, actor: Actor, now: datetime) -> bytes:
    """The list as a file. Who took it away is written down, for each municipality whose contacts are in it."""
    found = list(rows)
    for row in found:
        rules.ensure_can_keep_contacts(actor, row.municipality_id)
    content = write_stakeholders(kind, found, file_format)
    by_municipality: dict[int, list[Any]] = {}
    for row in found:
        by_municipality.setdefault(row.municipality_id, []).append(row)
    with transaction.atomic():
        for of_it in by_municipality.values():
            audit.record(actor, "stakeholders.exported", of_it[0].municipality, at=now, kind=kind, format=file_format, rows=len(of_it))
    return content
