from django.db import models

from stakeholders.mandates.choices import Role


class FeedbackQuerySet(models.QuerySet):
    def manageable_by(self, actor):
        """What was written to the municipalities for which the actor coordinates; what was written to nobody in particular is the operator's."""
        return self if actor.is_admin else self.filter(municipality_id__in=actor.municipalities(Role.COORDINATOR))

    def unanswered(self):
        return self.filter(answered_at=None)

    def most_urgent_first(self):
        """What waits for an answer by its day, then what was answered last."""
        waits = models.Case(models.When(answered_at=None, then=0), default=1)
        return self.order_by(waits, models.Case(models.When(answered_at=None, then="due_on")), "-answered_at", "pk")


class RecordQuerySet(models.QuerySet):
    """Statements and records: one for each municipality."""

    def to_be_reviewed(self, since, until):
        """Last looked at between two days."""
        return self.filter(reviewed_on__gte=since, reviewed_on__lte=until).select_related("municipality")
