"""Fields: label, hint and error are tied to the control."""

import html5lib
import pytest
from django import forms
from django.template import Context, Template
from django.utils.html import strip_tags

from portal.common.forms import DateInput, DateTimeInput, MarkdownInput


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"


class Sheet(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="The ticket goes there.")
    phone = forms.CharField(label="Phone", required=False)
    way = forms.ChoiceField(label="Step-free?", widget=forms.RadioSelect, choices=[("y", "Yes"), ("n", "No")])
    note = forms.CharField(label="Note", widget=forms.Textarea, max_length=200, required=False)
    text = forms.CharField(label="Text", widget=MarkdownInput, required=False)
    agreed = forms.BooleanField(label="I agree", help_text="You may take it back.")
    on = forms.DateField(label="Day", widget=DateInput, required=False, initial="2026-11-26")


def page(source: str, form: forms.Form):
    return html5lib.parse(Template(source).render(Context({"form": form})), namespaceHTMLElements=False)


def drawn(source: str, form: forms.Form) -> str:
    return Template(source).render(Context({"form": form}))


def by_id(tree, name: str):
    return tree.find(f".//*[@id='{name}']")


def test_label_hint_and_error_belong_to_the_control():
    tree = page("{{ form }}", Sheet({"email": "ana@"}))
    control = by_id(tree, "id_email")
    assert control.get("aria-invalid") == "true"
    assert control.get("aria-describedby") == "id_email_helptext id_email_error"
    assert [strip_tags("".join(by_id(tree, name).itertext())) for name in control.get("aria-describedby").split()] == [
        "The ticket goes there.",
        "Error: Enter a valid email address.",
    ]
    assert tree.find(".//label[@for='id_email']").text == "E-mail"


def test_every_description_that_is_named_exists_once():
    tree = page("{{ form }}", Sheet({}))
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    assert {name for node in tree.iter() for name in (node.get("aria-describedby") or "").split()} <= set(ids)


def test_what_is_optional_says_so():
    tree = page("{{ form }}", Sheet())
    assert "".join(tree.find(".//label[@for='id_phone']").itertext()) == "Phone (optional)"
    assert "".join(tree.find(".//label[@for='id_email']").itertext()) == "E-mail"


def test_choices_stand_in_a_fieldset_with_their_question():
    tree = page("{{ form }}", Sheet({}))
    group = next(node for node in tree.iter("fieldset"))
    assert "".join(group.find("legend").itertext()) == "Step-free?"
    assert group.get("aria-describedby") == "id_way_error"
    assert ["".join(label.itertext()).strip() for label in group.iter("label")] == ["Yes", "No"]


def test_why_we_ask_is_tied_to_the_control():
    tree = page('{% field form.email why="to send the ticket" %}', Sheet())
    assert by_id(tree, "id_email").get("aria-describedby") == "id_email_helptext id_email_why"


def test_a_long_answer_tells_its_limit():
    assert "At most 200 characters." in drawn("{% field form.note %}", Sheet())


def test_markdown_is_explained():
    assert "<details" in drawn("{% field form.text %}", Sheet())


def test_dates_travel_in_their_iso_form():
    assert 'type="date" name="on" value="2026-11-26"' in drawn("{% field form.on %}", Sheet())
    assert DateTimeInput().input_type == "datetime-local"


def test_the_summary_links_each_fault_to_its_control():
    form = Sheet({"email": "ana@", "agreed": "on"})
    tree = page("{% summary form %}{{ form }}", form)
    links = {link.get("href"): link.text for link in tree.iter("a")}
    assert links == {"#id_email": "E-mail: Enter a valid email address.", "#id_way_0": "Step-free?: This field is required."}
    assert all(by_id(tree, href[1:]) is not None for href in links)
    assert tree.find(".//*[@role='alert']").get("tabindex") == "-1"


def test_a_form_without_faults_has_no_summary():
    assert drawn("{% summary form %}", Sheet()).strip() == ""
