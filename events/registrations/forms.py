"""What a resident fills in, and what the coordinator does."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import django_filters
from django import forms
from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.agenda.rules import largest_party
from events.registrations.choices import Standing
from events.registrations.models import Registration, Seats
from portal.common.forms import EmailField, is_of_the_net, one_line
from portal.common.words import dress, word_fields, word_sheets, words_of

AGE_SALT = "events.registration.opened"
QUICKEST, OLDEST = timedelta(seconds=2), timedelta(hours=24)


def party_choices(limit: int) -> list[tuple[int, str]]:
    return [(number, ngettext("%(number)s person", "%(number)s people", number) % {"number": number}) for number in range(1, limit + 1)]


def choose(form: forms.Form, name: str, choices: list[tuple[int, str]]) -> None:
    field: Any = form.fields[name]
    field.choices = choices


class RegistrationForm(forms.Form):
    """Who comes. Beside it two quiet guards against machines: a field that people do not see, and the age of the form."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name; a first name is enough.")},
    )
    email = EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We write to you to confirm. The link to change or cancel goes there, too."),
        error_messages={"required": _("Write your e-mail address."), "invalid": _("Write the whole address, such as name@example.si.")},
    )
    party_size = forms.TypedChoiceField(label=_("How many people come"), coerce=int, initial=1, help_text=_("Yourself included."))
    needs = forms.CharField(label=_("What do you need to take part?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    website = forms.CharField(required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))
    opened = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    submission_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, largest_party: int, now: datetime) -> None:
        super().__init__(data, initial={"opened": stamp(now), "submission_key": uuid4(), "party_size": 1})
        self.now = now
        choose(self, "party_size", party_choices(largest_party))

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean_email(self) -> str:
        address = self.cleaned_data["email"].lower()
        if not is_of_the_net(address):
            raise forms.ValidationError(self.fields["email"].error_messages["invalid"])
        return address

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given  # one thing after the other
        age = age_of(self.data.get("opened", ""), self.now)
        if age is None or age > OLDEST:
            self.data = {**{name: self.data.get(name) for name in self.data}, "opened": stamp(self.now)}
            raise forms.ValidationError(_("This page has been open for long. Look over your answers and send them once more."))
        if age < QUICKEST:
            raise forms.ValidationError(_("That was very quick. Look over your answers and send them once more."))
        return given


def stamp(now: datetime) -> str:
    """When the form was shown, signed so that a machine cannot choose it."""
    return signing.dumps(int(now.timestamp()), salt=AGE_SALT)


def age_of(stamped: str, now: datetime) -> timedelta | None:
    try:
        return now - datetime.fromtimestamp(signing.loads(stamped, salt=AGE_SALT), tz=now.tzinfo)
    except signing.BadSignature:
        return None


class PartyForm(forms.Form):
    """More or fewer people."""

    party_size = forms.TypedChoiceField(label=_("How many people come"), coerce=int)

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        super().__init__(data, initial={"party_size": registration.party_size})
        limit = largest_party(registration.event, capacity=Seats.objects.capacity_of(registration.event))
        choose(self, "party_size", party_choices(max(limit, registration.party_size)))


class CancellationForm(forms.Form):
    """Why the event is called off, in each language of the portal."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name in word_fields("note"):
            self.fields[name] = forms.CharField(
                label=_("Why, in one or two sentences"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
            )
        self.fields[word_fields("note")[0]].help_text = _("Stands in the letters and on the event's page.")
        dress(self, "note")

    def sheets(self) -> list[Any]:
        return word_sheets(self, "note")

    def notes(self) -> dict[str, str]:
        return words_of(self.cleaned_data, "note")


class RegistrationFilters(forms.Form):
    """Narrows the coordinator's list. What cannot be read is left out."""

    q = forms.CharField(label=_("Name or e-mail"), max_length=80, required=False)
    standing = forms.ChoiceField(label=_("Standing"), required=False, choices=[("", _("all")), *Standing.choices])


class FreeSeats(django_filters.BooleanFilter):
    """For the agenda: only events to which somebody can still come."""

    def __init__(self) -> None:
        super().__init__(field_name="seats", label=_("Only with free seats"), widget=forms.CheckboxInput)

    def filter(self, queryset: Any, value: Any) -> models.QuerySet:
        if not value:
            return queryset
        now = self.parent.now
        open_now = Q(starts_at__gt=now) & (Q(registration_closes_at__isnull=True) | Q(registration_closes_at__gt=now))
        return queryset.published().filter(Q(needs_registration=False) | open_now & Q(seats__taken__lt=F("seats__capacity")))


class SomebodyWaits(django_filters.BooleanFilter):
    """For the desk: events for which people stand in line."""

    def __init__(self, _actor: Any) -> None:
        super().__init__(field_name="registrations", label=_("Only with people waiting"), widget=forms.CheckboxInput)

    def filter(self, queryset: Any, value: Any) -> models.QuerySet:
        return queryset.filter(pk__in=Registration.objects.waiting().values("event")) if value else queryset
