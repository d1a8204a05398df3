"""What was reminded of, once per person, occasion and date. Planned reminders have no row: they are found from state."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.outbox.models import Letter


class Outcome(models.TextChoices):
    WRITTEN = "written", _("written")
    SKIPPED = "skipped", _("skipped")


class Reminder(models.Model):
    occasion = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, help_text="What it is about: “programmes.phase:17”.")
    recipient_key = models.CharField(max_length=80, help_text="Whom: “user:3” or “registration:…”.")
    # The date it hangs on. Another date is another occasion: moving the date re-arms the reminder.
    anchor_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.CharField(max_length=80, blank=True)
    letter = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occasion", "subject", "recipient_key", "anchor_at"], name="reminded_once"),
        ]
        indexes = [models.Index(fields=["subject", "due_at"], name="reminder_subject")]

    def __str__(self) -> str:
        return f"{self.occasion} {self.subject} {self.outcome}"
