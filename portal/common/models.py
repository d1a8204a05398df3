"""Index of the ground's rows, so that Django finds them."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.drafts.models import KeptForm
from portal.common.outbox.models import Batch, LanePause, Letter
from portal.common.reminders.models import Reminder
from portal.common.warm.models import LastChange
from portal.common.worker.models import JobRun

__all__ = ["AuditEntry", "Batch", "JobRun", "KeptForm", "LanePause", "LastChange", "Letter", "Reminder"]


class AppendOnly(models.QuerySet["AuditEntry"]):
    """Rows that are written and read. An account that is deleted still lets go of its entries: Django does that below this."""

    def update(self, **_changes: Any) -> NoReturn:
        raise Unchangeable

    def bulk_update(self, *_args: Any, **_options: Any) -> NoReturn:
        raise Unchangeable

    def delete(self) -> NoReturn:
        raise Unchangeable


class Unchangeable(TypeError):
    """Somebody tried to rewrite history."""

    def __init__(self) -> None:
        super().__init__("Audit entries are only ever added.")


class AuditEntry(models.Model):
    """One act. Written in the transaction of the act itself, never changed afterwards."""

    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("who"))
    verb = models.CharField(_("what"), max_length=60)
    target_type = models.CharField(_("kind of row"), max_length=60)
    target_id = models.CharField(_("number of the row"), max_length=40)
    facts = models.JSONField(_("facts"), default=dict)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        indexes = [models.Index(fields=["target_type", "target_id", "at"], name="audit_target")]
        verbose_name_plural = _("audit entries")

    def __str__(self) -> str:
        return f"{self.verb} {self.target_type} {self.target_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Unchangeable
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        raise Unchangeable
