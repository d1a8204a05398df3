from django.db import models
from django.db.models import Max, OuterRef, Subquery

from portal.common.actor import Right


class ContactNoteQuerySet(models.QuerySet):
    def kept_by(self, actor):
        return self if actor.is_admin else self.filter(municipality__in=actor.may_in(Right.LEAD))

    def open_steps(self):
        """What somebody wanted to do next and has not done."""
        return self.filter(next_on__isnull=False, next_done_at=None)

    def newest_first(self):
        return self.order_by("-on", "-pk")

    def latest_by(self, column):
        """Inside a query on people or organisations: the day of the last contact."""
        latest = self.filter(**{column: OuterRef("pk")}).order_by().values(column).annotate(latest=Max("on"))
        return Subquery(latest.values("latest"))
