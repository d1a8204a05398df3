from django.db import models
from django.db.models import Q

from portal.common.actor import Right
from stakeholders.mandates.choices import Role


class MandateQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_at__isnull=True)

    def coordinating(self, municipalities):
        """Whoever leads one of these municipalities and can still sign in, the longest in office first."""
        rows = self.in_force().filter(municipality__in=municipalities, role=Role.COORDINATOR, user__is_active=True)
        return rows.select_related("user").order_by("granted_at", "pk")

    def visible_to(self, actor):
        """One's own, and those of the municipalities and organisations which one leads."""
        led = Q(municipality_id__in=actor.may_in(Right.LEAD)) | Q(organisation_id__in=actor.organisations(Right.LEAD))
        return self if actor.is_admin else self.filter(Q(user_id=actor.user_id) | led)

    def of_body(self, municipality_id, organisation_id):
        return self.filter(municipality_id=municipality_id, organisation_id=organisation_id)

    def for_list(self):
        return self.select_related("user", "municipality", "organisation").order_by("municipality__name", "organisation__name", "user__name", "pk")


class InvitationQuerySet(models.QuerySet):
    def manageable_by(self, actor):
        """Those to the municipalities and organisations which the actor leads."""
        led = Q(municipality_id__in=actor.may_in(Right.LEAD)) | Q(organisation_id__in=actor.organisations(Right.LEAD))
        return self if actor.is_admin else self.filter(led)

    def unanswered(self):
        return self.filter(accepted_at=None, withdrawn_at=None)

    def for_list(self):
        return self.select_related("invited_by", "municipality", "organisation").order_by("-invited_at", "-pk")
