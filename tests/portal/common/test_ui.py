"""Components: their arguments are declared, and what a reader sees or hears is in words."""

import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.html import strip_tags

from portal.common.templatetags.marks import initials
from portal.common.templatetags.tracks import cells, months_from, share


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"
    settings.TIME_ZONE = "Europe/Ljubljana"


def drawn(source: str, **context) -> str:
    return Template(source).render(Context(context))


def said(source: str, **context) -> str:
    """The words of a component, with single spaces."""
    return " ".join(strip_tags(drawn(source, **context).replace("<", " <")).split())


@pytest.mark.parametrize(
    "source",
    [
        '{% button "Register" hrefs="/x" %}',
        '{% tag "Full" colour="clay" %}',
        '{% notice titel="x" %}{% endnotice %}',
        "{% event_card event size=3 %}",
        "{% seats 3 %}",
        "{% table %}{% endtable %}",
    ],
)
def test_a_misspelt_or_missing_argument_is_an_error(source):
    with pytest.raises(TemplateSyntaxError):
        Template(source)


@pytest.mark.parametrize("source", ['{% icon "unicorn" %}', '{% tag "x" tone="mauve" %}', '{% button "x" kind="huge" %}', '{% section_head "x" level=7 %}'])
def test_a_name_that_does_not_exist_is_an_error(source):
    with pytest.raises(ValueError, match="There is no|level"):
        drawn(source)


def test_words_are_escaped():
    assert "<script>" not in drawn("{% tag words %}{% button words href=words %}{% notice title=words %}{{ words }}{% endnotice %}", words="<script>")


def test_an_icon_is_hidden_unless_it_has_a_label():
    assert 'aria-hidden="true"' in drawn('{% icon "clock" %}')
    assert 'role="img" aria-label="Done"' in drawn('{% icon "ok" label="Done" %}')


def test_a_button_is_a_link_with_an_address_and_sends_a_form_without():
    assert drawn('{% button "Go" href="/x" %}') == '<a class="button" href="/x">Go</a>'
    assert drawn('{% button "Go" kind="ghost" name="a" value="1" %}') == '<button type="submit" class="button button--ghost" name="a" value="1">Go</button>'


@pytest.mark.parametrize(
    ("taken", "capacity", "waiting", "words"),
    [
        (0, 20, 0, "20 seats are free."),
        (14, 20, 0, "6 seats are free. 14 of 20 are taken."),
        (19, 20, 0, "1 seat is free. 19 of 20 are taken."),
        (20, 20, 1, "All seats are taken. 1 person is waiting."),
        (22, 20, 0, "Overbooked. 2 seats more are taken than there are."),
        (3, None, 0, "There is room for everyone."),
    ],
)
def test_seats_are_said_in_words(taken, capacity, waiting, words):
    assert said("{% seats taken capacity waiting=waiting %}", taken=taken, capacity=capacity, waiting=waiting) == words


START, END = datetime(2026, 11, 26, 16, tzinfo=UTC), datetime(2026, 11, 26, 18, tzinfo=UTC)


def test_a_moment_is_told_by_the_clock_of_the_place():
    assert said("{% when start %}", start=START) == "Thursday, 26 November 2026, 17:00"
    assert said('{% when start zone="Europe/London" %}', start=START) == "Thursday, 26 November 2026, 16:00 GMT"


def test_a_span_within_a_day_names_the_day_once():
    assert said("{% when start end %}", start=START, end=END) == "Thursday, 26 November 2026, 17:00 to 19:00"
    assert said('{% when start end style="plain" %}', start=date(2026, 3, 1), end=date(2026, 4, 30)) == "1 March 2026 to 30 April 2026"


def test_a_moment_carries_its_machine_form():
    assert '<time datetime="2026-11-26T17:00+01:00">' in drawn("{% when start %}", start=START)


def test_dates_are_written_as_the_language_writes_them(settings):
    settings.LANGUAGE_CODE = "sl"
    assert said("{% when start style=style %}", start=START, style="plain") == "26. novembra 2026, 17:00"


def test_a_cancelled_date_says_so():
    assert said("{% date_block day cancelled=True %}", day=date(2026, 12, 8)).startswith("Tuesday, 8 December 2026, cancelled")


def event(**given):
    return SimpleNamespace(title="Walk", starts_at=START, ends_at=END, place="Library", kind_label="Workshop", get_absolute_url=lambda: "/walk/", **given)


def test_an_event_card_tells_what_when_where_and_whether_there_is_room():
    words = said("{% event_card event %}", event=event(seats_taken=14, seats_capacity=20, card_tone="leaf"))
    assert words == "Thursday, 26 November 2026 Thu 26 Nov Seats free Workshop Walk 17:00 to 19:00 Library 6 seats are free. 14 of 20 are taken."


