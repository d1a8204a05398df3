"""What may be asked for, and who keeps the topics. No query, no clock."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext_lazy as _

from portal.common.actor import Actor, Right
from portal.common.errors import Refused
from stakeholders.subscriptions.choices import Reason
from stakeholders.subscriptions.models import Topic

GONE = _("This link no longer works. You are welcome to ask for your topics anew.")
CLOSED = _("One of the topics takes nobody new any more. Look over your choice and send it once more.")
WEIGHTS = [Reason.REFUSED, Reason.COMPLAINT, Reason.ASKED]  # the later, the more it weighs


class LinkRanOut(Refused):
    """What the link would confirm is forgotten or ended."""


class NotOnOffer(Refused):
    """A topic that is closed, or of a municipality that somebody has nothing to do with."""


class NotYours(Refused):
    """Somebody acts for a municipality without its mandate."""


def ensure_on_offer(topics: Iterable[Topic], *, offered: Collection[Topic]) -> None:
    if not set(topics) <= set(offered):
        raise NotOnOffer(CLOSED)


def can_keep_topics(actor: Actor, municipality_id: int | None) -> bool:
    return actor.may(Right.LEAD, municipality_id)


def ensure_can_keep_topics(actor: Actor | None, municipality_id: int | None) -> None:
    """Nobody as the actor is the portal itself, or the subscriber."""
    if actor is not None and not can_keep_topics(actor, municipality_id):
        raise NotYours(_("Only a coordinator of the municipality can do this."))


def ensure_can_suppress(actor: Actor | None) -> None:
    """An address is silent for all municipalities at once; whoever leads one may write down the wish."""
    if actor is not None and not actor.may_somewhere(Right.LEAD):
        raise NotYours(_("Only a coordinator of a municipality can do this."))


def ensure_can_lift(actor: Actor | None, reasons: Iterable[str]) -> None:
    """Who has complained of us is not written to again because a coordinator says so."""
    if actor is not None and not actor.is_admin and Reason.COMPLAINT in reasons:
        raise NotYours(_("This address has reported a letter as unwanted. Only an administrator can have it written to again."))


def outweighs(reason: str, other: str) -> bool:
    """Whether a reason for silence replaces the one that is written down."""
    return WEIGHTS.index(Reason(reason)) > WEIGHTS.index(Reason(other))
