"""Form fields as components; what they look like is in templates/forms/."""

from typing import Any

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField, CheckboxInput, FileInput, Select, Textarea
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


def shape(bound: BoundField) -> str:
    """Which of the few ways to draw a field this one needs."""
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return "tick"
    if widget.use_fieldset:
        return "choices" if hasattr(widget, "choices") else "set"
    if isinstance(widget, Select) and not widget.allow_multiple_selected:
        return "select"
    return "file" if isinstance(widget, FileInput) else "plain"


@register.simple_tag
def field(bound: BoundField, *, why: str = "") -> SafeString:
    """Label, hint, error, control. `why`: what we need the answer for and how long it is kept."""
    return bound.render("forms/field.html", {"field": bound, "why": why})


@register.inclusion_tag("forms/_field.html")
def drawn_field(bound: BoundField, why: str = "") -> dict[str, Any]:
    """What forms/field.html shows: Django hands that template only the bound field."""
    widget = bound.field.widget
    limit = int(widget.attrs.get("maxlength") or 0) if isinstance(widget, Textarea) else 0
    described = " ".join(
        [
            *([f"{bound.auto_id}_helptext"] if bound.help_text else []),
            *([f"{bound.auto_id}_error"] if bound.errors else []),
            *([f"{bound.auto_id}_limit"] if limit else []),
            *([f"{bound.auto_id}_why"] if why else []),
        ],
    )
    as_control: dict[str, str | bool] = {} if bound.use_fieldset or not described else {"aria-describedby": described}
    return {
        "field": bound,
        "shape": shape(bound),
        "control": bound.as_widget(attrs=as_control),
        "described": described,
        "limit": limit,
        "why": why,
        "is_optional": not bound.field.required and not isinstance(widget, CheckboxInput),
        "explains_markdown": getattr(widget, "explains_markdown", False),
    }


@register.inclusion_tag("forms/summary.html")
def summary(form: BaseForm | BaseFormSet, *others: BaseForm | BaseFormSet) -> dict[str, Any]:
    """What needs another look, with links to the fields; takes the focus when the page opens. Further forms and formsets may follow."""
    given = (form, *others)
    sheets = [one for each in given for one in (each.forms if isinstance(each, BaseFormSet) else [each])]
    faults = [
        {"href": f"#{target(bound)}", "words": _("%(label)s: %(fault)s") % {"label": bound.label, "fault": fault}}
        for one in sheets
        for bound in one
        if not bound.is_hidden
        for fault in bound.errors
    ]
    general = [fault for each in given for fault in (each.non_form_errors() if isinstance(each, BaseFormSet) else each.non_field_errors())]
    general += [fault for one in sheets for bound in one.hidden_fields() for fault in bound.errors]  # nothing on the page to lead to
    general += [fault for each in given if isinstance(each, BaseFormSet) for one in each.forms for fault in one.non_field_errors()]
    return {"faults": faults, "general": general, "number": len(faults) + len(general)}


def target(bound: BoundField) -> str:
    """The id of the control a link leads to; in a group of choices that is the first one."""
    if bound.use_fieldset and bound.subwidgets:
        return str(bound.subwidgets[0].id_for_label)
    return str(bound.id_for_label)
