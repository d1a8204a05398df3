from django.db import models
from django.db.models import Q

from portal.common.actor import Right


class MandateQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_at__isnull=True)

    def manageable_by(self, actor):
        """Those of the municipalities and organisations which the actor leads."""
        led = Q(municipality_id__in=actor.may_in(Right.LEAD)) | Q(organisation_id__in=actor.organisations(Right.LEAD))
        return self if actor.is_admin else self.filter(led)

    def visible_to(self, actor):
        """One's own, and those of the municipalities and organisations which one leads."""
        led = Q(municipality_id__in=actor.may_in(Right.LEAD)) | Q(organisation_id__in=actor.organisations(Right.LEAD))
        return self if actor.is_admin else self.filter(Q(user_id=actor.user_id) | led)

    def of_body(self, municipality_id, organisation_id):
        return self.filter(municipality_id=municipality_id, organisation_id=organisation_id)
