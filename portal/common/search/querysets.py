"""Which rows a question finds, and which of them first. The same on PostgreSQL and on SQLite."""

from contextlib import suppress
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.expressions import RawSQL

from portal.common.search.query import Query, Term

# A column's words as PostgreSQL looks them up; its index is of this very expression (`indexes.py`).
WORDS = "(array_to_tsvector(array_remove(string_to_array({}, ' '), '')))"
MOST = 200  # rows of a kind that are ranked: of more only the first in their order, and those that are called so


@TextField.register_lookup
class Has(models.Lookup):
    """`search_text__has`: one of these pieces stands in the column. Both are folded, so that nothing is left to compare kindly or to escape."""

    lookup_name = "has"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{WORDS.format(column)} @@ %s::tsquery", (*params, " | ".join(map(_as_tsquery, self.rhs)))
        pieces = " OR ".join(f"INSTR({column}, %s) > 0" for _piece in self.rhs)
        return f"({pieces})", tuple(param for piece in self.rhs for param in (*params, piece))


def _as_tsquery(piece: str) -> str:
    """A whole word ends with a space; anything else is the beginning of one."""
    return f"'{piece.strip()}'" if piece.endswith(" ") else f"'{piece.strip()}':*"


def has(column: str, *terms: Term) -> Q:
    """One of the terms stands in that column."""
    return Q((f"{column}__has", tuple(dict.fromkeys(needle for term in terms for needle in term.needles))))


class SearchableQuerySet(models.QuerySet):
    """For the rows of `Searchable`."""

    def said_otherwise(self, term: Term, query: Query) -> Q:
        """What else speaks for a row: the words of its place, say, or of its kind, which are not its own."""
        return Q()

    def matching(self, query: Query) -> Self:
        """Every word of the question stands in the row or in what speaks for it; an empty question finds every row."""
        found = self
        for term in query.terms:
            found = found.filter(self.said_otherwise(term, query) | has("search_text", term))  # the long text is looked at last
        return found

    def called(self, query: Query) -> Self:
        """Every word of the question stands in what the row is called or in what speaks for it, and one at least in what it is called."""
        found = self.filter(has("search_name", *query.terms))
        for term in query.terms if len(query.terms) > 1 else ():
            found = found.filter(self.said_otherwise(term, query) | has("search_name", term))
        return found

    def best(self, query: Query, *then: str) -> Self:
        """Of what is found, what is called so comes before what only speaks of it; `then` orders what is equally good.

        A word that half of all rows hold ranks no more than `MOST` of them (and one, which tells that there are more), the first
        in the order of `then`, and as many that are called so: what a question costs does not grow with what there is.
        """
        order = (*then, "pk")
        pools = [some.order_by(*order).values("pk")[: MOST + 1] for some in (self.matching(query), self.called(query))]
        weight: Any = Value(0)
        for term in query.terms:
            weight += Case(When(has("search_name", term), then=Value(1)), default=Value(0))
        return self.filter(pk__in=keys_of(*pools)).alias(weight=weight).order_by(F("weight").desc(), *order)


def keys_of(*pools: models.QuerySet[Any, Any]) -> RawSQL:
    """Their keys together. As a union of Django's own each would be wrapped twice, since SQLite knows no bound within one."""
    compiled = []
    for pool in pools:
        with suppress(EmptyResultSet):  # it is known beforehand that there are none
            compiled.append(pool.query.sql_with_params())
    sql = " UNION ".join(f"SELECT * FROM ({sql}) AS pool{number}" for number, (sql, _params) in enumerate(compiled))  # noqa: S608  Django's own
    return RawSQL(sql or "SELECT NULL", [param for _sql, params in compiled for param in params])  # noqa: S611  the same
