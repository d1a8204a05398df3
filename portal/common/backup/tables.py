"""Tables and rows, by a cursor of any driver."""

from collections.abc import Iterable
from typing import Any

from portal.common.backup.manifest import Contents
from portal.common.errors import Refused


def read_contents(cursor: Any, tables: Iterable[str]) -> Contents:
    """By a cursor of any driver, in one transaction of its own making."""
    rows: dict[str, int] = {}
    migrations: dict[str, list[str]] = {}
    for table in sorted(tables):
        cursor.execute(f"SELECT COUNT(*) FROM {quoted(table)}")  # noqa: S608  the database named its own table
        rows[table] = int(cursor.fetchone()[0])
    if "django_migrations" in rows:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        for app, name in cursor.fetchall():
            migrations.setdefault(str(app), []).append(str(name))
    return Contents(rows, migrations)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def ensure_same(found: Contents, expected: Contents) -> None:
    if found != expected:
        tables = sorted(table for table in {*found.rows, *expected.rows} if found.rows.get(table) != expected.rows.get(table))
        raise Refused(f"The database of the backup is not what its manifest says ({', '.join(tables) or 'its migrations'}).")
