from django.db import models

from portal.common.actor import Right
from stakeholders.newsletters.choices import ARCHIVED, Standing


class IssueQuerySet(models.QuerySet):
    def on_desk_of(self, actor):
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.LOOK))

    def writable_by(self, actor):
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.WRITE))

    def manageable_by(self, actor):
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.LEAD))

    def public(self):
        return self.filter(standing__in=ARCHIVED, municipality__takes_part=True)

    def once_public(self):
        """Those too that were called off: their address stands in letters that had left."""
        return self.filter(standing__in=(*ARCHIVED, Standing.CANCELLED), municipality__takes_part=True)

    def to_begin(self, at):
        """Those whose time has come."""
        return self.filter(standing=Standing.SCHEDULED, send_at__lte=at)

    def newest_first(self):
        """What is being written first, then what was sent last."""
        return self.order_by(models.F("sent_at").desc(nulls_first=True), "-created_at", "-pk")

    def with_surroundings(self):
        return self.select_related("municipality", "batch")


class EditionQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("language")
