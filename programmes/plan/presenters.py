"""The plan of reminders as a page shows it: one line for each occasion, however many people it concerns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from events.agenda.models import Event
from portal.common.actor import Actor
from portal.common.reminders.plan import ACCOUNT, PlannedReminder, Standing, Told, history, planned
from programmes.catalogue.models import Milestone, Phase, Programme
from stakeholders.people.models import User

EVENT = "events.event"
AHEAD, BACK = timedelta(days=365), timedelta(days=120)
LOOKS = {
    Standing.PLANNED: ("", "clock"),
    Standing.ON_ITS_WAY: ("sky", "mail"),
    Standing.SENT: ("leaf", "ok"),
    Standing.SKIPPED: ("wheat", "alert"),
    Standing.FAILED: ("danger", "stop"),
    Standing.UNCERTAIN: ("wheat", "alert"),
    Standing.UNKNOWN: ("", "clock"),
}


# What a letter says: on the day itself, the day before, and so many days before.
SENTENCES: dict[str, tuple[Any, Any, Any]] = {
    "phase_begins": (
        gettext_lazy("In the programme “%(programme)s” the phase “%(name)s” begins today, on %(when)s."),
        gettext_lazy("In the programme “%(programme)s” the phase “%(name)s” begins tomorrow, on %(when)s."),
        ngettext_lazy(
            "In the programme “%(programme)s” the phase “%(name)s” begins in %(days)s day, on %(when)s.",
            "In the programme “%(programme)s” the phase “%(name)s” begins in %(days)s days, on %(when)s.",
            "days",
        ),
    ),
    "phase_ends": (
        gettext_lazy("In the programme “%(programme)s” the phase “%(name)s” ends today, on %(when)s."),
        gettext_lazy("In the programme “%(programme)s” the phase “%(name)s” ends tomorrow, on %(when)s."),
        ngettext_lazy(
            "In the programme “%(programme)s” the phase “%(name)s” ends in %(days)s day, on %(when)s.",
            "In the programme “%(programme)s” the phase “%(name)s” ends in %(days)s days, on %(when)s.",
            "days",
        ),
    ),
    "milestone_due": (
        gettext_lazy("In the programme “%(programme)s” this is to be reached today, on %(when)s: %(name)s."),
        gettext_lazy("In the programme “%(programme)s” this is to be reached tomorrow, on %(when)s: %(name)s."),
        ngettext_lazy(
            "In the programme “%(programme)s” this is to be reached in %(days)s day, on %(when)s: %(name)s.",
            "In the programme “%(programme)s” this is to be reached in %(days)s days, on %(when)s: %(name)s.",
            "days",
        ),
    ),
}


def sentence(name: str, row: Phase | Milestone, day: date, days: int) -> str:
    """What is to come so many days after the letter leaves. A moved date may leave less than a week."""
    words = SENTENCES[name][min(max(days, 0), 2)]
    return str(words % {"programme": row.programme.title, "name": row.name, "when": date_format(day, "DATE_FORMAT"), "days": days})


@dataclass(frozen=True)
class Subject:
    title: str
    url: str
    programme: str = ""


@dataclass(frozen=True)
class Line:
    """One occasion with one outcome, and the people it concerns: colleagues by name, residents by number."""

    label: Any
    subject: Subject
    on: date | datetime  # what it hangs on: a day of a plan, or the moment of an event
    at: datetime
    standing: str
    tone: str
    icon: str
    reason: Any
    names: list[str]
    number: int


def subjects_of(actor: Actor, now: datetime) -> dict[str, Subject]:
    """What reminders of my programmes and of my municipalities' events can be about, by the ground's name for it."""
    programmes = Programme.objects.public().on_desk_of(actor)
    found = {}
    for phase in Phase.objects.filter(programme__in=programmes).select_related("programme"):
        found[f"programmes.phase:{phase.pk}"] = Subject(phase.name, desk_url(phase.programme), phase.programme.title)
    for milestone in Milestone.objects.filter(programme__in=programmes).select_related("programme"):
        found[f"programmes.milestone:{milestone.pk}"] = Subject(milestone.name, desk_url(milestone.programme), milestone.programme.title)
    mine = Q(pk__in=Event.objects.on_desk_of(actor).values("pk")) | Q(pk__in=Programme.events.through.objects.filter(programme__in=programmes).values("event"))
    for event in Event.objects.visible_to(actor).filter(mine, starts_at__gte=now - BACK, starts_at__lte=now + AHEAD):
        found[f"{EVENT}:{event.pk}"] = Subject(event.title, reverse("events:event_detail", args=[event.slug]))
    return found


def desk_url(programme: Programme) -> str:
    return reverse("programmes:desk_programme_detail", args=[programme.slug])


def grouped(reminders: Iterable[PlannedReminder], subjects: dict[str, Subject]) -> list[Line]:
    """Neighbours with the same occasion, subject and outcome are one line."""
    key = lambda one: (one.due_at, one.occasion, one.subject, one.standing.value, one.reason)  # noqa: E731 - used twice, in the next lines
    rows = [list(some) for _key, some in groupby(sorted(reminders, key=key), key)]
    names = names_of(one.recipient_key for some in rows for one in some)
    return [line(some[0], subjects, [names[one.recipient_key] for one in some if one.recipient_key in names], len(some)) for some in rows]


def told(groups: list[Told], subjects: dict[str, Subject]) -> list[Line]:
    names = names_of(key for one in groups for key in one.keys)
    return [line(one, subjects, [names[key] for key in one.keys if key in names], one.number) for one in groups]


def line(first: PlannedReminder | Told, subjects: dict[str, Subject], names: list[str], number: int) -> Line:
    subject = subjects[first.subject]
    tone, icon = LOOKS[first.standing]
    return Line(
        label=first.label,
        subject=subject,
        on=first.anchor_at if first.subject.startswith(EVENT) else timezone.localdate(first.anchor_at),
        at=first.at,
        standing=str(first.standing.label),
        tone=tone,
        icon=icon,
        reason=first.reason_words,
        names=names,
        number=number,
    )


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """Colleagues are named; one query."""
    users = User.objects.filter(pk__in={key.removeprefix(ACCOUNT) for key in keys if key.startswith(ACCOUNT)})
    return {f"{ACCOUNT}{user.pk}": user.name or _("without a name") for user in users}


def plan_facts(actor: Actor, now: datetime) -> dict[str, list[Line]]:
    subjects = subjects_of(actor, now)
    coming = grouped(planned(now, now + AHEAD, subjects=subjects.keys()), subjects)
    return {"coming": coming, "past": told(history(subjects=subjects.keys(), since=now - BACK), subjects)}
