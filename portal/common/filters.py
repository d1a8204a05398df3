"""Lists that are narrowed from the address bar, and what is said of it: what is chosen, and the way without it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.forms import BoundField
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django_filters.fields import ModelChoiceField, ModelChoiceIterator

from portal.common.actor import Actor


@dataclass(frozen=True)
class Chosen:
    """One filter that narrows the list."""

    label: str
    words: str
    url_without: str


class AtOnce(ModelChoiceIterator):
    """The rows in one go: some dozens are not worth a cursor on the server."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for row in self.field.offered(self.queryset):
            yield self.choice(row)


class RowField(ModelChoiceField):
    iterator = AtOnce
    chosen = ""  # what stands in the address

    def offered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows


class RowFilter(django_filters.ModelChoiceFilter):
    """A row of another table. Where that may be long, its field offers some of them, and any of them can stand in the address."""

    field_class = RowField

    @property
    def field(self) -> RowField:
        found: RowField = super().field
        found.chosen = self.parent.data.get(self.field_name, "") if self.parent is not None and self.parent.data else ""
        return found


def without(data: Any, *names: str) -> QueryDict:
    """The address without these and without its page."""
    rest: QueryDict = data.copy() if data else QueryDict(mutable=True)
    for name in (*names, "page"):
        rest.pop(name, None)
    return rest


class TellingFilters(django_filters.FilterSet):
    """Filters that can say what is chosen."""

    @cached_property
    def chosen(self) -> list[Chosen]:
        """What narrows the list, each with the address of the list without it."""
        given = {name: self.form.cleaned_data.get(name) for name in self.filters} if self.form.is_valid() else {}
        return [
            Chosen(str(self.filters[name].label), self.said(name, value), f"?{without(self.data, name).urlencode()}") for name, value in given.items() if value
        ]

    def said(self, name: str, value: Any) -> str:
        """A value in the words of its field."""
        if isinstance(value, date):
            return date_format(value, "DATE_FORMAT")
        if value is True:
            return _("yes")
        choices = dict(getattr(self.form.fields[name], "choices", ())) if isinstance(value, str) else {}
        return str(choices.get(value, value))


class DeskFilterSet(django_filters.FilterSet):
    """A list of the workspace: a few fields in sight, the rest folded away until one of them narrows."""

    plain: ClassVar[frozenset[str]] = frozenset()  # names of those in sight

    @property
    def finer(self) -> list[BoundField]:
        return [self.form[name] for name in self.filters if name not in self.plain]

    @property
    def is_finely_narrowed(self) -> bool:
        return any(bound.errors or self.form.cleaned_data.get(bound.name) for bound in self.finer)

    def choose_among(self, municipalities: QuerySet[Any], actor: Actor) -> None:
        """The municipalities of whoever acts for several; for one there is nothing to choose."""
        self.filters["municipality"].queryset = municipalities
        if not actor.acts_for_several:
            del self.filters["municipality"]
