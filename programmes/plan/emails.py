"""Who is reminded of phases and milestones, and what they are written."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.common.outbox.kinds import Content, LetterKind
from portal.common.outbox.models import Letter
from portal.common.outbox.render import absolute, letter
from portal.common.reminders.occasions import Due, Find, Occasion, rows_in
from programmes.catalogue.choices import Status
from programmes.catalogue.models import Milestone, Phase, Programme
from programmes.catalogue.rules import local_moment
from stakeholders.mandates.choices import Role
from stakeholders.mandates.models import Mandate

DAYS_BEFORE = 7
AT = time(8)
FOLDER = "programmes/plan/emails"

Row = Phase | Milestone
PHASE_SUBJECT, MILESTONE_SUBJECT = "programmes.phase", "programmes.milestone"


# --- To whom: the programme's coordinator and everybody who coordinates for the leading municipality ---


def mandates_of(programmes: Iterable[Programme]) -> dict[int, list[Mandate]]:
    """Mandates by municipality, ended ones too; one query for all programmes."""
    found: dict[int, list[Mandate]] = defaultdict(list)
    wanted = {programme.municipality_id for programme in programmes}
    for mandate in Mandate.objects.filter(municipality__in=wanted, role=Role.COORDINATOR).select_related("user").order_by("granted_at", "pk"):
        found[mandate.municipality_id].append(mandate)
    return found


def people_of(programme: Programme, mandates: list[Mandate]) -> Iterator[tuple[models.Model, datetime]]:
    """Each person once, with the moment since when they belong to the programme. Whoever gave back the mandate has left."""
    since = {mandate.user_id: (mandate.user, mandate.granted_at) for mandate in mandates if mandate.ended_at is None}
    left = {mandate.user_id for mandate in mandates} - set(since)
    if programme.coordinator and programme.coordinator_id not in left:
        since.setdefault(programme.coordinator_id, (programme.coordinator, programme.published_at))
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
    mandates = mandates_of(row.programme for row in found)
    for row in found:
        day = getattr(row, field)
        due_at = local_moment(day - timedelta(days=DAYS_BEFORE), AT)
        if not start <= due_at <= end:
            continue
        for user, joined_at in people_of(row.programme, mandates[row.programme.municipality_id]):
            yield Due(
                subject=f"{subject}:{row.pk}",
                anchor_at=local_moment(day, time()),
                due_at=due_at,
                not_after=local_moment(day + timedelta(days=1), time()),
                recipient_key=f"user:{user.pk}",
                email=user.email,
                language=user.language,
                joined_at=joined_at,
                facts={"row": row.pk, "user": user.pk},
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
        mandates = mandates_of([row.programme])[row.programme.municipality_id]
        return is_unmoved and any(user.pk == given.facts.get("user") for user, _since in people_of(row.programme, mandates))

    def render(given: Letter) -> Content:
        row = model.objects.select_related("programme__municipality").get(pk=given.facts["row"])
        return letter(f"{FOLDER}/{name}", facts_of(row, getattr(row, field)))

    return LetterKind(name=f"plan.{name}", label=label, trigger=trigger, still_wanted=still_wanted, render=render)


def is_over(row: Row) -> bool:
    return bool(row.closed_at if isinstance(row, Phase) else row.reached_on)


def facts_of(row: Row, day: date) -> dict[str, object]:
    programme = row.programme
    return {
        "programme": programme,
        "municipality": programme.municipality,
        "row": row,
        "day": day,
        "open_items": open_items(row),
        "desk_url": absolute(reverse("programmes:desk_programme_detail", args=[programme.slug])),
        "reason": _("You receive this letter because you coordinate programmes of this municipality."),
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
