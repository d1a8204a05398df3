"""The list of what is due: milestones, and phases that begin or end."""

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locations.municipalities.models import Municipality
from portal.common.actor import Actor
from portal.workspace.counts import AHEAD, due_milestones, due_phases
from programmes.catalogue.models import Milestone, Phase

PER_PAGE = 30
STATES = [("", gettext_lazy("all")), ("late", gettext_lazy("late")), ("soon", gettext_lazy("next two weeks")), ("later", gettext_lazy("later"))]
KINDS = [("", gettext_lazy("all")), ("milestone", gettext_lazy("milestones")), ("phase", gettext_lazy("phases"))]


class DueFilters(forms.Form):
    state = forms.ChoiceField(label=gettext_lazy("When"), choices=STATES, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What"), choices=KINDS, required=False)
    municipality = forms.ModelChoiceField(
        label=gettext_lazy("Municipality"), to_field_name="slug", empty_label=gettext_lazy("all"), queryset=Municipality.objects.none(), required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = Municipality.objects.on_desk_of(actor).in_order()
        if not actor.acts_for_several:
            del self.fields["municipality"]


def due_page(actor: Actor, form: DueFilters, number: str | None, today: date) -> Page[Any]:
    """The rows in the order of their days; two queries for the order, two for the rows."""
    wanted = form.cleaned_data if form.is_valid() else {}
    parts = [
        dated(due_milestones(actor), "milestone", "due_on"),
        dated(due_phases(actor).filter(starts_on__lte=today, ends_on__gte=today), "ending", "ends_on"),
        dated(due_phases(actor).filter(starts_on__gt=today), "beginning", "starts_on"),
    ]
    if wanted.get("kind"):
        parts = parts[:1] if wanted["kind"] == "milestone" else parts[1:]
    parts = [in_state(part, wanted.get("state"), today) for part in parts]
    if wanted.get("municipality"):
        parts = [part.filter(programme__municipality=wanted["municipality"]) for part in parts]
    named = [part.values_list("day", "what", "pk") for part in parts]
    page = Paginator(named[0].union(*named[1:], all=True).order_by("day", "pk") if len(named) > 1 else named[0].order_by("day", "pk"), PER_PAGE).get_page(
        number
    )
    page.object_list = met(list(page.object_list))
    return page


def dated(rows: Any, what: str, column: str) -> Any:
    return rows.annotate(day=F(column), what=Value(what, output_field=CharField()))


def in_state(rows: Any, state: str | None, today: date) -> Any:
    spans = {"late": {"day__lt": today}, "soon": {"day__range": (today, today + AHEAD)}, "later": {"day__gt": today + AHEAD}}
    return rows.filter(**spans.get(state or "", {}))


def met(found: list[tuple[date, str, int]]) -> list[tuple[date, str, Any]]:
    """The rows themselves, with their programmes."""
    rows = {
        model: model.objects.select_related("programme__municipality").in_bulk(
            [pk for _day, what, pk in found if (what == "milestone") == (model is Milestone)]
        )
        for model in (Milestone, Phase)
    }
    return [(day, what, row) for day, what, pk in found if (row := rows[Milestone if what == "milestone" else Phase].get(pk))]


def words(what: str) -> str:
    return {"milestone": _("Milestone, %(programme)s"), "ending": _("The phase ends, %(programme)s"), "beginning": _("The phase begins, %(programme)s")}[what]
