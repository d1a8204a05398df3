"""What waits, counted: each number leads to the list of exactly these rows. One query for all of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, IntegerField, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from events.agenda.choices import SOON, Status
from events.agenda.models import Event
from events.registrations.models import Registration
from locations.municipalities.models import Municipality
from portal.common.actor import Actor
from programmes.catalogue.choices import Status as ProgrammeStatus
from programmes.catalogue.models import Milestone, Phase, Programme
from stakeholders.contacts.models import ContactNote
from stakeholders.duties.models import Feedback
from stakeholders.mandates.models import Invitation
from stakeholders.people.models import User

AHEAD = SOON


@dataclass(frozen=True)
class Waiting:
    """A number at the desk's head."""

    number: int
    words: str
    url: str
    icon: str
    tone: str


def counted(rows: QuerySet[Any], what: Any = None) -> Coalesce:
    """How many rows, or the sum of a column, as a part of another query."""
    grouped = rows.order_by().annotate(all_of_them=Value(1)).values("all_of_them")
    return Coalesce(Subquery(grouped.annotate(number=what or Count("pk")).values("number"), output_field=IntegerField()), 0)


def due_milestones(actor: Actor) -> QuerySet[Any]:
    return Milestone.objects.reminding().filter(programme__in=Programme.objects.on_desk_of(actor)).select_related(None)


def due_phases(actor: Actor) -> QuerySet[Any]:
    return Phase.objects.reminding().filter(programme__in=Programme.objects.on_desk_of(actor)).select_related(None)


def numbers(actor: Actor, now: datetime) -> dict[str, Any]:
    """Everything that is counted, by its name; and the first municipality that is not set up yet."""
    today = timezone.localdate(now)
    until = today + AHEAD
    events = Event.objects.on_desk_of(actor)
    coming = events.published().upcoming(at=now)
    asked = {
        "late": counted(due_milestones(actor).filter(due_on__lt=today)),
        "milestones": counted(due_milestones(actor).filter(due_on__range=(today, until))),
        "ending": counted(due_phases(actor).filter(ends_on__range=(today, until), starts_on__lte=today)),
        "beginning": counted(due_phases(actor).filter(starts_on__gt=today, starts_on__lte=until)),
        "coming": counted(coming.filter(starts_at__lte=now + AHEAD)),
        "waiting": counted(Registration.objects.waiting().filter(event__in=coming), Sum("party_size")),
        "event_drafts": counted(events.filter(status=Status.DRAFT)),
        "programme_drafts": counted(Programme.objects.on_desk_of(actor).filter(status=ProgrammeStatus.DRAFT)),
        "steps": counted(ContactNote.objects.kept_by(actor).open_steps()),
        "messages": counted(Feedback.objects.manageable_by(actor).unanswered()),
        "invitations": counted(Invitation.objects.manageable_by(actor).unanswered().filter(expires_at__gt=now)),
    }
    new = Municipality.objects.manageable_by(actor).to_set_up().in_order()
    return (
        User.objects.filter(pk=actor.user_id).values(**asked, set_up_slug=Subquery(new.values("slug")[:1]), set_up_name=Subquery(new.values("name")[:1])).get()
    )


def waiting(found: dict[str, Any], failed_letters: int) -> list[Waiting]:
    """The numbers that are not nothing, the most pressing first."""
    number = found | {"letters": failed_letters}
    shown = [
        (number["late"], ngettext("milestone is late", "milestones are late", number["late"]), due("late"), "alert", "danger"),
        (number["letters"], ngettext("letter did not arrive", "letters did not arrive", number["letters"]), reverse("workspace:letter_list"), "mail", "danger"),
        (number["messages"], ngettext("message waits for an answer", "messages wait for an answer", number["messages"]), feedback(), "reply", "wheat"),
        (number["steps"], ngettext("next step is open", "next steps are open", number["steps"]), reverse("contacts:desk_step_list"), "talk", "wheat"),
        (
            number["waiting"],
            ngettext("person waits for a seat", "people wait for a seat", number["waiting"]),
            events(waiting="on", when="upcoming"),
            "hourglass",
            "wheat",
        ),
        (number["milestones"], ngettext("milestone in two weeks", "milestones in two weeks", number["milestones"]), due("soon", "milestone"), "flag", "leaf"),
        (
            number["ending"] + number["beginning"],
            ngettext("phase begins or ends", "phases begin or end", number["ending"] + number["beginning"]),
            due("soon", "phase"),
            "sprout",
            "leaf",
        ),
        (number["coming"], ngettext("event in two weeks", "events in two weeks", number["coming"]), events(when="soon", status="published"), "calendar", "sky"),
        (number["event_drafts"], ngettext("draft of an event", "drafts of events", number["event_drafts"]), events(status="draft"), "pencil", "sky"),
        (
            number["programme_drafts"],
            ngettext("draft of a programme", "drafts of programmes", number["programme_drafts"]),
            f"{reverse('programmes:desk_programme_list')}?status=draft",
            "pencil",
            "sky",
        ),
        (
            number["invitations"],
            ngettext("invitation is not answered", "invitations are not answered", number["invitations"]),
            reverse("mandates:desk_colleague_list"),
            "person-plus",
            "sky",
        ),
    ]
    return [Waiting(*row) for row in shown if row[0]]


def due(state: str, kind: str = "") -> str:
    return f"{reverse('workspace:due_list')}?{urlencode({'state': state, 'kind': kind} if kind else {'state': state})}"


def events(**filters: str) -> str:
    return f"{reverse('events:desk_event_list')}?{urlencode(filters)}"


def feedback() -> str:
    return f"{reverse('duties:desk_feedback_list')}?state=open"
