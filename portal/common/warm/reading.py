"""Which tables a page is made of: read from the queries it asks, so that no page has to declare it."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.db import InterfaceError, OperationalError, connection

from portal.common.warm.triggers import MARKS, watched

WORD = re.compile(r"\w+")
NAMED = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)', re.IGNORECASE)

Marks = dict[str, int]


class Reading:
    """Looks on while a page is made (`connection.execute_wrapper`). What is marked it asks before the first row is read, and not when none is."""

    def __init__(self, marks: Marks | None) -> None:
        self.marks = marks
        self.tables: set[str] = set()
        self.only_reads = True
        self._asks_itself = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if self._asks_itself:
            return execute(sql, params, many, context)
        if self.marks is None:
            self._asks_itself = True
            try:
                self.marks = marks_now()
            finally:
                self._asks_itself = False
        tables = tables_in(sql)
        if tables is None:
            self.only_reads = False
        else:
            self.tables |= tables
        return execute(sql, params, many, context)


@lru_cache(maxsize=512)
def tables_in(sql: str) -> frozenset[str] | None:
    """What a query reads, rather too much than too little; None when it does anything else than read."""
    if not sql.lstrip("( \n").upper().startswith("SELECT"):
        return None
    return frozenset({*NAMED.findall(sql), *(known_tables() & set(WORD.findall(sql)))})


@cache
def known_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))


@cache
def watched_tables() -> frozenset[str]:
    """Asked once for each process: what is watched only since it started is not relied upon."""
    return frozenset(watched(connection))


def marks_now() -> Marks:
    """The last changes, as everybody else sees them at this moment. One small query."""
    # This question itself tells whether a connection that was kept open still stands: Django need not ask another one before it.
    if connection.connection is not None and not connection.in_atomic_block and not getattr(connection, "health_check_done", True):
        connection.health_check_done = True  # type: ignore[attr-defined]  # the stubs do not know it
        try:
            return _ask()
        except (OperationalError, InterfaceError):
            connection.close()
    return _ask()


def _ask() -> Marks:
    found: Marks = {}
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "table", mark FROM {MARKS}')  # noqa: S608  our own table
        for table, mark in cursor.fetchall():
            found[table] = found.get(table, 0) + mark
    return found
