from django.db import models
from django.db.models import Q

from events.agenda.choices import Status

PUBLIC = (Status.PUBLISHED, Status.CANCELLED)  # a cancelled event stays on its page, so that nobody waits at the door


class EventQuerySet(models.QuerySet):
    def public(self):
        return self.filter(status__in=PUBLIC)

    def upcoming(self, at):
        return self.filter(ends_at__gt=at)

    def past(self, at):
        return self.filter(ends_at__lte=at)

    def manageable_by(self, actor):
        """Events of the municipalities for which the actor coordinates."""
        return self if actor.is_admin else self.filter(municipality_id__in=actor.municipalities("coordinator"))

    def visible_to(self, actor):
        if actor.is_admin:
            return self
        return self.filter(Q(status__in=PUBLIC) | Q(municipality_id__in=actor.municipalities("coordinator")))

    def soonest_first(self):
        return self.order_by("starts_at", "pk")

    def latest_first(self):
        return self.order_by("-starts_at", "-pk")
