"""What we hold about an address, room by room."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from stakeholders.people.choices import Record, personal_data
from stakeholders.people.models import Person, User


@dataclass(frozen=True)
class Shelf:
    label: str | Promise
    records: list[Record]


def shelves_of(email: str) -> list[Shelf]:
    """What each room keeps; rooms that keep nothing are left out."""
    found = [Shelf(store.label, store.records(email)) for store in personal_data]
    return [shelf for shelf in found if shelf.records]


def people_known_as(email: str) -> list[Record]:
    """Entries among the stakeholders. An account is another thing: it is shown, and ended where one signs in."""
    rows = Person.objects.known_as(email).prefetch_related("organisations").in_order()
    return [
        Record(
            title=row.name,
            facts={
                _("E-mail"): row.email,
                _("Telephone"): row.phone,
                _("Group"): str(row.get_group_display()),
                _("Language"): str(row.get_language_display()),
                _("Note"): row.note,
                _("Where the data come from"): row.source,
                _("Organisations"): ", ".join(organisation.name for organisation in row.organisations.all()),
            },
        )
        for row in rows
    ]


def has_account(email: str) -> bool:
    return User.objects.filter(email=email).exists()


def as_file(email: str, shelves: list[Shelf], *, now: datetime) -> dict[str, Any]:
    """The same as a file that other programs can read."""
    return {
        "e-mail": email,
        "as_of": timezone.localtime(now).isoformat(timespec="seconds"),
        "records": [
            {"kind": str(shelf.label), "title": record.title, **{name: value for name, value in record.facts.items() if value}}
            for shelf in shelves
            for record in shelf.records
        ],
    }
