"""The trigrams' indexes of PostgreSQL. Where there are none, the search answers the same, only more slowly."""

from typing import Any

from django.db import DatabaseError, transaction

COLUMNS = ("search_name", "search_text")


def make_trigram_indexes(connection: Any, *tables: str) -> bool:
    """Make them where the database can; False where it cannot: SQLite, or a role that may not add the extension."""
    if connection.vendor != "postgresql" or not _add_extension(connection):
        return False
    connection.check_constraints()  # no index is made while something in this transaction is still to be checked
    with connection.cursor() as cursor:
        # without the list of what is still to be sorted in: there is much more reading than writing
        for table in tables:
            for column in COLUMNS:
                names = [connection.ops.quote_name(name) for name in (f"{table}_{column}_trgm", table, column)]
                cursor.execute("CREATE INDEX IF NOT EXISTS {} ON {} USING gin ({} gin_trgm_ops) WITH (fastupdate = off)".format(*names))
    return True


def drop_trigram_indexes(connection: Any, *tables: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in tables:
                for column in COLUMNS:
                    cursor.execute(f"DROP INDEX IF EXISTS {connection.ops.quote_name(f'{table}_{column}_trgm')}")


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
