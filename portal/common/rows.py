"""Storing a row that may be there already, in one statement and without breaking the transaction around it."""

from functools import cache
from typing import Any

from django.db import connection, models


def store_unless_there(row: models.Model) -> bool:
    """Insert the row and give it its number. False when a row that must be the only one of its kind is there already.

    Django either breaks the transaction (`save`) or does not say what it stored (`ignore_conflicts`). No signals are sent.
    """
    statement, fields = _insert_into(type(row))
    with connection.cursor() as cursor:
        cursor.execute(statement, [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields])
        stored = cursor.fetchone()
    if stored is None:
        return False
    if row.pk is None:
        row.pk = stored[0]
    row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 -- how Django tells a stored row from a new one
    return True


@cache
def _insert_into(model: type[models.Model]) -> tuple[str, list[Any]]:
    name, meta = connection.ops.quote_name, model._meta
    key: Any = meta.pk
    fields: list[Any] = [field for field in meta.concrete_fields if not field.generated and not isinstance(field, models.AutoField)]
    columns, places = ", ".join(name(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {name(meta.db_table)} ({columns}) VALUES ({places}) ON CONFLICT DO NOTHING RETURNING {name(key.column)}", fields  # noqa: S608 -- our own names
