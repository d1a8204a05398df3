"""What is written about messages and statements: to those who answer, and to whoever asked."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from portal.common.outbox.kinds import Content, LetterKind
from portal.common.outbox.models import Letter
from portal.common.outbox.post import post
from portal.common.outbox.render import absolute, letter
from portal.common.outbox.samples import ADDRESS, MOMENT, NOBODY, WEEK
from portal.common.reminders.occasions import Due, Occasion, rows_in
from stakeholders.duties.choices import Topic
from stakeholders.duties.models import AccessibilityStatement, Feedback, PrivacyRecord
from stakeholders.duties.rules import review_due_on
from stakeholders.mandates.models import Mandate

FOLDER = "stakeholders/duties/emails"
EIGHT = time(8)
BEFORE_ANSWER, BEFORE_REVIEW = timedelta(days=2), timedelta(days=14)
Record = AccessibilityStatement | PrivacyRecord


def _row(model: type[Model], given: Letter) -> Model | None:
    return model._default_manager.filter(pk=given.facts.get("row")).select_related("municipality").first()


def _kind(
    name: str,
    label: Promise,
    trigger: Promise,
    *,
    recipient: Promise,
    model: type[Model],
    wanted: Callable[[Model, Letter], bool],
    address: Callable[[Model], str],
    sample_row: Callable[[Municipality], Model],
) -> LetterKind:
    def still_wanted(given: Letter, _now: datetime) -> bool:
        row = _row(model, given)
        return row is not None and wanted(row, given)

    def render(given: Letter) -> Content:
        return write(_row(model, given))

    def sample(municipality: Municipality) -> Content:
        return write(sample_row(municipality))

    def write(row: Model | None) -> Content:
        return letter(f"{FOLDER}/{name}", {"row": row, "municipality": row.municipality if row else None, "link": absolute(address(row)) if row else ""})

    return LetterKind(name=f"duties.{name}", label=label, recipient=recipient, trigger=trigger, still_wanted=still_wanted, render=render, sample=sample)


def _is_unanswered(row: Feedback, _given: Letter) -> bool:
    return row.answered_at is None


def _desk_of(row: Feedback) -> str:
    return reverse("duties:desk_feedback_answer", args=[row.public_id])


def _sample_feedback(municipality: Municipality) -> Feedback:
    return Feedback(
        public_id=NOBODY,
        municipality=municipality,
        topic=Topic.ACCESSIBILITY,
        message=gettext("The map of the events cannot be used with the keyboard."),
        email=ADDRESS,
        received_at=MOMENT,
        due_on=(MOMENT + WEEK).date(),
        answer=gettext("Thank you for telling us. Below the map there is now a list with the same events."),
    )


COORDINATORS = _("The coordinators of the municipality.")
FEEDBACK_RECEIVED = _kind(
    "feedback_received",
    _("Somebody has written"),
    _("A message came through the feedback form."),
    recipient=_("The coordinators of the municipality; where there are none, whoever runs the portal."),
    model=Feedback,
    wanted=_is_unanswered,
    address=_desk_of,
    sample_row=_sample_feedback,
)
FEEDBACK_DUE = _kind(
    "feedback_due",
    _("An answer is due"),
    _("Two days before a message must be answered."),
    recipient=COORDINATORS,
    model=Feedback,
    wanted=_is_unanswered,
    address=_desk_of,
    sample_row=_sample_feedback,
)
FEEDBACK_ANSWERED = _kind(
    "feedback_answered",
    _("The answer to your message"),
    _("A message that gave an address was answered."),
    recipient=_("Whoever wrote the message."),
    model=Feedback,
    wanted=lambda row, _given: bool(row.email and row.answered_at),
    address=lambda _row: reverse("duties:feedback"),
    sample_row=_sample_feedback,
)


def _review(name: str, label: Promise, trigger: Promise, *, model: type[Record], page: str) -> LetterKind:
    def is_unreviewed(row: Record, given: Letter) -> bool:
        return row.reviewed_on.isoformat() == given.facts.get("reviewed_on")

    return _kind(
        name,
        label,
        trigger,
        recipient=COORDINATORS,
        model=model,
        wanted=is_unreviewed,
        address=lambda row: reverse(page, args=[row.municipality.slug]),
        sample_row=lambda municipality: model(municipality=municipality, reviewed_on=(MOMENT - timedelta(days=351)).date()),
    )


STATEMENT_REVIEW = _review(
    "statement_review",
    _("Review the accessibility statement"),
    _("Two weeks before the statement is a year old."),
    model=AccessibilityStatement,
    page="duties:desk_statement_edit",
)
PRIVACY_REVIEW = _review(
    "privacy_review", _("Review the privacy record"), _("Two weeks before the record is a year old."), model=PrivacyRecord, page="duties:desk_privacy_edit"
)
KINDS = (FEEDBACK_RECEIVED, FEEDBACK_DUE, FEEDBACK_ANSWERED, STATEMENT_REVIEW, PRIVACY_REVIEW)


def feedback_received(row: Feedback, *, now: datetime) -> None:
    """To those who coordinate for the municipality; where there is none, to whoever runs the portal: no message stays unread.

    One letter an hour for each of them, however many messages come: the desk lists all, and each is reminded of in time.
    """
    readers = [(mandate.user.email, mandate.user.language) for mandate in Mandate.objects.coordinating([row.municipality_id])]
    for email, language in readers or [(settings.OPERATOR_EMAIL, settings.LANGUAGE_CODE)]:
        post(FEEDBACK_RECEIVED, to=email, language=language, once=f"{row.municipality_id}:{now:%Y-%m-%dT%H}:{email}", now=now, row=row.pk)


def feedback_answered(row: Feedback, *, now: datetime) -> None:
    if row.email:
        post(FEEDBACK_ANSWERED, to=row.email, language=row.language, once=str(row.public_id), now=now, row=row.pk)


# --- In time ---


def _at_eight(day: date) -> datetime:
    return datetime.combine(day, EIGHT, tzinfo=timezone.get_current_timezone())


def _days(start: datetime, end: datetime, ahead: timedelta) -> tuple[date, date]:
    return timezone.localdate(start) + ahead, timezone.localdate(end) + ahead


def _dues(
    rows: Iterable[Model],
    subject: str,
    *,
    day: Callable[[Model], date],
    since: Callable[[Model], datetime],
    ahead: timedelta,
    facts: Callable[[Model], dict[str, str]],
) -> Iterator[Due]:
    found = list(rows)
    people: dict[int, list[Mandate]] = {}
    for mandate in Mandate.objects.coordinating({row.municipality_id for row in found}):
        people.setdefault(mandate.municipality_id, []).append(mandate)
    for row in found:
        anchor = _at_eight(day(row))
        for mandate in people.get(row.municipality_id, []):
            yield Due(
                subject=f"{subject}:{row.pk}",
                anchor_at=anchor,
                due_at=_at_eight(day(row) - ahead),
                not_after=anchor + timedelta(days=30),
                recipient_key=f"user:{mandate.user_id}",
                email=mandate.user.email,
                language=mandate.user.language,
                joined_at=max(mandate.granted_at, since(row)),
                facts={"row": row.pk, **facts(row)},
            )


def feedback_due(start: datetime, end: datetime, *, subjects: Collection[str] | None = None) -> Iterable[Due]:
    first, last = _days(start, end, BEFORE_ANSWER)
    rows = Feedback.objects.unanswered().filter(due_on__gte=first, due_on__lte=last)
    if subjects is not None:
        rows = rows.filter(pk__in=rows_in(subjects, "stakeholders.feedback"))
    dues = _dues(rows, "stakeholders.feedback", day=lambda row: row.due_on, since=lambda row: row.received_at, ahead=BEFORE_ANSWER, facts=lambda _row: {})
    return (due for due in dues if start <= due.due_at <= end)


def _reviews(model: type[Record], subject: str) -> Callable[..., Iterable[Due]]:
    def find(start: datetime, end: datetime, *, subjects: Collection[str] | None = None) -> Iterable[Due]:
        first, last = _days(start, end, BEFORE_REVIEW)
        year = review_due_on(first) - first
        rows = model.objects.to_be_reviewed(first - year, last - year)
        if subjects is not None:
            rows = rows.filter(pk__in=rows_in(subjects, subject))
        dues = _dues(
            rows,
            subject,
            day=lambda row: review_due_on(row.reviewed_on),
            since=lambda row: _at_eight(row.reviewed_on),
            ahead=BEFORE_REVIEW,
            facts=lambda row: {"reviewed_on": row.reviewed_on.isoformat()},
        )
        return (due for due in dues if start <= due.due_at <= end)

    return find


OCCASIONS = (
    Occasion("duties.feedback_due", FEEDBACK_DUE.label, FEEDBACK_DUE, feedback_due),
    Occasion("duties.statement_review", STATEMENT_REVIEW.label, STATEMENT_REVIEW, _reviews(AccessibilityStatement, "stakeholders.accessibilitystatement")),
    Occasion("duties.privacy_review", PRIVACY_REVIEW.label, PRIVACY_REVIEW, _reviews(PrivacyRecord, "stakeholders.privacyrecord")),
)
