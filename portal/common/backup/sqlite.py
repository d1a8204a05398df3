"""SQLite, by its own online copy: nobody who writes meanwhile is stopped, and no half-written page is taken."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, connections

from portal.common.backup.manifest import Contents
from portal.common.backup.tables import ensure_same, read_contents
from portal.common.errors import Refused

PATIENCE_SECONDS = 20
BEFORE = "before.sqlite3"


class SQLite:
    vendor = "sqlite"
    file = "database.sqlite3"

    @property
    def path(self) -> Path:
        return Path(connection.settings_dict["NAME"])

    def dump(self, folder: Path) -> Contents:
        if not self.path.is_file():
            raise Refused(f"There is no database at {self.path}.")
        copied = folder / self.file
        copy(self.path, copied)
        return contents_of(copied)

    def check(self, dumped: Path, contents: Contents) -> None:
        try:
            ensure_same(contents_of(dumped), contents)
        except sqlite3.DatabaseError as error:
            raise Refused(f"The database of the backup is damaged: {error}") from error

    def leftover(self) -> bool:
        return False

    @contextmanager
    def replaced(self, dumped: Path, contents: Contents, folder: Path) -> Iterator[None]:
        connections.close_all()
        before = folder / BEFORE
        if self.path.is_file():
            copy(self.path, before)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        is_done = False
        try:
            copy(dumped, self.path)
            yield
            is_done = True
        finally:
            connections.close_all()
            if not is_done and before.exists():
                copy(before, self.path)
            if not is_done and not before.exists():
                for name in (self.path.name, f"{self.path.name}-wal", f"{self.path.name}-shm"):
                    self.path.with_name(name).unlink(missing_ok=True)
            before.unlink(missing_ok=True)  # only once it is no longer needed: a failure above keeps it


def copy(source: Path, target: Path) -> None:
    """All at once or not at all: the target is written in one transaction."""
    try:
        with closing(sqlite3.connect(source, timeout=PATIENCE_SECONDS)) as one, closing(sqlite3.connect(target, timeout=PATIENCE_SECONDS)) as other:
            one.backup(other)
    except sqlite3.Error as error:
        raise Refused(f"The database {source if source.exists() else target} cannot be copied ({error}). Stop web and worker, then try again.") from error


def contents_of(path: Path) -> Contents:
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA journal_mode=DELETE")  # one file without company
        damage = [words for (words,) in opened.execute("PRAGMA integrity_check") if words != "ok"]
        if damage:
            raise Refused(f"The database is damaged: {damage[0]}")
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")]
        return read_contents(opened.cursor(), tables)
