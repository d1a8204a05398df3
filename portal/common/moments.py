"""Moments that people agree upon are whole minutes."""

from datetime import datetime
from typing import Any

from django.db import models


def whole_minute(moment: Any) -> Any:
    return moment.replace(second=0, microsecond=0) if isinstance(moment, datetime) else moment


class MinuteField(models.DateTimeField):
    """A moment at which a public page says something else from then on: kept pages are asked for anew with each minute.

    However a row is written, by a form, at once with many or by an update, seconds fall away.
    """

    def clean(self, value: Any, model_instance: Any) -> Any:
        return whole_minute(super().clean(value, model_instance))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return super().get_db_prep_save(whole_minute(value), connection)

    def deconstruct(self) -> Any:
        """The same column, so that no migration is needed to write it otherwise."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs
