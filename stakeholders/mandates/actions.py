"""Giving and taking mandates."""

from datetime import datetime

from django.db import transaction

from locations.municipalities.models import Municipality
from portal.common.actor import Actor
from portal.common.audit import record
from stakeholders.mandates.models import Mandate
from stakeholders.mandates.rules import ensure_can_end, ensure_can_grant
from stakeholders.organisations.models import Organisation
from stakeholders.people.models import User


def grant_mandate(
    *, user: User, municipality: Municipality | None = None, organisation: Organisation | None = None, role: str, actor: Actor, now: datetime
) -> Mandate:
    """The mandate in force; the same one when it is held already."""
    body = {"municipality_id": municipality.pk if municipality else None, "organisation_id": organisation.pk if organisation else None}
    ensure_can_grant(actor, role=role, **body, user=user)
    with transaction.atomic():
        mandate, is_new = Mandate.objects.in_force().get_or_create(user=user, **body, role=role, defaults={"granted_by_id": actor.user_id, "granted_at": now})
        if is_new:
            record(actor, "mandate.granted", mandate, at=now, user=user.pk, **_where(mandate), role=role)
    return mandate


def end_mandate(*, mandate: Mandate, actor: Actor, now: datetime) -> Mandate:
    """From the next click on, it counts no more. Ending it twice changes nothing."""
    ensure_can_end(actor, mandate)
    with transaction.atomic():
        if Mandate.objects.in_force().filter(pk=mandate.pk).update(ended_at=now):
            record(actor, "mandate.ended", mandate, at=now, user=mandate.user_id, **_where(mandate), role=mandate.role)
    mandate.refresh_from_db(fields=["ended_at"])
    return mandate


def _where(mandate: Mandate) -> dict[str, int | None]:
    return {"municipality": mandate.municipality_id} if mandate.municipality_id else {"organisation": mandate.organisation_id}
