"""On SQLite readers wait for nobody, and of two writers the second waits for the first instead of failing."""

import pytest
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite")]


def says(pragma):
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {pragma}").fetchone()[0]


def test_the_database_is_a_file_that_is_read_while_it_is_written():
    assert (connection.is_in_memory_db(), says("journal_mode")) == (False, "wal")


def test_whoever_will_write_takes_their_place_at_once_and_waits():
    assert (connection.settings_dict["OPTIONS"]["transaction_mode"], says("busy_timeout")) == ("IMMEDIATE", 20_000)
