"""The two kinds of database that Setev runs on, as a backup sees them."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from django.db import connection

from portal.common.backup.manifest import Contents
from portal.common.backup.postgres import Postgres
from portal.common.backup.sqlite import SQLite
from portal.common.backup.tables import quoted

# What a new installation holds before anybody has done anything, and what it may lose
WITHOUT_WEIGHT = frozenset({"django_migrations", "django_content_type", "auth_permission", "django_session", "cache", "common_jobrun", "common_lastchange"})
OURS = "common_letter"


class Database(Protocol):
    vendor: str
    file: str  # what it is called in the archive

    def dump(self, folder: Path) -> Contents:
        """Write all of it into a file of that name, and say what it held at that very moment."""

    def check(self, dumped: Path, contents: Contents) -> None:
        """Refuse, before anything is touched, what cannot be brought back."""

    def leftover(self) -> bool:
        """Whether an interrupted restore left behind what was there before."""

    def replaced(self, dumped: Path, contents: Contents, folder: Path) -> AbstractContextManager[None]:
        """The dump in place of what was there; that comes back when the block fails."""


def present() -> Database:
    """The one that DATABASE_URL names."""
    return Postgres() if connection.vendor == "postgresql" else SQLite()


def tables_with_rows() -> list[str]:
    """Where the database of this installation holds something that would be lost."""
    with connection.cursor() as cursor:
        found = []
        for table in sorted(set(connection.introspection.table_names(cursor)) - WITHOUT_WEIGHT):
            cursor.execute(f"SELECT 1 FROM {quoted(table)} LIMIT 1")  # noqa: S608  the database named its own table
            if cursor.fetchone():
                found.append(table)
    return found


def is_ours() -> bool:
    """Whether this is a database of Setev, or one without tables."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    return not tables or OURS in tables
