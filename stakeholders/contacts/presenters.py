"""What the pages of stakeholders show beyond their own words."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.common.pointers import Naming
from stakeholders.contacts.choices import PartTaken, involvements
from stakeholders.contacts.models import ContactNote
from stakeholders.organisations.models import Organisation
from stakeholders.people.choices import Record
from stakeholders.people.models import Person


def kind_of(row: Person | Organisation) -> str:
    return "people" if isinstance(row, Person) else "organisations"


def parts_of(kind: str, rows: Sequence[Any]) -> dict[int, list[PartTaken]]:
    found: dict[int, list[PartTaken]] = {}
    for one in involvements:
        for pk, parts in one.of(kind, [row.pk for row in rows]).items():
            found.setdefault(pk, []).extend(parts)
    return found


def dressed(kind: str, rows: Sequence[Any]) -> list[Any]:
    """The rows with the programmes in which they take part; one query more."""
    parts = parts_of(kind, rows)
    for row in rows:
        row.parts = parts.get(row.pk, [])
    return list(rows)


def contact_log_of(email: str) -> list[Record]:
    """For whoever asks what is kept about an address."""
    rows = ContactNote.objects.filter(person__email=email).select_related("municipality").newest_first()
    return [
        Record(
            title=_("%(way)s on %(day)s") % {"way": row.get_way_display(), "day": date_format(row.on, "DATE_FORMAT")},
            facts={row.municipality.legal_name: row.text, _("Next step"): row.next_step},
        )
        for row in rows
    ]


def _naming(kind: str) -> Naming:
    """Each is seen by those who keep it, and leads to its page."""
    return Naming(
        seen_by=lambda rows, actor: rows.kept_by(actor).in_order(),
        address=lambda row, _actor: reverse("contacts:desk_stakeholder_detail", args=[kind, row.pk]),
    )


NAMINGS = {"stakeholders.person": _naming("people"), "stakeholders.organisation": _naming("organisations")}
