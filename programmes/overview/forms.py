"""Narrowing the desk's list of programmes."""

from typing import Any

import django_filters
from django.db import models
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from portal.common.words import active_languages, say
from programmes.catalogue.choices import Running, Status, methods
from programmes.catalogue.models import Programme


class DeskFilters(django_filters.FilterSet):
    """Whatever the desk counts, this list can show."""

    q = django_filters.CharFilter(label=_("Words"), max_length=80, method="say")
    status = django_filters.ChoiceFilter(label=_("State"), choices=Status.choices, empty_label=_("all"))
    when = django_filters.ChoiceFilter(label=_("Time"), choices=Running.choices, empty_label=_("all"), method="at_that_time")
    method = django_filters.ChoiceFilter(label=_("Method"), choices=lambda: [(method.key, say(method.name)) for method in methods], empty_label=_("all"))
    municipality = django_filters.ModelChoiceFilter(label=_("Municipality"), to_field_name="slug", empty_label=_("all"), queryset=Municipality.objects.none())

    class Meta:
        model = Programme
        fields: list[str] = []

    def __init__(self, data: Any, *, actor: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = today
        self.filters["municipality"].queryset = Municipality.objects.on_desk_of(actor).in_order()
        if not actor.is_admin and len(actor.roles) < 2:  # noqa: PLR2004 -- nothing to choose from
            del self.filters["municipality"]

    @property
    def finer(self) -> list[Any]:
        return [self.form[name] for name in self.filters if name not in {"q", "status", "when"}]

    @property
    def is_finely_narrowed(self) -> bool:
        return any(bound.errors or self.form.cleaned_data.get(bound.name) for bound in self.finer)

    def say(self, queryset: models.QuerySet, _name: str, value: str) -> models.QuerySet:
        found = queryset
        for word in value.split()[:8]:
            spellings = {word, word.lower(), word.upper(), word.capitalize()}  # SQLite folds only ASCII letters
            columns = [f"title_{code}" for code in active_languages()]
            found = found.filter(models.Q(*((f"{column}__icontains", spelling) for column in columns for spelling in spellings), _connector=models.Q.OR))
        return found

    def at_that_time(self, queryset: models.QuerySet, _name: str, value: str) -> models.QuerySet:
        return queryset.running(Running(value), self.today)
