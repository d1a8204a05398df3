from django.db import models


class MandateQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_at__isnull=True)
