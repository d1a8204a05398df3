from django.db import models

from portal.common.actor import Right


class PlaceQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("name", "pk")

    def on_desk_of(self, actor):
        """Places of the municipalities whose workspace the actor sees."""
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.LOOK))

    def manageable_by(self, actor):
        """Places of the municipalities for which the actor may write."""
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.WRITE))
