"""When each job of the schedule last ran: the heartbeat that measures progress, not mere life."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    name = models.CharField(_("job"), max_length=60, primary_key=True)
    claimed_by = models.UUIDField(_("held by"), null=True, blank=True)
    claimed_until = models.DateTimeField(_("held until"), null=True, blank=True)
    started_at = models.DateTimeField(_("last begun"), null=True, blank=True)
    # Only a run that came through moves it: a job that fails each time grows old.
    finished_at = models.DateTimeField(_("last finished"), null=True, blank=True)
    last_result = models.CharField(_("last result"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("job of the worker")
        verbose_name_plural = _("jobs of the worker")

    def __str__(self) -> str:
        return self.name
