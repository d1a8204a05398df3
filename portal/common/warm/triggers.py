"""Triggers that mark each change of a watched table, so that no way of writing can forget to: forms, bulk acts, imports, somebody's SQL.

They are made anew after each `migrate`, also where SQLite lost them with a table that it copied. A migration that alters
`LastChange` itself calls `unwatch` first.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connections, models

from portal.common.registry import Registry

# Each app enters the models whose rows its public pages show. A page that reads anything else is never kept.
public_rows: Registry[tuple[type[models.Model], ...]] = Registry("rows of public pages")

NAME = "last_change"
MARKS = "common_lastchange"
EVENTS = ("INSERT", "UPDATE", "DELETE")

FUNCTION = f"""
CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  free bigint;
  made bigint := floor(random() * 9007199254740992);
BEGIN
  -- A row that nobody holds, or one more: two who change the same table never wait for each other's commit.
  SELECT id INTO free FROM {MARKS} WHERE "table" = TG_TABLE_NAME LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF FOUND THEN
    UPDATE {MARKS} SET mark = made WHERE id = free;
  ELSE
    INSERT INTO {MARKS} ("table", mark) VALUES (TG_TABLE_NAME, made);
  END IF;
  RETURN NULL;
END $$
"""  # noqa: S608  our own names


def tables_of(rows: Iterable[type[models.Model]]) -> set[str]:
    """Their tables, and those that only tie them to others."""
    ties = [field.remote_field.through for model in rows for field in model._meta.local_many_to_many]
    return {model._meta.db_table for model in (*rows, *(tie for tie in ties if tie is not None and tie._meta.auto_created))}


def wanted() -> set[str]:
    return {table for rows in public_rows for table in tables_of(rows)}


def watched(connection: Any) -> set[str]:
    """The tables whose changes the database marks, as it says itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE t.tgname = %s AND t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid)",
                [NAME],
            )
        else:
            cursor.execute(
                f"SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{NAME}%%' GROUP BY tbl_name HAVING COUNT(*) = %s",  # noqa: S608
                [len(EVENTS)],
            )
        return {name for (name,) in cursor.fetchall()}


def watch(*, using: str, **_given: Any) -> None:
    """Called by Django after each `migrate` and `flush`: every wanted table that is there is watched from now on."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    if MARKS not in present:
        return
    missing = (wanted() & present) - watched(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for table in sorted(missing):
            for statement in statements(connection, table):
                cursor.execute(statement)
        # What changed while nobody watched is a change too. On SQLite each table has its one row, which the triggers then mark.
        absent = missing if connection.vendor == "postgresql" else (wanted() & present) - tables_marked(cursor) | missing
        for table in sorted(absent):
            cursor.execute(f'INSERT INTO {MARKS} ("table", mark) VALUES (%s, {random_of(connection)})', [table])  # noqa: S608


def tables_marked(cursor: Any) -> set[str]:
    cursor.execute(f'SELECT DISTINCT "table" FROM {MARKS}')  # noqa: S608
    return {name for (name,) in cursor.fetchall()}


def random_of(connection: Any) -> str:
    return "floor(random() * 9007199254740992)" if connection.vendor == "postgresql" else "random()"


def statements(connection: Any, table: str) -> list[str]:
    quoted = connection.ops.quote_name(table)
    if connection.vendor == "postgresql":  # once for a statement, however many rows it changes
        return [f"CREATE TRIGGER {NAME} AFTER {' OR '.join(EVENTS)} OR TRUNCATE ON {quoted} FOR EACH STATEMENT EXECUTE FUNCTION {NAME}()"]
    marking = f"UPDATE {MARKS} SET mark = random() WHERE \"table\" = '{table}';"  # noqa: S608  our own names
    return [f"CREATE TRIGGER IF NOT EXISTS {NAME}_{table}_{event.lower()} AFTER {event} ON {quoted} BEGIN {marking} END" for event in EVENTS]


def unwatch(connection: Any) -> None:
    """Take every trigger away, before the table of the marks is altered or goes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {NAME}() CASCADE")
            return
        cursor.execute(f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{NAME}%'")  # noqa: S608
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
