"""PostgreSQL, by its own tools: a dump of one moment, and a restore in one transaction.

What was there before is set aside in a schema of its own until everything has gone well, so that a restore that fails leaves
the database as it was.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from psycopg2.extensions import make_dsn

from portal.common.backup.manifest import Contents
from portal.common.backup.tables import ensure_same, quoted, read_contents
from portal.common.errors import Refused

BEFORE = "setev_before_restore"
OF_DJANGO = {"cursor_factory", "isolation_level", "assume_role", "pool", "server_side_binding", "password", "passwd"}


class Postgres:
    vendor = "postgresql"
    file = "database.dump"

    def dump(self, folder: Path) -> Contents:
        program = find("pg_dump")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            patiently(cursor)
            contents = read_contents(cursor, connection.introspection.table_names(cursor))
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            hidden = f"--exclude-schema={BEFORE}"
            run(program, "--format=custom", "--no-owner", "--no-privileges", hidden, f"--snapshot={snapshot}", f"--file={folder / self.file}", address())
        return contents

    def check(self, dumped: Path, contents: Contents) -> None:
        run(find("pg_restore"), "--list", str(dumped))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            others = cursor.fetchone()[0]
        if others:
            raise Refused("Something else is connected to the database. Stop web, worker and sweeper, then try again. Nothing was changed.")

    def leftover(self) -> bool:
        with connection.cursor() as cursor:
            return has_schema(cursor, BEFORE)

    @contextmanager
    def replaced(self, dumped: Path, contents: Contents, folder: Path) -> Iterator[None]:
        set_aside()
        is_done = False
        try:
            connection.close()
            run(find("pg_restore"), "--no-owner", "--no-privileges", "--no-comments", "--exit-on-error", "--single-transaction", address(), str(dumped))
            with connection.cursor() as cursor:
                ensure_same(read_contents(cursor, connection.introspection.table_names(cursor)), contents)
            yield
            is_done = True
        finally:
            connection.close()  # whatever state a failure left it in
            if is_done:
                forget()
            else:
                put_back()


def set_aside() -> None:
    """An empty schema in place of what is there. What an interrupted restore set aside stays; what it had begun goes."""
    with transaction.atomic(), connection.cursor() as cursor:
        patiently(cursor)
        if has_schema(cursor, BEFORE):
            move_extensions(cursor, "public", BEFORE)
            cursor.execute("DROP SCHEMA IF EXISTS public CASCADE")
        else:
            cursor.execute(f"ALTER SCHEMA public RENAME TO {BEFORE}")
        cursor.execute("CREATE SCHEMA public")
        move_extensions(cursor, BEFORE, "public")


def put_back() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        patiently(cursor)
        move_extensions(cursor, "public", BEFORE)
        cursor.execute("DROP SCHEMA IF EXISTS public CASCADE")
        cursor.execute(f"ALTER SCHEMA {BEFORE} RENAME TO public")


def forget() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        patiently(cursor)
        cursor.execute(f"DROP SCHEMA {BEFORE} CASCADE")


def patiently(cursor: Any) -> None:
    cursor.execute("SET LOCAL statement_timeout = 0")
    cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def has_schema(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [name])
    return cursor.fetchone() is not None


def move_extensions(cursor: Any, here: str, there: str) -> None:
    """Indexes on both sides may need them."""
    cursor.execute("SELECT extname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE nspname = %s", [here])
    for (name,) in cursor.fetchall():
        cursor.execute(f"ALTER EXTENSION {quoted(name)} SET SCHEMA {quoted(there)}")


def find(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise Refused(f"{program} is not on this machine; PostgreSQL is backed up and restored by its own tools. On Debian: apt-get install postgresql-client")
    return path


def address() -> str:
    """How to reach the database, without the password, which others on the machine could read on the command line."""
    given = connection.get_connection_params()
    return "--dbname=" + make_dsn(**{name: value for name, value in given.items() if name not in OF_DJANGO})


def run(*command: str) -> None:
    password = str(connection.settings_dict.get("PASSWORD") or "")
    environment = {**os.environ, "LC_ALL": "C", **({"PGPASSWORD": password} if password else {})}
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603  our own words
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise Refused(f"{Path(command[0]).name} failed: {said[0] if said else f'exit code {done.returncode}'}")
