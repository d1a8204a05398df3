"""Starting a programme in two steps: what, where and when; then the method laid out in time, to be moved."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.agenda.choices import Kind
from locations.municipalities.models import Municipality
from portal.common.forms import DateInput, TimeInput
from portal.common.words import say
from programmes.catalogue.choices import FIRST_DAY, LAST_DAY, LAST_START, methods
from programmes.catalogue.presenters import season_look
from programmes.catalogue.rules import Layout, Shift, lay_out, local_moment, phase_faults
from programmes.methods.presenters import duration_words, page_of, seat_words

EDGES = ("starts_on", "ends_on")
OUT_OF_RANGE = _("Choose a day between 1990 and 2100.")


def day_field(label, initial=None, *, last=LAST_DAY, required=True, help_text=""):
    limits = [MinValueValidator(FIRST_DAY, OUT_OF_RANGE), MaxValueValidator(last, OUT_OF_RANGE)]
    return forms.DateField(label=label, initial=initial, widget=DateInput, validators=limits, required=required, help_text=help_text)


def method_choices():
    return [(method.key, render_to_string("programmes/start/_method_choice.html", {"page": page_of(method)})) for method in methods]


class StartForm(forms.Form):
    method = forms.ChoiceField(label=_("Method"), widget=forms.RadioSelect, choices=method_choices)
    municipality = forms.ModelChoiceField(label=_("Municipality that leads it"), queryset=None, empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=120, help_text=_("As people will call it. You can change it later and write it in other languages."))
    starts_on = day_field(_("First day"), last=LAST_START, help_text=_("Everything else is laid out from this day. You can move it in the next step."))

    def __init__(self, *args, actor, today=None, method="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["method"].initial = method
        self.fields["municipality"].queryset = Municipality.objects.manageable_by(actor).in_order()
        self.fields["starts_on"].initial = today

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
            for edge in EDGES:  # the days from which it is moved: those of the sheet before anything is typed
                self.fields[f"was_{place}_{edge}"] = forms.DateField(initial=getattr(laid, edge), widget=forms.HiddenInput, required=False)
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

    def typed_day(self, name):
        """As typed, also when it does not fit to others; None when it is not a day."""
        try:
            return self.fields[name].clean(self[name].data)
        except forms.ValidationError:
            return None

    def shift_of(self, place):
        """How far what follows goes along with the phase at this place; None while its days cannot be read."""
        laid = self.layout.phases[place]
        first, last = (self.typed_day(f"phase_{place}_{edge}") for edge in EDGES)
        if first is None or last is None or last < first:
            return None
        was_first, was_last = (self.typed_day(f"was_{place}_{edge}") or getattr(laid, edge) for edge in EDGES)
        later = {other.plan.key for other in self.layout.phases[place + 1 :]}
        return Shift(laid.plan.key, was_first, was_last, later, inside=(first - was_first).days, after=(last - was_last).days)

    def days_to_move(self, place):
        """Each day that can follow, by its field: what it belongs to, and whether it is one of a phase's."""
        for number in range(place + 1, len(self.layout.phases)):
            key = self.layout.phases[number].plan.key
            yield from ((f"{name}_{number}_{edge}", key) for name in ("phase", "was") for edge in EDGES)
        yield from ((f"milestone_{number}_due_on", laid.plan.phase) for number, laid in enumerate(self.layout.milestones))
        yield from ((f"event_{number}_day", laid.plan.phase) for number, laid in enumerate(self.layout.events))

    def with_following(self, place):
        """What was typed, with what lies in the phase and after it moved along. Nothing is stored."""
        shift, data = self.shift_of(place), self.data.copy()
        if shift is None:
            return data
        for name, belongs_to in self.days_to_move(place):
            day = self.typed_day(name)
            if day is not None:
                data[name] = (day + timedelta(days=shift.days_of(day, belongs_to))).isoformat()
        for edge in EDGES:
            data[f"was_{place}_{edge}"] = data[f"phase_{place}_{edge}"]
        return data

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
            "place": place,
            "name": say(plan.name),
            "was": [self[f"was_{place}_{edge}"] for edge in EDGES],
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
    return _("%(kind)s, %(minutes)s, %(seats)s. %(summary)s") % {
        "kind": capfirst(Kind(plan.kind).label),
        "minutes": duration_words(plan),
        "seats": seat_words(plan),
        "summary": say(plan.summary),
    }
