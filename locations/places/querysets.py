from portal.common.actor import Right
from portal.common.search.querysets import SearchableQuerySet, has


class PlaceQuerySet(SearchableQuerySet):
    def said_otherwise(self, term):
        """By its municipality and its district."""
        return has("municipality__search_name", term) | has("district__search_name", term)

    def speaking_of(self, term):
        """Those whose own words or whose district's are asked for."""
        return self.filter(has("search_text", term) | has("district__search_name", term))

    def in_order(self):
        return self.order_by("name", "pk")

    def on_desk_of(self, actor):
        """Places of the municipalities whose workspace the actor sees."""
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.LOOK))

    def manageable_by(self, actor):
        """Places of the municipalities for which the actor may write."""
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.WRITE))
