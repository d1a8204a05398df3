from django.db import models


class OrganisationQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("name", "pk")

    def visible_to(self, actor):
        """Organisations of one's municipalities, and those of none, such as a ministry."""
        if actor.is_admin:
            return self
        if not actor.is_coordinator:
            return self.none()
        return self.filter(models.Q(municipality__in=actor.municipalities("coordinator")) | models.Q(municipality__isnull=True))
