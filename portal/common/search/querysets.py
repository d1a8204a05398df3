"""Which rows a question finds, and which of them first. The same on PostgreSQL and on SQLite."""

from typing import Any, Self

from django.db import connections, models
from django.db.models import Case, F, Q, TextField, Value, When

from portal.common.search.query import Query, Term


@TextField.register_lookup
class Has(models.Lookup):
    """`search_text__has`: one of these pieces stands in the column. Both are folded, so that nothing is left to compare kindly or to escape."""

    lookup_name = "has"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, column_params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":  # one expression, which the trigrams' index answers in one go
            return f"{column} ~ %s", (*column_params, "|".join(self.rhs))
        pieces = " OR ".join(f"INSTR({column}, %s) > 0" for _piece in self.rhs)
        return f"({pieces})", tuple(param for piece in self.rhs for param in (*column_params, piece))


def has(column: str, term: Term) -> Q:
    """The term stands in that column."""
    return Q((f"{column}__has", tuple(term.needles)))


class SearchableQuerySet(models.QuerySet):
    """For the rows of `Searchable`."""

    def said_otherwise(self, term: Term) -> Q:
        """What else speaks for a row: the words of its place, say, or of its kind, which are not its own."""
        return Q()

    def matching(self, query: Query) -> Self:
        """Every word of the question stands in the row or in what speaks for it; an empty question finds every row."""
        found = self
        for term in query.terms:
            found = found.filter(self.said_by_itself(term) | self.said_otherwise(term))
        return found

    def said_by_itself(self, term: Term) -> Q:
        own = has("search_text", term)
        if connections[self.db].vendor != "postgresql":
            return own
        # apart from what else may speak for a row: so its index serves, and no long text is unpacked in vain
        return Q(pk__in=self.model._default_manager.filter(own).values("pk"))

    def best_first(self, query: Query, *then: str) -> Self:
        """What is called so comes before what only speaks of it."""
        weight: Any = Value(0)
        for term in query.terms:
            weight += Case(When(has("search_name", term), then=Value(1)), default=Value(0))
        return self.alias(weight=weight).order_by(F("weight").desc(), *then, "pk") if query else self.order_by(*then, "pk")