def test_a_cancelled_event_shows_no_seats():
    words = said("{% event_card event %}", event=event(is_cancelled=True, seats_taken=14, seats_capacity=20))
    assert "Cancelled" in words
    assert "taken" not in words


def test_an_event_card_names_the_year_of_what_is_over_and_both_days_of_what_lasts():
    over = said("{% event_card event %}", event=event(is_past=True))
    assert "26 November 2026, 17:00 to 19:00" in over
    long = event()
    long.ends_at = END + timedelta(days=1)
    assert "26 November 2026, 17:00 to 27 November 2026, 19:00" in said("{% event_card event %}", event=long)


def row(name, after, lasts):
    return SimpleNamespace(name=name, season="growth", starts_after_days=after, lasts_days=lasts, length="a while")


def test_the_lengths_of_phases_are_drawn_to_scale_and_their_words_stand_where_there_is_room():
    html = drawn("{% lengths rows %}", rows=[row("First", 0, 50), row("Short", 50, 2), row("Last", 90, 10)])
    assert re.findall(r'<rect x="([^"]+)" y="([^"]+)" width="([^"]+)"', html) == [("0.0%", "0", "50.0%"), ("50.0%", "34", "2.0%"), ("90.0%", "68", "10.0%")]
    assert re.findall(r'text-anchor="(\w+)">([^<]+)', html) == [("start", "First, a while"), ("start", "Short, a while"), ("end", "Last, a while")]
    assert 'aria-hidden="true"' in html
    assert "<rect" not in drawn("{% lengths rows %}", rows=[])


@pytest.mark.parametrize(("fact", "words"), [("opens_later", "Registration opens later"), ("is_closed", "Registration is closed")])
def test_an_event_card_does_not_promise_seats_nobody_can_take_now(fact, words):
    shown = said("{% event_card event %}", event=event(seats_taken=14, seats_capacity=20, **{fact: True}))
    assert words in shown
    assert "Seats free" not in shown


def test_pagination_keeps_the_filters():
    request = RequestFactory().get("/events/", {"town": "litija", "page": "2"})
    html = drawn("{% pagination page_obj %}", request=request, page_obj=Paginator(range(50), 10).page(2))
    assert 'href="?town=litija&amp;page=3"' in html
    assert 'aria-current="page"' in html


def test_one_page_needs_no_pagination():
    assert drawn("{% pagination page_obj %}", page_obj=Paginator(range(3), 10).page(1)).strip() == ""


def phase(name, season, state, start, end):
    return SimpleNamespace(name=name, season=season, state=state, starts_on=start, ends_on=end)


PHASES = [
    phase("Sowing", "sowing", "done", date(2026, 1, 1), date(2026, 4, 30)),
    phase("Growth", "growth", "now", date(2026, 5, 1), date(2026, 12, 31)),
]


def test_the_ribbon_says_where_a_programme_stands():
    html = drawn("{% phases stops %}", stops=PHASES)
    assert "Sowing: finished" in html
    assert 'aria-current="step"><span class="stop"><span class="vh">Growth: now' in html


def test_the_timeline_is_to_scale_and_told_as_a_list():
    html = drawn("{% timeline rows today=today %}", rows=PHASES, today=date(2026, 7, 2))
    assert '<line class="today" x1="49.9%"' in html
    assert "1 January 2026 to 30 April 2026" in strip_tags(html)
    assert "style=" not in html


def test_a_day_outside_the_track_stays_at_its_edge():
    assert share(date(2025, 1, 1), date(2026, 1, 1), date(2027, 1, 1)) == 0
    assert share(date(2028, 1, 1), date(2026, 1, 1), date(2027, 1, 1)) == 100


def test_a_row_of_the_gantt_table_always_fills_its_months():
    months = months_from(date(2026, 3, 1), 12)
    row = cells(PHASES, months)
    assert [(cell["span"], cell["bar"] and cell["bar"]["phase"].name) for cell in row] == [(2, "Sowing"), (8, "Growth"), (2, None)]


def test_a_chart_has_the_same_as_a_table():
    assert "Q2 1,203" in said('{% chart points caption="People" number="People" %}', points=[("Q1", 46), ("Q2", 1203)])


@pytest.mark.parametrize(("name", "letters"), [("Maja Kovač", "MK"), ("Občina Šmartno pri Litiji", "OL"), ("Litija", "L"), ("", "")])
def test_initials(name, letters):
    assert initials(name) == letters


def test_crumbs_lead_home():
    html = drawn('{% breadcrumbs %}{% crumb "Walk" %}{% endbreadcrumbs %}')
    assert strip_tags(html.replace("<", " <")).split() == ["Home", "Walk"]
    assert 'aria-current="page"' in html
