from django.db import models


class MandateQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_at__isnull=True)

    def visible_to(self, actor):
        """One's own, and those of the municipalities for which one coordinates."""
        if actor.is_admin:
            return self
        return (
            self.filter(models.Q(user_id=actor.user_id) | models.Q(municipality_id__in=actor.municipalities("coordinator")))
            if actor.is_signed_in
            else self.none()
        )
