"""The words of which rows are called, for whoever has misspelt one. PostgreSQL's trigrams choose them where it has them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connections, transaction
from django.db.models import F, FloatField, Func, Lookup, QuerySet, TextField, Value

from portal.common.search.folding import STEMS_BEGIN, folded
from portal.common.search.query import Query, forgiving
from portal.common.search.sources import search_sources

MOST_ROWS = 10_000  # that are read where the database has no trigrams; the newest
MOST_CANDIDATES = 200  # that the trigrams choose
ALIKE = 0.24  # word similarity from which a name is a candidate: “bycicle” is so like “bicycle”; what was meant is decided afterwards


@TextField.register_lookup
class WordAlike(Lookup):
    """`search_name__word_alike`: some word of the column is spelt like this one. PostgreSQL with trigrams only."""

    lookup_name = "word_alike"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, column_params = self.process_lhs(compiler, connection)
        return f"%s <%% {column}", (self.rhs, *column_params)


def probably_meant(query: Query, now: datetime) -> Query | None:
    """The question as it was probably meant, compared with everything that is public; None when nothing is spelt like it."""
    rows = [source.rows(now) for source in search_sources if source.rows]
    said = {word for source in search_sources for text in source.words() for word in folded(text).split()}
    return forgiving(query, lambda word: words_like(word, rows) | said)


def words_like(word: str, sources: Iterable["QuerySet[Any]"]) -> set[str]:
    """Words of the names of these rows, among them those that are spelt like the word."""
    rows = list(sources)
    names = _alike(word, rows) if has_trigrams() else [name for some in rows for name in _all_of(some)]
    return {one for name in names for one in name.partition(STEMS_BEGIN)[0].split()}


def has_trigrams(alias: str = "default") -> bool:
    """Whether the database can compare by trigrams: PostgreSQL, when its extension is there."""
    connection = connections[alias]
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None


def _all_of(rows: "QuerySet[Any]") -> Iterable[str]:
    return rows.order_by("-pk").values_list("search_name", flat=True)[:MOST_ROWS]


def _alike(word: str, sources: "list[QuerySet[Any]]") -> list[str]:
    likeness = Func(Value(word), F("search_name"), function="word_similarity", output_field=FloatField())
    with transaction.atomic(), connections["default"].cursor() as cursor:
        # for this transaction only: the operator that the index serves compares with this setting
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(ALIKE)])
        alike = [rows.filter(search_name__word_alike=word).order_by(likeness.desc(), "pk") for rows in sources]
        return [name for rows in alike for name in rows.values_list("search_name", flat=True)[:MOST_CANDIDATES]]
