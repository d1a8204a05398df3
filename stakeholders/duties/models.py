"""What a municipality owes its visitors: how accessible its pages are, what it does with data, and answers to what they write."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from stakeholders.duties.choices import Assessment, Conformance, Topic
from stakeholders.duties.querysets import FeedbackQuerySet, RecordQuerySet
from stakeholders.people.choices import LANGUAGE_CHOICES


class AccessibilityStatement(models.Model):
    """After the model of the European Union. Reviewed at least once a year."""

    municipality = models.OneToOneField(
        Municipality, on_delete=models.CASCADE, primary_key=True, related_name="accessibility_statement", verbose_name=_("municipality")
    )
    conformance = models.CharField(_("how far we are"), max_length=8, choices=Conformance, default=Conformance.PARTIAL)
    gaps = models.TextField(_("what is not accessible, why, and what to use instead"), max_length=8000, blank=True)
    assessment = models.CharField(_("how this was found out"), max_length=8, choices=Assessment, default=Assessment.SELF)
    prepared_on = models.DateField(_("prepared on"))
    reviewed_on = models.DateField(_("last reviewed on"))

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("accessibility statement")
        verbose_name_plural = _("accessibility statements")

    def __str__(self) -> str:
        return f"{self.municipality}, {self.get_conformance_display()}"


class PrivacyRecord(models.Model):
    """What a municipality adds to the promises of the portal: whom to ask, and what else it keeps."""

    municipality = models.OneToOneField(Municipality, on_delete=models.CASCADE, primary_key=True, related_name="privacy_record", verbose_name=_("municipality"))
    officer_name = models.CharField(_("data protection officer"), max_length=160, blank=True)
    officer_email = models.EmailField(_("e-mail of the officer"), blank=True)
    more = models.TextField(_("what else we keep, why and until when"), max_length=8000, blank=True)
    reviewed_on = models.DateField(_("last reviewed on"))

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("privacy record")
        verbose_name_plural = _("privacy records")

    def __str__(self) -> str:
        return str(self.municipality)


class Feedback(models.Model):
    """Somebody wrote to a municipality, with or without an address. It is answered by a day that is known."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, null=True, blank=True, related_name="feedback", verbose_name=_("municipality"))
    topic = models.CharField(_("what it is about"), max_length=14, choices=Topic)
    page = models.CharField(_("page"), max_length=300, blank=True)
    message = models.TextField(_("message"), max_length=4000)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language of letters"), max_length=7, choices=LANGUAGE_CHOICES)
    received_at = models.DateTimeField(_("received"))
    due_on = models.DateField(_("answer by"))
    answer = models.TextField(_("answer"), max_length=8000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answered by"))

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.CheckConstraint(condition=Q(answered_at__isnull=True) | ~Q(answer=""), name="answered_feedback_has_its_answer"),
        ]
        indexes = [models.Index(fields=["municipality", "answered_at", "due_on"], name="feedback_waiting")]

    def __str__(self) -> str:
        return f"{self.get_topic_display()}, {self.received_at:%Y-%m-%d}"
