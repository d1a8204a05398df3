from django.db import models


class OrganisationQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("name", "pk")
