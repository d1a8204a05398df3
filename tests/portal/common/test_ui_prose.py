"""Text in several languages."""

from types import SimpleNamespace

from django.utils import translation

from events.agenda.models import Event
from portal.common.templatetags.prose import words


def test_a_field_in_the_language_of_the_page_is_plain():
    with translation.override("en"):
        assert words(Event(title_sl="Sprehod", title_en="Walk"), "title") == "Walk"


def test_a_field_in_another_language_is_marked_as_such():
    with translation.override("en"):
        assert words(Event(title_sl="Sprehod & pot", title_en=""), "title") == '<span lang="sl">Sprehod &amp; pot</span>'


def test_markdown_in_another_language_is_marked_as_such():
    with translation.override("en"):
        assert words(Event(text_sl="**Pot**", text_en=""), "text", markdown=True) == '<div class="prose" lang="sl"><p><strong>Pot</strong></p>\n</div>'


def test_a_field_that_is_empty_in_every_language_prints_nothing():
    with translation.override("en"):
        assert words(Event(), "title") == ""


def test_an_untranslated_field_is_printed_as_it_is():
    assert words(SimpleNamespace(title="<Pot>"), "title") == "&lt;Pot&gt;"
