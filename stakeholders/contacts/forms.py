"""What a coordinator types about people and organisations."""

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from portal.common.filters import DeskFilterSet
from portal.common.forms import DateInput, EmailField
from stakeholders.contacts.choices import QUIET, Way, involvements
from stakeholders.contacts.models import ContactNote
from stakeholders.organisations.models import Organisation
from stakeholders.people.choices import StakeholderType, name_key
from stakeholders.people.models import Person

FIELDS = ("name", "email", "phone")
KEEP_BOTH = _("It is somebody else: keep both")


class StakeholderForm(forms.ModelForm):
    """Notices kindly what seems to be there already; whoever ticks that it is another one is believed."""

    is_another = forms.BooleanField(label=KEEP_BOTH, required=False)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.twin: Any = None
        rows = Municipality.objects.manageable_by(actor).in_order()
        self.fields["municipality"].queryset = rows
        self.fields["municipality"].required = True
        self.fields["municipality"].empty_label = None
        if self.instance.pk:
            self.fields["municipality"].disabled = True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("municipality") and given.get("name") and not given.get("is_another"):
            self.twin = self.find_twin(given)
            if self.twin:
                self.add_error(
                    "name", _("%(name)s is there already. Open the existing entry, or tick below that it is another one.") % {"name": self.twin.name}
                )
        return given

    def find_twin(self, given: dict[str, Any]) -> Any:
        rows = self._meta.model._default_manager.filter(municipality=given["municipality"]).exclude(pk=self.instance.pk)
        return rows.same_as(given["name"], given.get("email", "")).order_by("pk").first()


class PersonForm(StakeholderForm):
    organisation = forms.ModelChoiceField(label=_("Speaks for"), queryset=Organisation.objects.none(), required=False, empty_label=_("nobody but themselves"))

    class Meta:
        model = Person
        fields = ("municipality", "name", "group", "email", "phone", "language", "note", "source")
        field_classes = {"email": EmailField}
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "note": _("Only what the person may read: whoever asks for their data sees it."),
            "source": _("Such as: at the workshop of 12 May, from the website."),
        }

    field_order = ("municipality", "name", "organisation", "group", "email", "phone", "language", "note", "source", "is_another")

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.spoke_for: Any = None
        self.fields["organisation"].queryset = Organisation.objects.kept_by(actor).in_order()
        if self.instance.pk:
            self.spoke_for = self.instance.organisations.filter(municipality=self.instance.municipality_id).in_order().first()
            self.fields["organisation"].initial = self.spoke_for

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        organisation, municipality = given.get("organisation"), given.get("municipality")
        if organisation and municipality and organisation.municipality_id != municipality.pk:
            self.add_error("organisation", _("This organisation is kept by another municipality."))
        return given

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class OrganisationForm(StakeholderForm):
    class Meta:
        model = Organisation
        fields = ("municipality", "name", "type", "email", "phone", "website", "note", "source")
        field_classes = {"email": EmailField, "website": forms.URLField}
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}

    field_order = ("municipality", "name", "type", "email", "phone", "website", "note", "source", "is_another")

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["website"].assume_scheme = "https"


class ContactForm(forms.ModelForm):
    """A line of the contact log."""

    class Meta:
        model = ContactNote
        fields = ("on", "way", "text", "next_step", "next_on")
        widgets = {"on": DateInput, "next_on": DateInput, "text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"next_on": _("It stands on your desk until it is done.")}

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": today, "way": Way.CALL}, **kwargs)
        self.fields["on"].validators.append(MaxValueValidator(today, _("Write down what has been; what is to come is the next step.")))
        self.fields["on"].validators.append(MinValueValidator(today - timedelta(days=36_500)))
        self.fields["next_on"].validators.append(MaxValueValidator(today + timedelta(days=3650), _("Choose a day in the next ten years.")))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("next_on") and not given.get("next_step"):
            self.add_error("next_step", _("Write what is to be done by then."))
        if given.get("next_step") and not given.get("next_on") and "next_on" not in self.errors:
            self.add_error("next_on", _("Choose the day by which it is to be done, so that you are reminded."))
        return given


# --- Lists ---


class StakeholderFilters(DeskFilterSet):
    q = django_filters.CharFilter(label=_("Words"), max_length=80, method="say")
    municipality = django_filters.ModelChoiceFilter(label=_("Municipality"), to_field_name="slug", empty_label=_("all"), queryset=Municipality.objects.none())
    quiet = django_filters.BooleanFilter(label=_("Nobody has spoken with them for half a year"), widget=forms.CheckboxInput, method="are_quiet")

    kind = ""
    said = ("email", "phone", "note")

    plain = frozenset({"q", "group", "type"})

    def __init__(self, data: Any, *, actor: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = today
        self.choose_among(Municipality.objects.manageable_by(actor).in_order(), actor)
        for name in involvements.names():
            contributed: Any = involvements[name].filter(actor, self.kind)
            contributed.field_name, contributed.parent, contributed.model = name, self, self._meta.model
            self.filters[name] = contributed

    def say(self, queryset: models.QuerySet, _name: str, value: str) -> models.QuerySet:
        found = queryset
        for word in value.split()[:8]:
            asked = [(f"{column}__icontains", word) for column in self.said] + [("name_key__contains", name_key(word) or word)]
            found = found.filter(Q(*asked, _connector=Q.OR))
        return found

    def are_quiet(self, queryset: models.QuerySet, _name: str, value: bool) -> models.QuerySet:
        if not value:
            return queryset
        return queryset.filter(Q(last_contact__isnull=True) | Q(last_contact__lt=self.today - QUIET))


class PeopleFilters(StakeholderFilters):
    group = django_filters.ChoiceFilter(label=_("Group"), choices=StakeholderType.choices, empty_label=_("all"))

    kind = "people"

    class Meta:
        model = Person
        fields: list[str] = []


class OrganisationFilters(StakeholderFilters):
    type = django_filters.ChoiceFilter(label=_("Kind of stakeholder"), choices=StakeholderType.choices, empty_label=_("all"))

    kind = "organisations"

    class Meta:
        model = Organisation
        fields: list[str] = []
