from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, Value

from locations.municipalities.choices import district_columns, municipality_columns
from portal.common.actor import Right
from portal.common.search.query import Query, Term
from portal.common.search.querysets import SearchableQuerySet, has

MOST_SPEAKING = 500  # rows whose keys a question is given; where more speak of it, the database looks for the places itself


@dataclass(frozen=True)
class Speaking:
    """For each word of a question the keys of those that speak of it; what lies in them is found by it too."""

    municipalities: dict[Term, set[int]]
    districts: dict[Term, set[int]]
    places: dict[Term, set[int] | models.QuerySet[Any]]  # by their own words or their district's
    municipalities_of_districts: dict[Term, set[int]]


def speaking_of(query: Query) -> Speaking:
    """Asked once for a question, whatever is looked through."""
    return query.once(_speaking_of)


def _speaking_of(query: Query) -> Speaking:
    """In one query, with their words: which of the question's words each speaks of is seen here."""
    # plain querysets: those of translated models keep no order between columns, and a union goes by their places
    all_rows: list[models.QuerySet[Any]] = [models.QuerySet(apps.get_model("locations", name)).order_by() for name in ("Municipality", "District", "Place")]
    municipality, district, place = all_rows
    name, text = has("search_name", *query.terms), has("search_text", *query.terms)
    few = [
        told_by("municipality", municipality.filter(name), "region_id", "search_name"),
        told_by("district", district.filter(name), "municipality_id", "search_name"),
    ]
    many = [
        told_by("place", place.filter(text), "municipality_id", "search_text"),
        told_by("place", place.filter(district__in=district.filter(name).values("pk")), "municipality_id", "district__search_name"),
    ]
    found = list(few[0].union(*few[1:], *many, all=True)[: MOST_SPEAKING + 1]) if query else []
    if is_cut := len(found) > MOST_SPEAKING:
        found = list(few[0].union(*few[1:], all=True))

    def keys(kind: str, column: int) -> dict[Term, set[int]]:
        return {term: {row[column] for row in found if row[0] == kind and term.stands_in(row[3])} for term in query.terms}

    districts = keys("district", 1)
    places: dict[Term, Any] = keys("place", 1)
    if is_cut:
        places = {term: place.filter(has("search_text", term) | Q(district__in=districts[term])).values("pk") for term in query.terms}
    return Speaking(keys("municipality", 1), districts, places, keys("district", 2))


def told_by(kind: str, rows: models.QuerySet[Any], lies_in: str, words: str) -> models.QuerySet[Any, Any]:
    return rows.annotate(kind=Value(kind)).values_list("kind", "pk", lies_in, words)


class MunicipalityQuerySet(SearchableQuerySet):
    def said_otherwise(self, term, query):
        """By the names of its districts."""
        return Q(pk__in=speaking_of(query).municipalities_of_districts[term])

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
