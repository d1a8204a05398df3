"""Starting a programme in two steps: what, where and when; then the method laid out in time, to be moved."""

from dataclasses import replace
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from portal.common.forms import DateInput, TimeInput
from programmes.catalogue.choices import FIRST_DAY, LAST_DAY, LAST_START, methods
from programmes.catalogue.presenters import view_of
from programmes.catalogue.rules import Layout, lay_out, local_moment, phase_faults
from stakeholders.mandates.choices import Role

OUT_OF_RANGE = _("Choose a day between 1990 and 2100.")


def day_field(label, initial=None, *, last=LAST_DAY, required=True, help_text=""):
    limits = [MinValueValidator(FIRST_DAY, OUT_OF_RANGE), MaxValueValidator(last, OUT_OF_RANGE)]
    return forms.DateField(label=label, initial=initial, widget=DateInput, validators=limits, required=required, help_text=help_text)


def method_choices():
    shown = [view_of(method) for method in methods]
    return [
        (one.key, format_html("<strong>{}</strong> <span class='hint'>{} {}</span>", one.label, one.summary, " → ".join(name for name, _purpose in one.phases)))
        for one in shown
    ]


def led_municipalities(actor):
    rows = Municipality.objects.taking_part().in_order()
    return rows if actor.is_admin else rows.filter(pk__in=actor.municipalities(Role.COORDINATOR))


class StartForm(forms.Form):
    method = forms.ChoiceField(label=_("Method"), widget=forms.RadioSelect, choices=method_choices)
    municipality = forms.ModelChoiceField(label=_("Municipality that leads it"), queryset=None, empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=120, help_text=_("As people will call it. You can change it later and write it in other languages."))
    starts_on = day_field(_("First day"), last=LAST_START, help_text=_("Everything else is laid out from this day. You can move it in the next step."))

    def __init__(self, *args, actor, today=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = led_municipalities(actor)
        self.fields["starts_on"].initial = today
        if len(methods) == 1:
            self.fields["method"].initial = methods.names()[0]

    @property
    def chosen(self):
        """What the actions call it."""
        given = self.cleaned_data
        return {
            "method": methods[given["method"]],
            "municipality": given["municipality"],
            "title": {get_language()[:2]: given["title"]},
            "starts_on": given["starts_on"],
        }

    @property
    def layout(self):
        return lay_out(methods[self.cleaned_data["method"]], self.cleaned_data["starts_on"])


class LayOutForm(forms.Form):
    """Phases, milestones and events of a method as it would lie. Each of them can be moved; events can be left out."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, layout: Layout, **kwargs):
        super().__init__(*args, **kwargs)
        self.layout = layout
        for place, laid in enumerate(layout.phases):
            self.fields[f"phase_{place}_starts_on"] = day_field(_("First day"), laid.starts_on)
            self.fields[f"phase_{place}_ends_on"] = day_field(_("Last day"), laid.ends_on)
        for place, laid in enumerate(layout.milestones):
            self.fields[f"milestone_{place}_due_on"] = day_field(_("Due"), laid.due_on)
        for place, laid in enumerate(layout.events):
            local = timezone.localtime(laid.starts_at)
            self.fields[f"event_{place}_make"] = forms.BooleanField(label=_("Make a draft of it"), initial=True, required=False)
            self.fields[f"event_{place}_day"] = day_field(_("Day"), local.date(), required=False)
            self.fields[f"event_{place}_time"] = forms.TimeField(label=_("Begins at"), initial=local.time(), widget=TimeInput, required=False)

    def clean(self):
        given = super().clean()
        phases = self.moved_phases(given)
        if phases is not None:
            for fault in phase_faults(phases):
                self.add_error(f"phase_{fault.place}_{fault.field}", fault.words)
        for place in range(len(self.layout.events)):
            if given.get(f"event_{place}_make"):
                self.ask_for(f"event_{place}_day", _("Choose a day, or leave the event out."))
                self.ask_for(f"event_{place}_time", _("Choose a time, or leave the event out."))
        return given

    def ask_for(self, name, words):
        if self.cleaned_data.get(name) is None and name not in self.errors:
            self.add_error(name, words)

    def moved_phases(self, given):
        """The phases with their days as typed; None while a day is missing."""
        days = [(given.get(f"phase_{place}_starts_on"), given.get(f"phase_{place}_ends_on")) for place in range(len(self.layout.phases))]
        if any(day is None for pair in days for day in pair):
            return None
        return tuple(replace(laid, starts_on=first, ends_on=last) for laid, (first, last) in zip(self.layout.phases, days, strict=True))

    @property
    def moved(self):
        """What the actions call it."""
        given = self.cleaned_data
        return {
            "phases": self.moved_phases(given),
            "milestones": [replace(laid, due_on=given[f"milestone_{place}_due_on"]) for place, laid in enumerate(self.layout.milestones)],
            "events": [
                replace(laid, starts_at=local_moment(given[f"event_{place}_day"], given[f"event_{place}_time"]))
                for place, laid in enumerate(self.layout.events)
                if given[f"event_{place}_make"]
            ],
            "submission_key": given["submission_key"],
        }

    # what the page shows, in the method's order

    def phase_rows(self):
        return [
            (laid.plan, self[f"phase_{place}_starts_on"], self[f"phase_{place}_ends_on"], *self.parts_of(laid.plan.key))
            for place, laid in enumerate(self.layout.phases)
        ]

    def parts_of(self, key):
        milestones = [(laid.plan, self[f"milestone_{place}_due_on"]) for place, laid in enumerate(self.layout.milestones) if laid.plan.phase == key]
        events = [
            (laid, [self[f"event_{place}_{name}"] for name in ("make", "day", "time")])
            for place, laid in enumerate(self.layout.events)
            if laid.plan.phase == key
        ]
        return milestones, events
