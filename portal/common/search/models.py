"""Rows that are found by their words. What belongs to another row (the place of an event) is asked there, so that nothing grows stale."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from modeltranslation.utils import build_localized_fieldname

from portal.common.search.folding import column, words_of

MOST_OF_NAME, MOST_OF_TEXT = 60, 300  # different words of which a row is found; whatever follows is only read


def word_columns(model: type[models.Model], names: Iterable[str]) -> list[str]:
    """The columns of these fields: one, or one for each language."""
    own = {field.name for field in model._meta.concrete_fields}
    columns: list[str] = []
    for name in names:
        spoken = [build_localized_fieldname(name, language) for language in settings.MODELTRANSLATION_LANGUAGES]
        columns += [column for column in spoken if column in own] or [name]
    return columns


def columns_of(row: models.Model, named_by: Iterable[str], told_by: Iterable[str]) -> tuple[str, str]:
    name = words_of((getattr(row, one) or "" for one in word_columns(type(row), named_by)), most=MOST_OF_NAME)
    text = words_of((getattr(row, one) or "" for one in word_columns(type(row), told_by)), most=MOST_OF_TEXT)
    return column(name), column(name, text)


class Searchable(models.Model):
    """`named_by` are the fields by which a row is called, `told_by` those which tell of it: its own, in every language they have."""

    named_by: ClassVar[tuple[str, ...]] = ("name",)
    told_by: ClassVar[tuple[str, ...]] = ()

    search_name = models.TextField(default="", blank=True, editable=False)  # what counts more, and what misspelt words are compared with
    search_text = models.TextField(default="", blank=True, editable=False)  # the same, and the stems of all that tells of it

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if update_fields is not None:
            update_fields = set(update_fields)
            if self.words_are_in(update_fields):
                update_fields |= {"search_name", "search_text"}
        if update_fields is None or "search_text" in update_fields:
            self.search_name, self.search_text = self.search_columns()
        super().save(*args, update_fields=update_fields, **kwargs)

    @classmethod
    def words_are_in(cls, fields: Iterable[str]) -> bool:
        named = (*cls.named_by, *cls.told_by)
        return not {*named, *word_columns(cls, named)}.isdisjoint(fields)

    def search_columns(self) -> tuple[str, str]:
        """What the two columns hold for the row's words as they are now."""
        return columns_of(self, self.named_by, self.told_by)


def fill(model: type[models.Model], named_by: Iterable[str], told_by: Iterable[str] = (), *, among: models.Q | None = None) -> int:
    """Write the columns of every row whose own do not fit its words; how many these were. Also for a migration's historical rows."""
    stale: list[models.Model] = []
    manager = model._default_manager
    wanted = ["pk", "search_name", "search_text", *word_columns(model, [*named_by, *told_by])]
    for row in manager.filter(among or models.Q()).only(*wanted).order_by("pk").iterator(chunk_size=500):
        columns = columns_of(row, named_by, told_by)
        if columns != (row.search_name, row.search_text):  # type: ignore[attr-defined]
            row.search_name, row.search_text = columns  # type: ignore[attr-defined]
            stale.append(row)
    manager.bulk_update(stale, ["search_name", "search_text"], batch_size=200)
    return len(stale)
