"""Storing a new row in one plain statement. Building it anew costs Django more than carrying it out costs the database. No signals are sent."""

from functools import cache
from typing import Any

from django.db import connection, models


def store(row: models.Model) -> None:
    """Insert the row and give it its number. Raises IntegrityError when it may not be."""
    _stored(row)


def store_unless_there(row: models.Model) -> bool:
    """False, and the transaction goes on, when a row that must be the only one of its kind is there already."""
    return _stored(row, " ON CONFLICT DO NOTHING")


def _stored(row: models.Model, condition: str = "") -> bool:
    insert, fields, returning = _parts_of(type(row))
    with connection.cursor() as cursor:
        cursor.execute(insert + condition + returning, [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields])
        stored = cursor.fetchone()
    if stored is None:
        return False
    if row.pk is None:
        row.pk = stored[0]
    row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 -- how Django tells a stored row from a new one
    return True


@cache
def _parts_of(model: type[models.Model]) -> tuple[str, list[Any], str]:
    name, meta = connection.ops.quote_name, model._meta
    key: Any = meta.pk
    fields: list[Any] = [field for field in meta.concrete_fields if not field.generated and not isinstance(field, models.AutoField)]
    columns, places = ", ".join(name(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {name(meta.db_table)} ({columns}) VALUES ({places})", fields, f" RETURNING {name(key.column)}"  # noqa: S608 -- our own names
