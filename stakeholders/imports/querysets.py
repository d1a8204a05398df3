from django.db import models
from django.db.models import Count, Min
from django.db.models.functions import Cast, Lower

from portal.common.actor import Right
from stakeholders.imports.choices import Fate, State


class ImportQuerySet(models.QuerySet):
    def kept_by(self, actor):
        return self if actor.is_admin else self.filter(municipality__in=actor.may_in(Right.LEAD))

    def at_work(self):
        return self.filter(state__in=(State.CHECKING, State.RUNNING))


class ImportRowQuerySet(models.QuerySet):
    def unchecked(self):
        return self.filter(fate="").order_by("number")

    def to_store(self):
        return self.filter(fate__in=(Fate.NEW, Fate.CHANGE), stored_at=None).order_by("number")

    def naming(self, email):
        """Rows in which the address stands, whether or not anybody has said which column it is."""
        return self.annotate(text=Lower(Cast("cells", models.TextField()))).filter(text__contains=email.lower())

    def by_fate(self):
        """How many rows have which fate."""
        return dict(self.order_by().values_list("fate").annotate(Count("pk")))

    def first_with(self, keys):
        """For each key the number of the first row that has it."""
        return dict(self.filter(key__in=keys).order_by().values_list("key").annotate(Min("number")))
