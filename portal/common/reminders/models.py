"""What was reminded of, once per person, occasion and date. Planned reminders have no row: they are found from state."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.outbox.models import Letter


class Outcome(models.TextChoices):
    WRITTEN = "written", _("written")
    SKIPPED = "skipped", _("skipped")


class Reminder(models.Model):
    occasion = models.CharField(_("occasion"), max_length=60)
    subject = models.CharField(_("about"), max_length=80)
    recipient_key = models.CharField(_("to whom"), max_length=80)
    # The date it hangs on. Another date is another occasion: moving the date re-arms the reminder.
    anchor_at = models.DateTimeField(_("date it hangs on"))
    due_at = models.DateTimeField(_("due"))
    decided_at = models.DateTimeField(_("decided"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    reason = models.CharField(_("why not"), max_length=80, blank=True)
    letter = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("letter"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(fields=["occasion", "subject", "recipient_key", "anchor_at"], name="reminded_once"),
        ]
        indexes = [models.Index(fields=["subject", "due_at"], name="reminder_subject")]

    def __str__(self) -> str:
        return f"{self.occasion} {self.subject} {self.outcome}"
