"""PostgreSQL's indexes of the words by which rows are found, and of the trigrams of what rows are called."""

from typing import Any

from django.db import DatabaseError, transaction

from portal.common.search.querysets import WORDS

COLUMNS = ("search_name", "search_text")


def make_word_indexes(connection: Any, *tables: str) -> None:
    """Of every word and stem. They need no extension; SQLite looks at each row."""
    for table in tables if connection.vendor == "postgresql" else ():
        for column in COLUMNS:
            _make(connection, table, column, "words", WORDS)


def make_trigram_indexes(connection: Any, *tables: str) -> bool:
    """For misspelt words. Made where the database can; False where it cannot: SQLite, or a role that may not add the extension."""
    if connection.vendor != "postgresql" or not _add_extension(connection):
        return False
    for table in tables:
        _make(connection, table, "search_name", "trgm", "{} gin_trgm_ops")
    return True


def drop_indexes(connection: Any, *tables: str, kind: str, columns: tuple[str, ...] = COLUMNS) -> None:
    """Those of `words`, or of `trgm`."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in tables:
                for column in columns:
                    cursor.execute(f"DROP INDEX IF EXISTS {connection.ops.quote_name(f'{table}_{column}_{kind}')}")


def _make(connection: Any, table: str, column: str, kind: str, expression: str) -> None:
    connection.check_constraints()  # no index is made while something in this transaction is still to be checked
    name, of, what = (connection.ops.quote_name(one) for one in (f"{table}_{column}_{kind}", table, column))
    with connection.cursor() as cursor:
        # without the list of what is still to be sorted in: there is much more reading than writing
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {of} USING gin ({expression.format(what)}) WITH (fastupdate = off)")


def _add_extension(connection: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if cursor.fetchone():
            return True
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError:  # not allowed, or not installed beside the server: an administrator adds it once
            return False
    return True
