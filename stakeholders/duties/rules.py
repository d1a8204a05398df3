"""Until when an answer is due and a statement is reviewed, and who may do both. No query, no clock."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from portal.common.actor import Actor
from portal.common.errors import Refused
from stakeholders.duties.choices import ELSEWHERE, LAWS, REVIEWED_EVERY, Law
from stakeholders.duties.models import Feedback
from stakeholders.mandates.choices import Role

KEPT = timedelta(days=365)  # an answered message; then it is forgotten


ANSWERED = _("Somebody has answered this message already.")


class AlreadyAnswered(Refused):
    """Somebody was faster."""


class NotYours(Refused):
    """It was written to another municipality."""


def law_of(municipality: Municipality | None) -> Law:
    """What holds where the municipality is; a message to nobody in particular is answered as fast as the strictest law asks."""
    if municipality is None:
        return min(LAWS.values(), key=lambda law: law.answer_within)
    return LAWS.get(municipality.region.country_id, ELSEWHERE)


def answer_due_on(municipality: Municipality | None, *, today: date) -> date:
    return today + law_of(municipality).answer_within


def review_due_on(reviewed_on: date) -> date:
    return reviewed_on + REVIEWED_EVERY


def can_answer(actor: Actor, feedback: Feedback) -> bool:
    return actor.holds(Role.COORDINATOR, feedback.municipality_id)


def can_keep_records(actor: Actor, municipality: Municipality) -> bool:
    return actor.holds(Role.COORDINATOR, municipality.pk)


def ensure_can_answer(actor: Actor, feedback: Feedback) -> None:
    if not can_answer(actor, feedback):
        raise NotYours(_("You can answer only what was written to municipalities that you coordinate."))


def ensure_can_keep_records(actor: Actor, municipality: Municipality) -> None:
    if not can_keep_records(actor, municipality):
        raise NotYours(_("You can change only statements of municipalities that you coordinate."))
