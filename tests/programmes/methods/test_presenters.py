import pytest
from django.utils import translation

from programmes.catalogue.choices import EventPlan, Method, methods
from programmes.methods.presenters import duration_words, length_words, page_of

pytestmark = pytest.mark.once


def event(minutes, starts_at="09:00"):
    return EventPlan(phase="", kind="workshop", title={}, summary={}, after_days=0, lasts_minutes=minutes, starts_at=starts_at)


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "1 day"), (7, "7 days"), (13, "13 days"), (14, "2 weeks"), (70, "10 weeks"), (84, "3 months"), (364, "12 months"), (1096, "36 months")],
)
def test_a_length_is_said_as_people_would_say_it(days, words):
    assert length_words(days) == words


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (event(45), "45 minutes"),
        (event(90), "90 minutes"),
        (event(120), "2 hours"),
        (event(150), "2 h 30 min"),
        (event(34 * 60), "2 days"),
        (event(120, "23:00"), "2 days"),
        (event(60, "23:00"), "2 days"),
        (event(59, "23:00"), "59 minutes"),
    ],
)
def test_an_event_lasts_minutes_hours_or_days(plan, words):
    assert duration_words(plan) == words


def test_a_page_calls_the_parts_as_the_method_does():
    assert [page_of(method).parts for method in methods] == ["4 phases", "3 levels", "4 phases", "4 phases", "6 steps"]


def test_a_term_says_what_it_is_called_elsewhere():
    with translation.override("sl"):
        cluster = page_of(methods["partnerships"]).about.glossary[1]
    assert (cluster.term, cluster.others) == ("grozd občin", [("en", "English", "cluster"), ("sv", "Svenska", "kluster")])


def test_a_language_that_only_the_method_speaks_has_a_part_of_its_own():
    (swedish,) = page_of(methods["partnerships"]).abroad
    assert (swedish.code, swedish.label, swedish.phases[0][0]) == ("sv", "Kommunalt innovationssamarbete (Innocities)", "Kluster av kommuner")
    assert page_of(methods["inlocom"]).abroad == []


def test_a_method_without_anything_has_a_page_too():
    bare = page_of(Method(key="bare", name={"en": "Bare"}, summary={"en": "Nothing yet."}, tone="", icon="flag", phases=()))
    assert (bare.length, bare.parts, bare.phases, bare.about.glossary) == ("0 days", "0 phases", [], [])
