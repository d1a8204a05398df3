from django.db import models

from portal.common.actor import Right
from stakeholders.people.querysets import SameQuerySet


class OrganisationQuerySet(SameQuerySet):
    def in_order(self):
        return self.order_by("name", "pk")

    def kept_by(self, actor):
        """Organisations of the municipalities that the actor leads."""
        rows = self.filter(municipality__isnull=False)
        return rows if actor.is_admin else rows.filter(municipality__in=actor.may_in(Right.LEAD))

    def visible_to(self, actor):
        """Organisations of one's municipalities, those of none, such as a ministry, and those for which one acts."""
        if actor.is_admin:
            return self
        here = actor.may_in(Right.LOOK)
        of_none = models.Q(municipality__isnull=True) if here else models.Q(pk__in=())
        return self.filter(models.Q(municipality__in=here) | of_none | models.Q(pk__in=actor.organisation_roles))
