"""The letter that invites a colleague, with its link."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from portal.common.links import token
from portal.common.outbox.kinds import Content, LetterKind
from portal.common.outbox.models import Letter
from portal.common.outbox.post import post
from portal.common.outbox.render import absolute, letter
from portal.common.outbox.samples import MOMENT, NOBODY, WEEK
from stakeholders.mandates.choices import Role
from stakeholders.mandates.models import Invitation
from stakeholders.people.models import User

PURPOSE = "invitation"


def link_of(invitation: Invitation) -> str:
    return reverse("mandates:invitation", args=[invitation.public_id, token(PURPOSE, invitation.public_id, invitation.version)])


def _still_wanted(given: Letter, now: datetime) -> bool:
    wanted = Invitation.objects.unanswered().filter(pk=given.facts.get("invitation"), version=given.facts.get("version"), expires_at__gt=now)
    return wanted.exists()


def _render(given: Letter) -> Content:
    return _written(Invitation.objects.for_list().get(pk=given.facts["invitation"]))


def _sample(municipality: Municipality) -> Content:
    colleague = User(name="Tjaša Bregar")
    return _written(
        Invitation(public_id=NOBODY, municipality=municipality, role=Role.EDITOR, invited_by=colleague, invited_at=MOMENT, expires_at=MOMENT + WEEK)
    )


def _written(invitation: Invitation) -> Content:
    facts = {"invitation": invitation, "link": absolute(link_of(invitation)), "municipality": invitation.municipality}
    return letter("stakeholders/mandates/emails/invitation", facts)


INVITATION = LetterKind(
    name="mandates.invitation",
    label=_("Invitation of a colleague"),
    recipient=_("The colleague who is invited."),
    trigger=_("A coordinator invites somebody to act for a municipality or an organisation."),
    still_wanted=_still_wanted,
    render=_render,
    sample=_sample,
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
