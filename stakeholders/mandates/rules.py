"""Who may give, offer and take mandates. No query, no clock."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from portal.common.actor import Actor, Right
from portal.common.errors import Refused
from stakeholders.mandates.choices import RIGHTS, Role
from stakeholders.mandates.models import Invitation, Mandate
from stakeholders.people.models import User


class MandateRefused(Refused):
    """The mandate may not be given or taken."""


class InvitationGone(Refused):
    """The invitation is accepted, withdrawn or too old."""


class LastCoordinator(MandateRefused):
    """Nobody would be left to coordinate."""


LINK_HOLDS = timedelta(days=7)
KEPT = timedelta(days=90)
GONE = _("This invitation no longer holds. Ask for a new one.")


def can_lead(actor: Actor, *, municipality_id: int | None = None, organisation_id: int | None = None) -> bool:
    """Whoever leads a municipality or an organisation gives and takes its mandates."""
    return actor.may_for_organisation(Right.LEAD, organisation_id) if organisation_id else actor.may(Right.LEAD, municipality_id)


def rights_held(actor: Actor, *, municipality_id: int | None, organisation_id: int | None) -> frozenset[Right]:
    """Every right that the actor's roles give there."""
    roles = actor.organisation_roles.get(organisation_id, ()) if organisation_id else actor.roles.get(municipality_id or 0, ())
    return frozenset(right for role in roles for right in RIGHTS.get(role, ()))


def can_grant(actor: Actor, *, role: str, municipality_id: int | None = None, organisation_id: int | None = None) -> bool:
    """Nobody grants more than they hold: a role whose every right they have there themselves, and only where they lead."""
    if not can_lead(actor, municipality_id=municipality_id, organisation_id=organisation_id):
        return False
    return actor.is_admin or RIGHTS[role] <= rights_held(actor, municipality_id=municipality_id, organisation_id=organisation_id)


def can_end(actor: Actor, mandate: Mandate) -> bool:
    """Whoever may grant it may take it back, and everybody may lay down their own."""
    is_own = actor.is_signed_in and mandate.user_id == actor.user_id
    return is_own or can_lead(actor, municipality_id=mandate.municipality_id, organisation_id=mandate.organisation_id)


def ensure_can_grant(actor: Actor, *, role: str, municipality_id: int | None = None, organisation_id: int | None = None, user: User) -> None:
    if not can_grant(actor, role=role, municipality_id=municipality_id, organisation_id=organisation_id):
        raise MandateRefused(_("You can give only what your own mandate allows you."))
    if not user.is_active:
        raise MandateRefused(_("This account is closed. Open it first."))


def ensure_can_end(actor: Actor, mandate: Mandate) -> None:
    if not can_end(actor, mandate):
        raise MandateRefused(_("Only a coordinator there can end this mandate."))


# --- Invitations ---


def is_open(invitation: Invitation, *, now: datetime) -> bool:
    return invitation.accepted_at is None and invitation.withdrawn_at is None and now < invitation.expires_at


def can_invite(actor: Actor, invitation: Invitation) -> bool:
    """Whoever may grant the mandate may offer it, send the letter again and withdraw it."""
    return can_grant(actor, role=invitation.role, municipality_id=invitation.municipality_id, organisation_id=invitation.organisation_id)


def ensure_can_invite(actor: Actor, invitation: Invitation) -> None:
    if not can_invite(actor, invitation):
        raise MandateRefused(_("You can give only what your own mandate allows you."))


def ensure_not_held(*, is_held: bool) -> None:
    if is_held:
        raise MandateRefused(_("This person holds the mandate already."))


def ensure_open(invitation: Invitation, *, now: datetime) -> None:
    if not is_open(invitation, now=now):
        raise InvitationGone(GONE)


def ensure_unanswered(invitation: Invitation) -> None:
    if invitation.accepted_at or invitation.withdrawn_at:
        raise InvitationGone(_("This invitation is accepted or withdrawn already."))


def ensure_still_given(inviter: Actor, invitation: Invitation) -> None:
    """What was offered is given only while whoever offered it could still give it."""
    if not can_invite(inviter, invitation):
        raise InvitationGone(_("Whoever invited you may no longer give this mandate. Ask somebody else there for a new invitation."))


def is_for_somebody_else(invitation: Invitation, actor: Actor) -> bool:
    """A link that went astray serves nobody but the address to which it was written."""
    return actor.is_signed_in and actor.email.lower() != invitation.email


# --- Leaving ---


def ensure_can_be_left(actor: Actor, mandate: Mandate, *, other_coordinators: int) -> None:
    """The last coordinator finds a successor first. An administrator may end it all the same."""
    if mandate.role == Role.COORDINATOR and not other_coordinators and not actor.is_admin:
        raise LastCoordinator(_("Nobody else coordinates here. Invite a successor first; once they have accepted, you can leave."))


def ensure_is_successor(user: User, mandate: Mandate, *, coordinators: Collection[int]) -> None:
    if user.pk == mandate.user_id or user.pk not in coordinators:
        raise MandateRefused(_("Programmes can be handed only to somebody who coordinates here."))
