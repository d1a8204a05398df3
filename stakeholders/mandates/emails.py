"""The letter that invites a colleague, with its link."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.common.links import token
from portal.common.outbox.kinds import Content, LetterKind
from portal.common.outbox.models import Letter
from portal.common.outbox.post import post
from portal.common.outbox.render import absolute, letter
from stakeholders.mandates.models import Invitation

PURPOSE = "invitation"


def link_of(invitation: Invitation) -> str:
    return reverse("mandates:invitation", args=[invitation.public_id, token(PURPOSE, invitation.public_id, invitation.version)])


def _still_wanted(given: Letter, now: datetime) -> bool:
    wanted = Invitation.objects.unanswered().filter(pk=given.facts.get("invitation"), version=given.facts.get("version"), expires_at__gt=now)
    return wanted.exists()


def _render(given: Letter) -> Content:
    invitation = Invitation.objects.for_list().get(pk=given.facts["invitation"])
    facts = {"invitation": invitation, "link": absolute(link_of(invitation)), "municipality": invitation.municipality}
    return letter("stakeholders/mandates/emails/invitation", facts)


INVITATION = LetterKind(
    name="mandates.invitation",
    label=_("Invitation of a colleague"),
    trigger=_("A coordinator invites somebody to act for a municipality or an organisation."),
    still_wanted=_still_wanted,
    render=_render,
)
KINDS = (INVITATION,)


def invitation(row: Invitation, *, now: datetime) -> None:
    post(
        INVITATION,
        to=row.email,
        language=row.language,
        once=f"{row.public_id}:{row.version}",
        now=now,
        not_after=row.expires_at,
        invitation=row.pk,
        version=row.version,
    )
