"""Index of the ground's rows, so that Django finds them."""

from django.conf import settings
from django.db import models

from portal.common.outbox.models import Letter
from portal.common.reminders.models import Reminder
from portal.common.worker.models import JobRun

__all__ = ["AuditEntry", "JobRun", "Letter", "Reminder"]


class AuditEntry(models.Model):
    """One act. Written in the transaction of the act itself, never changed afterwards."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["target_type", "target_id", "at"], name="audit_target")]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.verb} {self.target_type} {self.target_id}"
