"""What stakeholders take part in, told to the room that keeps them."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.catalogue.models import Partner
from programmes.involvement.models import PersonPart
from stakeholders.contacts.choices import PartTaken
from stakeholders.people.choices import Record


def parts_of(kind: str, ids: Sequence[int]) -> dict[int, list[PartTaken]]:
    """By the id of the person or organisation; one query."""
    column = "person" if kind == "people" else "organisation"
    model = PersonPart if kind == "people" else Partner
    found: dict[int, list[PartTaken]] = {}
    for row in model.objects.filter(**{f"{column}__in": ids}).select_related("programme").order_by("programme__starts_on", "pk"):
        url = reverse("programmes:desk_programme_detail", args=[row.programme.slug])
        found.setdefault(getattr(row, f"{column}_id"), []).append(PartTaken(row.programme.title, url, row.get_role_display()))
    return found


def add_url(kind: str, pk: int) -> str:
    return reverse("programmes:desk_involvement_create", args=[kind, pk])


def parts_known_of(email: str) -> list[Record]:
    """For whoever asks what is kept about an address."""
    rows = PersonPart.objects.filter(person__email=email).select_related("programme")
    return [Record(title=row.programme.title, facts={_("As what"): str(row.get_role_display())}) for row in rows]
