"""Who is reminded of phases and milestones, and what they are written."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from portal.common.outbox.kinds import Content, LetterKind
from portal.common.outbox.models import Letter
from portal.common.outbox.render import absolute, letter
from portal.common.outbox.samples import MOMENT, SLUG, sample_letter
from portal.common.reminders.occasions import Due, Find, Occasion, rows_in
from programmes.catalogue.choices import Status
from programmes.catalogue.models import Milestone, Participation, Phase, Programme
from programmes.catalogue.rules import local_moment
from programmes.plan.presenters import sentence
from stakeholders.mandates.choices import Role
from stakeholders.mandates.models import Mandate

DAYS_BEFORE = 7
AT = time(8)
FOLDER = "programmes/plan/emails"

Row = Phase | Milestone
COMPANY = _("Whoever coordinates the programme, and the coordinators of each municipality that takes part.")
PHASE_SUBJECT, MILESTONE_SUBJECT = "programmes.phase", "programmes.milestone"


# --- To whom: the programme's coordinator, and everybody who coordinates for the leading or a participating municipality ---


@dataclass(frozen=True)
class Company:
    """Whose coordinators are told of a programme: mandates of the municipality that leads it, ended ones too, and of those that take part."""

    leading: list[Mandate]
    taking_part: list[tuple[Mandate, datetime | None]]  # with the moment since when the municipality takes part

    def leads(self, user_id: int) -> bool:
        return any(mandate.user_id == user_id and mandate.ended_at is None for mandate in self.leading)


def companies_of(programmes: Iterable[Programme]) -> dict[int, Company]:
    """By programme; two queries for all of them."""
    wanted = {programme.pk: programme for programme in programmes}
    participations = list(Participation.objects.filter(programme__in=wanted))
    towns = {programme.municipality_id for programme in wanted.values()} | {row.municipality_id for row in participations}
    mandates: dict[int, list[Mandate]] = defaultdict(list)
    for mandate in Mandate.objects.filter(municipality__in=towns, role=Role.COORDINATOR).select_related("user").order_by("granted_at", "pk"):
        mandates[mandate.municipality_id].append(mandate)
    found = {pk: Company(mandates[programme.municipality_id], []) for pk, programme in wanted.items()}
    for row in participations:
        if row.municipality_id != wanted[row.programme_id].municipality_id:
            found[row.programme_id].taking_part.extend((mandate, row.joined_at) for mandate in mandates[row.municipality_id])
    return found


def people_of(programme: Programme, company: Company) -> Iterator[tuple[models.Model, datetime]]:
    """Each person once, with the moment since when they belong to the programme. Whoever gave back the mandate has left."""
    since = {mandate.user_id: (mandate.user, mandate.granted_at) for mandate in company.leading if mandate.ended_at is None}
    left = {mandate.user_id for mandate in company.leading} - set(since)
    if programme.coordinator and programme.coordinator_id not in left:
        since.setdefault(programme.coordinator_id, (programme.coordinator, programme.published_at))
    for mandate, joined_at in company.taking_part:
        came_at = max(mandate.granted_at, joined_at or mandate.granted_at)
        if mandate.ended_at is None and (mandate.user_id not in since or came_at < since[mandate.user_id][1]):
            since[mandate.user_id] = (mandate.user, came_at)
    for user, joined_at in since.values():
        if user.is_active:
            yield user, max(joined_at, programme.published_at)


# --- When: at eight in the morning, seven days before ---


def days_between(start: datetime, end: datetime) -> tuple[date, date]:
    """The days whose reminder is due in that time."""
    ahead = timedelta(days=DAYS_BEFORE)
    return timezone.localdate(start) + ahead, timezone.localdate(end) + ahead


def dues(rows: Iterable[Row], subject: str, field: str, start: datetime, end: datetime) -> Iterator[Due]:
    found = list(rows)
    companies = companies_of(row.programme for row in found)
    for row in found:
        day = getattr(row, field)
        due_at = local_moment(day - timedelta(days=DAYS_BEFORE), AT)
        if not start <= due_at <= end:
            continue
        for user, joined_at in people_of(row.programme, companies[row.programme_id]):
            yield Due(
                subject=f"{subject}:{row.pk}",
                anchor_at=local_moment(day, time()),
                due_at=due_at,
                not_after=local_moment(day + timedelta(days=1), time()),
                recipient_key=f"user:{user.pk}",
                email=user.email,
                language=user.language,
                joined_at=joined_at,
                facts={"row": row.pk, "user": user.pk, "programme": row.programme_id},
            )


def find_rows(model: type[Row], subject: str, field: str) -> Find:
    def find(start: datetime, end: datetime, *, subjects: Collection[str] | None = None) -> Iterator[Due]:
        rows = model.objects.reminding().filter(**{f"{field}__range": days_between(start, end)})
        if subjects is not None:
            rows = rows.filter(pk__in=rows_in(subjects, subject))
        return dues(rows.order_by(field, "pk"), subject, field, start, end)

    return find


# --- What: rendered when the letter leaves, from what is true then ---


def row_of(given: Letter, model: type[Row]) -> Row | None:
    return model.objects.filter(pk=given.facts.get("row")).select_related("programme__municipality", "programme__coordinator").first()


def kind(name: str, label: Promise, trigger: Promise, *, model: type[Row], field: str) -> LetterKind:
    def still_wanted(given: Letter, _now: datetime) -> bool:
        row = row_of(given, model)
        if row is None or row.programme.status != Status.PUBLISHED or is_over(row):
            return False
        is_unmoved = local_moment(getattr(row, field), time()).isoformat() == given.facts.get("anchor_at")
        company = companies_of([row.programme])[row.programme_id]
        return is_unmoved and any(user.pk == given.facts.get("user") for user, _since in people_of(row.programme, company))

    def render(given: Letter) -> Content:
        row = model.objects.select_related("programme__municipality").get(pk=given.facts["row"])
        return write(row, given, facts_of(row, given.facts.get("user")))

    def sample(municipality: Municipality) -> Content:
        day = (MOMENT + timedelta(days=DAYS_BEFORE)).date()
        row = model(programme=Programme(municipality=municipality, slug=SLUG, title=say("Life for the old mill")), name=say("Listening to the neighbours"))
        setattr(row, field, day)
        items = [say("Everybody who lives nearby is invited."), say("The hall is booked.")] if model is Phase else []
        return write(row, sample_letter(), told(row, items, manages=True, is_ours=True))

    def write(row: Row, given: Letter, facts: dict[str, object]) -> Content:
        day = getattr(row, field)
        days = (day - timezone.localdate(given.leaves_at or given.created_at)).days
        return letter(f"{FOLDER}/{name}", {**facts, "day": day, "sentence": sentence(name, row, day, days)})

    return LetterKind(name=f"plan.{name}", label=label, recipient=COMPANY, trigger=trigger, still_wanted=still_wanted, render=render, sample=sample)


def is_over(row: Row) -> bool:
    return bool(row.closed_at if isinstance(row, Phase) else row.reached_on)


def facts_of(row: Row, user_id: int | None) -> dict[str, object]:
    """Those of the leading municipality are led to the desk; the others are told, and led to the public page."""
    programme = row.programme
    manages = user_id is None or companies_of([programme])[programme.pk].leads(user_id)
    return told(row, open_items(row) if manages else [], manages=manages, is_ours=manages or user_id == programme.coordinator_id)


def told(row: Row, items: list[str], *, manages: bool, is_ours: bool) -> dict[str, object]:
    programme = row.programme
    return {
        "programme": programme,
        "municipality": programme.municipality,
        "row": row,
        "open_items": items,
        "manages": manages,
        "programme_url": absolute(reverse("programmes:desk_programme_detail", args=[programme.slug]) if manages else programme.get_absolute_url()),
        "reason": _("You receive this letter because you coordinate programmes of this municipality.")
        if is_ours
        else _("You receive this letter because a municipality that you coordinate takes part in this programme."),
    }


def open_items(row: Row) -> list[str]:
    """What the checklist still asks for: before a phase begins its entry, before it ends its exit, both in their order."""
    return [item.text for item in row.checklist.filter(done_at=None).order_by("gate", "position", "pk")] if isinstance(row, Phase) else []


PHASE_BEGINS = kind("phase_begins", _("A phase begins in a week"), _("Seven days before the first day of a phase."), model=Phase, field="starts_on")
PHASE_ENDS = kind("phase_ends", _("A phase ends in a week"), _("Seven days before the last day of a phase."), model=Phase, field="ends_on")
MILESTONE_DUE = kind("milestone_due", _("A milestone is due in a week"), _("Seven days before a milestone is due."), model=Milestone, field="due_on")

KINDS = (PHASE_BEGINS, PHASE_ENDS, MILESTONE_DUE)
OCCASIONS = (
    Occasion("plan.phase_begins", PHASE_BEGINS.label, PHASE_BEGINS, find_rows(Phase, PHASE_SUBJECT, "starts_on")),
    Occasion("plan.phase_ends", PHASE_ENDS.label, PHASE_ENDS, find_rows(Phase, PHASE_SUBJECT, "ends_on")),
    Occasion("plan.milestone_due", MILESTONE_DUE.label, MILESTONE_DUE, find_rows(Milestone, MILESTONE_SUBJECT, "due_on")),
)
