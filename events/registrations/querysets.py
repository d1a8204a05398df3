from django.db import models

from events.registrations.choices import LIVE, SEATED, TIMED, Standing


class RegistrationQuerySet(models.QuerySet):
    def live(self):
        return self.filter(standing__in=LIVE)

    def seated(self):
        return self.filter(standing__in=SEATED)

    def confirmed(self):
        return self.filter(standing=Standing.CONFIRMED)

    def waiting(self):
        return self.filter(standing=Standing.WAITING)

    def in_line(self):
        """Those who wait, first in line first: whoever was passed by stands behind those not yet asked."""
        return self.waiting().order_by("times_offered", "joined_at", "pk")

    def run_out(self, at):
        return self.filter(standing__in=TIMED, expires_at__lte=at)
