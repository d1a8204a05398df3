"""Messages received and answered, statements reviewed."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from locations.municipalities.models import Municipality
from portal.common import audit
from portal.common.actor import Actor
from stakeholders.duties import emails, rules
from stakeholders.duties.models import AccessibilityStatement, Feedback, PrivacyRecord

Record = AccessibilityStatement | PrivacyRecord


def give_feedback(*, municipality: Municipality | None, topic: str, page: str, message: str, name: str, email: str, language: str, now: datetime) -> Feedback:
    """Keep the message and tell those who answer. The day by which they do so follows from the law of the municipality."""
    with transaction.atomic():
        feedback = Feedback.objects.create(
            municipality=municipality,
            topic=topic,
            page=page,
            message=message,
            name=name,
            email=email.strip().lower(),
            language=language,
            received_at=now,
            due_on=rules.answer_due_on(municipality, today=timezone.localdate(now)),
        )
        audit.record(None, "feedback.received", feedback, at=now, municipality=feedback.municipality_id, topic=topic)
        emails.feedback_received(feedback, now=now)
    return feedback


def answer_feedback(*, feedback: Feedback, answer: str, actor: Actor, now: datetime) -> Feedback:
    """Answer once. Whoever left an address gets the answer by letter; otherwise it is kept for those who ask how it ended."""
    rules.ensure_can_answer(actor, feedback)
    with transaction.atomic():
        waiting = Feedback.objects.unanswered().filter(pk=feedback.pk)
        if not waiting.update(answer=answer, answered_at=now, answered_by_id=actor.user_id):
            raise rules.AlreadyAnswered(rules.ANSWERED)
        feedback.refresh_from_db()
        audit.record(actor, "feedback.answered", feedback, at=now, is_late=timezone.localdate(now) > feedback.due_on)
        emails.feedback_answered(feedback, now=now)
    return feedback


def keep_record(*, record: Record, actor: Actor, now: datetime) -> Record:
    """Store a statement or a privacy record. Saving it is reviewing it: the year begins anew."""
    rules.ensure_can_keep_records(actor, record.municipality)
    with transaction.atomic():
        record.reviewed_on = timezone.localdate(now)
        record.save()
        audit.record(actor, f"{record._meta.model_name}.reviewed", record, at=now, municipality=record.municipality_id)
    return record


def forget_feedback(now: datetime) -> int:
    """A year after the answer nobody needs it any more."""
    gone, _by_model = Feedback.objects.filter(answered_at__lt=now - rules.KEPT).delete()
    return gone


def erase_feedback(*, email: str, now: datetime) -> int:
    """At the sender's wish: the message goes, answered or not."""
    gone, _by_model = Feedback.objects.filter(email=email).delete()
    return gone
