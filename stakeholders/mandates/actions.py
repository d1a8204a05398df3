"""Giving, offering and taking mandates."""

from datetime import datetime

from django.db import transaction

from locations.municipalities.models import Municipality
from portal.common.actor import Actor
from portal.common.audit import record
from stakeholders.mandates import emails, rules
from stakeholders.mandates.choices import RIGHTS, Role, hand_overs
from stakeholders.mandates.models import Invitation, Mandate
from stakeholders.organisations.models import Organisation
from stakeholders.people.actions import open_account
from stakeholders.people.models import User


def grant_mandate(
    *, user: User, municipality: Municipality | None = None, organisation: Organisation | None = None, role: str, actor: Actor, now: datetime
) -> Mandate:
    """The mandate in force; the same one when it is held already."""
    body = {"municipality_id": municipality.pk if municipality else None, "organisation_id": organisation.pk if organisation else None}
    rules.ensure_can_grant(actor, role=role, **body, user=user)
    with transaction.atomic():
        mandate, is_new = Mandate.objects.in_force().get_or_create(user=user, **body, role=role, defaults={"granted_by_id": actor.user_id, "granted_at": now})
        if is_new:
            record(actor, "mandate.granted", mandate, at=now, user=user.pk, **_where(mandate), role=role)
    return mandate


def end_mandate(*, mandate: Mandate, successor: User | None = None, actor: Actor, now: datetime) -> Mandate:
    """From the next click on, it counts no more. What the person coordinated goes to the successor. Ending it twice changes nothing."""
    rules.ensure_can_end(actor, mandate)
    with transaction.atomic():
        # of two coordinators who leave at once, the second is the last
        there = list(Mandate.objects.in_force().of_body(mandate.municipality_id, mandate.organisation_id).select_for_update().order_by("pk"))
        if all(row.pk != mandate.pk for row in there):
            return Mandate.objects.get(pk=mandate.pk)
        others = {row.user_id for row in there if row.role == Role.COORDINATOR and row.user_id != mandate.user_id}
        active = set(User.objects.filter(pk__in=others, is_active=True).values_list("pk", flat=True))
        rules.ensure_can_be_left(actor, mandate, other_coordinators=len(active))
        if successor:
            rules.ensure_is_successor(successor, mandate, coordinators=active)
        handed = _hand_over(mandate, successor, actor, now)
        Mandate.objects.filter(pk=mandate.pk).update(ended_at=now)
        to = {"handed_over": handed, "successor": successor.pk} if successor else {}
        record(actor, "mandate.ended", mandate, at=now, user=mandate.user_id, **_where(mandate), role=mandate.role, **to)
    mandate.refresh_from_db(fields=["ended_at"])
    return mandate


def _hand_over(mandate: Mandate, successor: User | None, actor: Actor, now: datetime) -> int:
    """Only a coordinator's mandate has something hanging on it, and only a municipality's."""
    if mandate.role != Role.COORDINATOR or mandate.municipality_id is None:
        return 0
    ids = {"user_id": mandate.user_id, "municipality_id": mandate.municipality_id}
    return sum(kind.hand(**ids, to=successor, actor=actor, now=now) for kind in hand_overs)


# --- Invitations ---


def invite(
    *, email: str, language: str, municipality: Municipality | None = None, organisation: Organisation | None = None, role: str, actor: Actor, now: datetime
) -> Invitation:
    """Write a letter with a link. Whoever is invited already to the same gets the letter once more."""
    address = email.strip().lower()
    body = {"municipality": municipality, "organisation": organisation}
    wished = Invitation(email=address, language=language, **body, role=role, invited_at=now, expires_at=now + rules.LINK_HOLDS)
    rules.ensure_can_invite(actor, wished)
    wished.invited_by_id = actor.user_id or 0  # whoever may invite is signed in
    rules.ensure_not_held(is_held=Mandate.objects.in_force().filter(user__email__iexact=address, **body, role=role).exists())
    with transaction.atomic():
        before = Invitation.objects.select_for_update(of=("self",)).unanswered().filter(email=address, **body, role=role).first()
        if before:
            return send_invitation_again(invitation=before, actor=actor, now=now)
        wished.save()
        record(actor, "invitation.sent", wished, at=now, **_where(wished), role=role)
        emails.invitation(wished, now=now)
    return wished


def send_invitation_again(*, invitation: Invitation, actor: Actor, now: datetime) -> Invitation:
    """A new link that holds anew, in the name of whoever sends it now; the one before no longer works."""
    with transaction.atomic():
        row = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
        rules.ensure_can_invite(actor, row)
        rules.ensure_unanswered(row)
        row.version, row.invited_by_id, row.invited_at, row.expires_at = row.version + 1, actor.user_id or row.invited_by_id, now, now + rules.LINK_HOLDS
        row.save(update_fields=["version", "invited_by", "invited_at", "expires_at"])
        record(actor, "invitation.sent_again", row, at=now, **_where(row), role=row.role)
        emails.invitation(row, now=now)
    return row


def withdraw_invitation(*, invitation: Invitation, actor: Actor, now: datetime) -> None:
    rules.ensure_can_invite(actor, invitation)
    with transaction.atomic():
        if not Invitation.objects.unanswered().filter(pk=invitation.pk).update(withdrawn_at=now):
            rules.ensure_unanswered(Invitation.objects.get(pk=invitation.pk))
        record(actor, "invitation.withdrawn", invitation, at=now, **_where(invitation), role=invitation.role)


def accept_invitation(*, invitation: Invitation, name: str = "", password: str = "", now: datetime) -> Mandate:
    """Give the mandate to the account of the invited address, which is opened when there is none. The link is spent.

    It is given in the name of whoever invited, as far as they may still give it.
    """
    rules.ensure_open(invitation, now=now)
    with transaction.atomic():
        if not Invitation.objects.unanswered().filter(pk=invitation.pk, version=invitation.version, expires_at__gt=now).update(accepted_at=now):
            raise rules.InvitationGone(rules.GONE)
        user = User.objects.filter(email__iexact=invitation.email).first()
        user = user or open_account(email=invitation.email, name=name, language=invitation.language, password=password, now=now)
        inviter = _inviter(invitation)
        rules.ensure_still_given(inviter, invitation)
        return grant_mandate(
            user=user, municipality=invitation.municipality, organisation=invitation.organisation, role=invitation.role, actor=inviter, now=now
        )


def _inviter(invitation: Invitation) -> Actor:
    """Whoever invited, with what they may there at this moment."""
    user = invitation.invited_by
    there = Mandate.objects.in_force().of_body(invitation.municipality_id, invitation.organisation_id).filter(user=user)
    roles = frozenset(there.values_list("role", flat=True)) if user.is_active else frozenset()
    return Actor(
        user_id=user.pk,
        name=user.name,
        email=user.email,
        is_admin=user.is_active and user.is_superuser,
        roles={invitation.municipality_id: roles} if invitation.municipality_id else {},
        organisation_roles={invitation.organisation_id: roles} if invitation.organisation_id else {},
        table=RIGHTS,
    )


def erase_invitations(*, email: str, now: datetime) -> int:
    gone, _by_model = Invitation.objects.filter(email=email).delete()
    return gone


def forget_invitations(now: datetime) -> int:
    """Long after its link ran out, an invitation tells nothing that the audit trail does not."""
    gone, _by_model = Invitation.objects.filter(expires_at__lt=now - rules.KEPT).delete()
    return gone


def _where(row: Mandate | Invitation) -> dict[str, int | None]:
    return {"municipality": row.municipality_id} if row.municipality_id else {"organisation": row.organisation_id}
