import pytest
from django.utils import translation

from portal.common.words import active_languages, columns, free_slug, say, short_name, word_fields, words_of
from programmes.catalogue.models import Programme
from programmes.desk.forms import ProgrammeForm
from tests.factories.programmes import make_draft, make_programme


def test_each_active_language_has_its_field():
    assert active_languages() == ["sl", "en"]
    assert word_fields("title", "text") == ["title_sl", "text_sl", "title_en", "text_en"]


@pytest.mark.parametrize(
    ("here", "words", "said"),
    [
        ("en", {"sl": "Rast", "en": "Growth"}, "Growth"),
        ("sl", {"sl": "Rast", "en": "Growth"}, "Rast"),
        ("en", {"sl": "Rast"}, "Rast"),
        ("en-gb", {"en": "Growth"}, "Growth"),
        ("sl", {"sl": "", "sv": "Tillväxt"}, "Tillväxt"),
        ("sl", {}, ""),
    ],
)
def test_a_text_is_said_in_the_page_s_language_or_in_one_that_has_it(here, words, said):
    with translation.override(here):
        assert say(words) == said


def test_what_was_typed_becomes_words_and_words_become_columns():
    assert words_of({"title_sl": "Rast", "title_en": "", "text_en": "x"}, "title") == {"sl": "Rast"}
    assert columns("title", {"sl": "Rast", "sv": "Tillväxt"}) == {"title_sl": "Rast", "title_sv": "Tillväxt"}


@pytest.mark.parametrize(
    ("text", "name"),
    [("Šola, ki diha", "sola-ki-diha"), ("Đurđa & Łódź", "durda-lodz"), ("Straße in Åkersberga", "strasse-in-akersberga"), ("…", ""), ("x" * 200, "x" * 80)],
)
def test_a_name_in_addresses_keeps_its_letters(text, name):
    assert short_name(text) == name


@pytest.mark.django_db
def test_a_name_that_is_taken_gets_a_tail():
    make_programme(slug="rast")
    assert free_slug("Žetev", Programme, otherwise="inlocom") == "zetev"
    assert free_slug("…", Programme, otherwise="inlocom") == "inlocom"
    name = free_slug("Rast", Programme, otherwise="inlocom")
    assert (name[:5], len(name)) == ("rast-", 10)


@pytest.mark.django_db
def test_a_form_has_a_sheet_for_each_language_and_wants_one_of_them():
    label = str(Programme._meta.get_field("title").verbose_name)
    form = ProgrammeForm({"title_en": "Growth"}, instance=make_draft())
    assert [(sheet.language, sheet.name, [bound.name for bound in sheet.fields]) for sheet in form.sheets()] == [
        ("sl", "Slovenščina", ["title_sl", "summary_sl", "text_sl", "picture_alt_sl"]),
        ("en", "English", ["title_en", "summary_en", "text_en", "picture_alt_en"]),
    ]
    for language in ("sl", "en"):
        assert (form.fields[f"title_{language}"].label.lower(), form.fields[f"title_{language}"].widget.attrs["lang"]) == (label, language)
    assert form.is_valid()
    nothing = ProgrammeForm({}, instance=make_draft())
    assert (list(nothing.errors), [sheet.has_errors for sheet in nothing.sheets()]) == (["title_sl"], [True, False])
