"""What is told of many rows at once. Nothing is counted further than anybody reads: what a page costs does not grow with what there is."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Func, IntegerField, QuerySet, Subquery, TextField
from django.utils.functional import cached_property


class CountUpTo(Subquery):
    """How many rows there are for a row of the query around it; more than `most` are `most` and one."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], most: int, **extra: Any) -> None:
        super().__init__(rows.values("pk")[: most + 1], **extra)


class Listed(Func):
    """The different values of a column in one text, with commas between: `rows.values(all=Listed("column"))` is one row."""

    function = "STRING_AGG"
    template = "%(function)s(DISTINCT %(expressions)s, ',')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", template="%(function)s(DISTINCT %(expressions)s)", **extra)


class PaginatorUpTo(Paginator):
    """The pages of a list that may be longer than anybody leafs through. `is_cut`: there are more rows than its pages show."""

    def __init__(self, rows: QuerySet[Any] | Sequence[Any], per_page: int, *, most: int = 1000) -> None:
        super().__init__(rows, per_page)
        self.most = most

    @cached_property
    def counted(self) -> int:
        """Of more than `most` it is `most` and one."""
        rows = self.object_list
        return int(rows.order_by().values("pk")[: self.most + 1].count()) if isinstance(rows, QuerySet) else len(rows)

    @cached_property
    def count(self) -> int:
        return min(self.counted, self.most)

    @property
    def is_cut(self) -> bool:
        return self.counted > self.most
