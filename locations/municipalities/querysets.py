from django.apps import apps
from django.db import models
from django.db.models import Q

from locations.municipalities.choices import district_columns, municipality_columns
from portal.common.actor import Right
from portal.common.search.querysets import SearchableQuerySet, has


class MunicipalityQuerySet(SearchableQuerySet):
    def said_otherwise(self, term):
        """By the names of its districts."""
        return Q(pk__in=apps.get_model("locations", "District").objects.filter(has("search_name", term)).values("municipality"))

    def taking_part(self):
        """Those that use this installation; the others are neighbours and partners known by name."""
        return self.filter(takes_part=True)

    def manageable_by(self, actor):
        """Those that use this installation and for which the actor coordinates."""
        rows = self.taking_part()
        return rows if actor.is_admin else rows.filter(pk__in=actor.may_in(Right.LEAD))

    def writable_by(self, actor):
        """Those that use this installation and for which the actor may write events and places."""
        rows = self.taking_part()
        return rows if actor.is_admin else rows.filter(pk__in=actor.may_in(Right.WRITE))

    def on_desk_of(self, actor):
        """Those for which the actor holds any mandate."""
        return self.taking_part() if actor.is_admin else self.filter(pk__in=set(actor.roles))

    def to_set_up(self):
        return self.filter(set_up_at=None)

    def in_order(self):
        return self.order_by("name", "pk")

    def for_list_page(self):
        return self.taking_part().select_related("region__country").in_order()

    def for_detail_page(self, now):
        """With its districts and neighbours, and with what other apps want to know of each, in three queries."""
        districts = apps.get_model("locations", "District").objects.order_by("name", "pk").only("municipality", "name", "slug")
        neighbours = self.model.objects.in_order().only("name", "slug", "takes_part")
        return (
            self.select_related("region__country")
            .annotate(**{name: column for columns in municipality_columns for name, column in columns().items()})
            .prefetch_related(
                models.Prefetch("districts", districts.annotate(**{name: column for columns in district_columns for name, column in columns(now).items()})),
                models.Prefetch("neighbours", neighbours),
            )
        )
