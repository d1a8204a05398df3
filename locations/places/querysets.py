from django.db.models import Q

from locations.municipalities.querysets import speaking_of
from portal.common.actor import Right
from portal.common.search.querysets import SearchableQuerySet


class PlaceQuerySet(SearchableQuerySet):
    def said_otherwise(self, term, query):
        """By its municipality and its district."""
        known = speaking_of(query)
        return Q(municipality__in=known.municipalities[term]) | Q(district__in=known.districts[term])

    def in_order(self):
        return self.order_by("name", "pk")

    def on_desk_of(self, actor):
        """Places of the municipalities whose workspace the actor sees."""
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.LOOK))

    def manageable_by(self, actor):
        """Places of the municipalities for which the actor may write."""
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.WRITE))
