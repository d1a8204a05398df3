"""When each job of the schedule last ran: the heartbeat that measures progress, not mere life."""

from django.db import models


class JobRun(models.Model):
    name = models.CharField(max_length=60, primary_key=True)
    claimed_by = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    last_result = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name
