"""Starting a programme in two steps: what, where and when; then the method laid out in time, to be moved."""

from dataclasses import replace
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from events.agenda.choices import Kind
from locations.municipalities.models import Municipality
from portal.common.forms import DateInput, TimeInput
from portal.common.words import say
from programmes.catalogue.choices import FIRST_DAY, LAST_DAY, LAST_START, methods
from programmes.catalogue.presenters import season_look, view_of
from programmes.catalogue.rules import Layout, lay_out, local_moment, phase_faults

OUT_OF_RANGE = _("Choose a day between 1990 and 2100.")


def day_field(label, initial=None, *, last=LAST_DAY, required=True, help_text=""):
    limits = [MinValueValidator(FIRST_DAY, OUT_OF_RANGE), MaxValueValidator(last, OUT_OF_RANGE)]
    return forms.DateField(label=label, initial=initial, widget=DateInput, validators=limits, required=required, help_text=help_text)


def method_choices():
    shown = [view_of(method) for method in methods]
    return [
        (one.key, format_html("<strong>{}</strong> <span class='hint'>{} {}.</span>", one.label, one.summary, ", ".join(name for name, _purpose in one.phases)))
        for one in shown
    ]


def led_municipalities(actor):
    return Municipality.objects.manageable_by(actor).in_order()


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

    use_required_attribute = False  # the days of an event that is left out may be empty
    submission_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, layout: Layout, **kwargs):
        super().__init__(*args, **kwargs)
        self.layout = layout
        for place, laid in enumerate(layout.phases):
            self.fields[f"phase_{place}_starts_on"] = day_field(_("First day"), laid.starts_on)
            self.fields[f"phase_{place}_ends_on"] = day_field(_("Last day"), laid.ends_on)
        for place, laid in enumerate(layout.milestones):
            self.fields[f"milestone_{place}_due_on"] = day_field(say(laid.plan.name), laid.due_on)
        for place, laid in enumerate(layout.events):
            self.add_event(f"event_{place}", laid)

    def add_event(self, prefix, laid):
        local = timezone.localtime(laid.starts_at)
        self.fields[f"{prefix}_make"] = forms.BooleanField(label=say(laid.plan.title), help_text=event_hint(laid.plan), initial=True, required=False)
        self.fields[f"{prefix}_day"] = day_field(_("Day"), local.date())
        self.fields[f"{prefix}_time"] = forms.TimeField(label=_("Begins at"), initial=local.time(), widget=TimeInput)
        for name in ("day", "time"):
            self.fields[f"{prefix}_{name}"].error_messages["required"] = _("Say when “%(event)s” takes place, or leave it out.") % {
                "event": say(laid.plan.title)
            }

    def clean(self):
        given = super().clean()
        phases = self.moved_phases(given)
        for fault in phase_faults(phases) if phases else []:
            self.add_error(f"phase_{fault.place}_{fault.field}", fault.words)
        for place in range(len(self.layout.events)):
            if not given.get(f"event_{place}_make"):
                self.errors.pop(f"event_{place}_day", None)
                self.errors.pop(f"event_{place}_time", None)
        return given

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

    def rows(self):
        """What the page shows, phase by phase."""
        return [self.row(place, laid.plan) for place, laid in enumerate(self.layout.phases)]

    def row(self, place, plan):
        return {
            "name": say(plan.name),
            "purpose": say(plan.purpose),
            "season": season_look(plan.season),
            "starts_on": self[f"phase_{place}_starts_on"],
            "ends_on": self[f"phase_{place}_ends_on"],
            "milestones": [self[f"milestone_{number}_due_on"] for number, laid in enumerate(self.layout.milestones) if laid.plan.phase == plan.key],
            "events": [
                {"title": say(laid.plan.title), **{name: self[f"event_{number}_{name}"] for name in ("make", "day", "time")}}
                for number, laid in enumerate(self.layout.events)
                if laid.plan.phase == plan.key
            ],
        }


def event_hint(plan):
    """What the event is, how long it lasts and for how many."""
    minutes = ngettext("%(number)s minute", "%(number)s minutes", plan.lasts_minutes) % {"number": plan.lasts_minutes}
    seats = ngettext("%(number)s seat", "%(number)s seats", plan.capacity) % {"number": plan.capacity}
    return _("%(kind)s, %(minutes)s, %(seats)s. %(summary)s") % {
        "kind": capfirst(Kind(plan.kind).label),
        "minutes": minutes,
        "seats": seats,
        "summary": say(plan.summary),
    }
