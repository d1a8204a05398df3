"""The triggers that mark changes: there after every `migrate`, and gone before the table that they write is altered."""

import pytest
from django.core.management import call_command
from django.db import connection

from portal.common.warm.reading import marks_now, tables_in
from portal.common.warm.triggers import EVENTS, NAME, unwatch, wanted, watched
from tests.factories.locations import make_municipality

pytestmark = pytest.mark.django_db


def lose(table):
    """As SQLite does when a migration copies the table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER {NAME} ON {table}")
        else:
            for event in EVENTS:
                cursor.execute(f"DROP TRIGGER {NAME}_{table}_{event.lower()}")


def test_a_table_that_lost_its_triggers_gets_them_back_and_counts_as_changed():
    lose("events_event")
    before = marks_now()
    assert watched(connection) == wanted() - {"events_event"}

    call_command("migrate", verbosity=0)

    after = marks_now()
    assert (watched(connection), {table for table in wanted() if before.get(table) != after.get(table)}) == (wanted(), {"events_event"})


def test_a_migrate_with_nothing_to_do_leaves_every_page_warm():
    before = marks_now()
    call_command("migrate", verbosity=0)
    assert marks_now() == before


def test_without_them_everything_else_goes_on():
    unwatch(connection)
    before = marks_now()
    make_municipality()
    assert (watched(connection), marks_now()) == (set(), before)


@pytest.mark.once
@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('SELECT "events_event"."id" FROM "events_event" INNER JOIN "locations_place" ON (1=1)', {"events_event", "locations_place"}),
        ("select 1 from events_event, locations_place", {"events_event", "locations_place"}),
        ('SELECT (SELECT COUNT(*) FROM "events_seats" U0) FROM "events_event" U1', {"events_event", "events_seats"}),
        ("(SELECT 1 FROM events_event) UNION (SELECT 2 FROM some_table_of_somebody)", {"events_event", "some_table_of_somebody"}),
        ("UPDATE events_event SET title_sl = 'x'", None),
        ("WITH gone AS (DELETE FROM events_event RETURNING id) SELECT * FROM gone", None),
        ("SAVEPOINT s1", None),
        ("", None),
    ],
)
def test_a_query_tells_what_it_reads(sql, tables):
    assert tables_in(sql) == tables
