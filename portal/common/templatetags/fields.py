"""Form fields as components; what they look like is in templates/forms/."""

from typing import Any

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField, CheckboxInput, EmailInput, FileInput, NumberInput, Select, Textarea, TextInput
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.common.forms import DateInput
from portal.common.parts import once

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


# What these look like hangs on nothing but their name, value, attributes and choices.
PLAIN_WIDGETS = {CheckboxInput, DateInput, EmailInput, NumberInput, Select, TextInput}
FEW_CHOICES = 100


@register.simple_tag
def field(bound: BoundField, *, why: str = "") -> SafeString:
    """Label, hint, error, control. `why`: what we need the answer for and how long it is kept."""
    widget = bound.field.widget
    if isinstance(widget, Select):
        widget.choices = list(iter(widget.choices))  # asked for once
    return drawn_once(bound, why) if is_plain(bound) else drawn_anew(bound, why)


def is_plain(bound: BoundField) -> bool:
    """Whether another form may have the very same field. What somebody typed is nobody else's, and is not kept."""
    widget = bound.field.widget
    if type(widget) not in PLAIN_WIDGETS or bound.errors or bound.is_hidden:
        return False
    return len(list(widget.choices)) <= FEW_CHOICES if isinstance(widget, Select) else not bound.value()


def drawn_once(bound: BoundField, why: str) -> SafeString:
    widget, value = bound.field.widget, bound.value()
    return once(
        lambda: drawn_anew(bound, why),
        type(widget).__name__,
        bound.html_name,
        bound.auto_id,
        None if value is None else str(value),
        (str(bound.label), str(bound.help_text), str(why), bound.css_classes()),
        (bound.field.required, bound.field.disabled, widget.is_required, widget.is_localized, bound.form.use_required_attribute),
        tuple((str(option), str(label)) for option, label in widget.choices) if isinstance(widget, Select) else (),
        tuple((name, str(one)) for name, one in widget.attrs.items()),
        tuple((name, str(one)) for name, one in bound.field.widget_attrs(widget).items()),
    )


def drawn_anew(bound: BoundField, why: str) -> SafeString:
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
