"""How the public list is narrowed."""

import django_filters as filters
from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from portal.common.filters import RowField, RowFilter
from portal.common.words import say
from programmes.catalogue.choices import Running, methods
from programmes.catalogue.models import Participation, Programme
from programmes.catalogue.querysets import PUBLIC


def method_choices():
    return [(method.key, lazy(say, str)(method.name)) for method in methods]


def municipalities_in_programmes(request=None):
    """Those that take part in a programme the public can see: a draft would betray itself in the choice."""
    public = Participation.objects.filter(municipality=OuterRef("pk"), programme__status__in=PUBLIC)
    return Municipality.objects.filter(Exists(public)).in_order()


OFFERED = 40


class LatestProgrammes(RowField):
    """The latest ones and the one that is chosen; the others are reached from their own pages."""

    def offered(self, rows):
        latest = rows.order_by("-starts_on", "-pk").values("pk")[:OFFERED]
        return rows.filter(Q(pk__in=latest) | Q(slug=self.chosen)).only("slug", *[f"title_{language}" for language in settings.MODELTRANSLATION_LANGUAGES])


class EventsOfProgramme(RowFilter):
    """The agenda narrowed to a public programme. Events know nothing of programmes, so the way leads through ours."""

    field_class = LatestProgrammes

    def filter(self, qs, value):
        return qs.filter(pk__in=value.events.values("pk")) if value else qs


def agenda_filter():
    return EventsOfProgramme(label=_("Programme"), queryset=public_programmes, to_field_name="slug", empty_label=_("all"))


def desk_filter(actor):
    """For the desk's list of events: also drafts, of one's own municipalities."""
    return EventsOfProgramme(
        label=_("Programme"), queryset=Programme.objects.on_desk_of(actor).order_by("title", "pk"), to_field_name="slug", empty_label=_("all")
    )


def public_programmes(request=None):
    return Programme.objects.public().order_by("title", "pk")


class ProgrammeFilter(filters.FilterSet):
    municipality = filters.ModelChoiceFilter(
        label=_("Municipality"),
        queryset=municipalities_in_programmes,
        to_field_name="slug",
        field_name="municipalities",
        empty_label=_("all municipalities"),
        distinct=True,
    )
    method = filters.ChoiceFilter(label=_("Method"), choices=method_choices, empty_label=_("all methods"))
    state = filters.ChoiceFilter(label=_("Where it stands"), choices=Running.choices, method="filter_state", empty_label=_("everything"))

    class Meta:
        model = Programme
        fields = ("municipality", "method", "state")
        form = forms.Form

    def __init__(self, data, queryset, *, today):
        super().__init__(data, queryset)
        self.today = today

    def filter_state(self, queryset, name, value):
        return queryset.running(value, on=self.today)

    @property
    def is_narrowed(self):
        return any(self.data.get(name) for name in self.filters)
