from django.db import models


class PlaceQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("name", "pk")

    def manageable_by(self, actor):
        """Places of the municipalities for which the actor coordinates."""
        return self if actor.is_admin else self.filter(municipality_id__in=actor.municipalities("coordinator"))
