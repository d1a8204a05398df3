from django.db import models
from django.db.models import Q

from programmes.catalogue.choices import Status

PUBLIC = (Status.PUBLISHED, Status.CLOSED)


class ProgrammeQuerySet(models.QuerySet):
    def public(self):
        return self.filter(status__in=PUBLIC)

    def manageable_by(self, actor):
        """Programmes led by a municipality for which the actor coordinates."""
        return self if actor.is_admin else self.filter(municipality_id__in=actor.municipalities("coordinator"))

    def visible_to(self, actor):
        if actor.is_admin:
            return self
        return self.filter(Q(status__in=PUBLIC) | Q(municipality_id__in=actor.municipalities("coordinator")))
