from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.catalogue.choices import PartnerRole, Status
from programmes.catalogue.models import Partner, Programme
from programmes.involvement.choices import PersonRole
from programmes.involvement.models import PersonPart


class InvolvementForm(forms.Form):
    programme = forms.ModelChoiceField(label=_("Programme"), queryset=None, empty_label=None)
    role = forms.ChoiceField(label=_("As what"))

    def __init__(self, *args: Any, kind: str, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.manageable_by(actor).exclude(status=Status.CLOSED).order_by("-starts_on", "pk")
        roles = PersonRole if kind == "people" else PartnerRole
        self.fields["role"].choices = roles.choices
        self.fields["role"].initial = PersonRole.PARTICIPANT if kind == "people" else PartnerRole.PARTNER


class TakesPartIn(django_filters.ModelChoiceFilter):
    """A list of stakeholders narrowed to a programme."""

    def __init__(self, actor: Any, kind: str) -> None:
        rows = Programme.objects.on_desk_of(actor).order_by("title", "pk")
        super().__init__(label=_("Programme"), queryset=rows, to_field_name="slug", empty_label=_("all"))
        self.kind = kind

    def filter(self, qs: Any, value: Any) -> Any:
        if not value:
            return qs
        parts = (
            PersonPart.objects.filter(programme=value).values("person")
            if self.kind == "people"
            else Partner.objects.filter(programme=value).values("organisation")
        )
        return qs.filter(pk__in=parts)
