"""Narrowing the desk's list of programmes."""

from typing import Any

import django_filters
from django.db import models
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from portal.common.filters import DeskFilterSet
from portal.common.search.query import read
from portal.common.words import say
from programmes.catalogue.choices import Running, Status, methods
from programmes.catalogue.models import Programme


class DeskFilters(DeskFilterSet):
    """Whatever the desk counts, this list can show."""

    q = django_filters.CharFilter(label=_("Words"), max_length=80, method="say")
    status = django_filters.ChoiceFilter(label=_("State"), choices=Status.choices, empty_label=_("all"))
    when = django_filters.ChoiceFilter(label=_("Time"), choices=Running.choices, empty_label=_("all"), method="at_that_time")
    method = django_filters.ChoiceFilter(label=_("Method"), choices=lambda: [(method.key, say(method.name)) for method in methods], empty_label=_("all"))
    municipality = django_filters.ModelChoiceFilter(label=_("Municipality"), to_field_name="slug", empty_label=_("all"), queryset=Municipality.objects.none())

    class Meta:
        model = Programme
        fields: list[str] = []

    plain = frozenset({"q", "status", "when"})

    def __init__(self, data: Any, *, actor: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = today
        self.choose_among(Municipality.objects.on_desk_of(actor).in_order(), actor)

    def say(self, queryset: models.QuerySet, _name: str, value: str) -> models.QuerySet:
        query = read(value)
        return queryset.matching(query) if query else queryset.none()

    def at_that_time(self, queryset: models.QuerySet, _name: str, value: str) -> models.QuerySet:
        return queryset.running(Running(value), self.today)
