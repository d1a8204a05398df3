"""What holds for every method of the house, whoever wrote its data."""

from datetime import date, timedelta

import pytest
from django.conf import settings

from events.agenda.choices import Kind
from portal.common.templatetags.marks import TONES, icon_names
from programmes.catalogue.choices import methods
from programmes.catalogue.rules import lay_out, phase_faults

pytestmark = pytest.mark.once

KEYS = methods.names()
each_method = pytest.mark.parametrize("method", list(methods), ids=KEYS)


def texts(method):
    """Every text of a method with the place where it stands."""
    yield "name", method.name
    yield "summary", method.summary
    for place, purpose in enumerate(method.purposes):
        yield f"purpose {place}", purpose
    for phase in method.phases:
        yield f"{phase.key} name", phase.name
        yield f"{phase.key} purpose", phase.purpose
        for place, words in enumerate((*phase.steps, *phase.entry, *phase.exit)):
            yield f"{phase.key} list {place}", words
    for place, milestone in enumerate(method.milestones):
        yield f"milestone {place}", milestone.name
    for place, event in enumerate(method.events):
        yield f"event {place} title", event.title
        yield f"event {place} summary", event.summary
    for place, term in enumerate(method.glossary):
        yield f"term {place}", term.term
        yield f"meaning {place}", term.meaning


def test_there_are_five_methods_each_with_a_look_of_its_own():
    assert [(method.key, method.tone, method.icon) for method in methods] == [
        ("inlocom", "leaf", "inlocom"),
        ("innovative_location", "sky", "location"),
        ("hackathons", "clay", "hackathon"),
        ("partnerships", "plum", "partnership"),
        ("community_spaces", "wheat", "space"),
    ]
    assert {method.tone for method in methods} <= TONES
    assert {method.icon for method in methods} <= icon_names()


@each_method
def test_every_text_speaks_the_languages_of_its_method(method):
    assert set(method.languages) >= {"sl", "en"}
    assert [(place, language) for place, words in texts(method) for language in method.languages if not words.get(language, "").strip()] == []


def test_swedish_is_spoken_where_the_source_is_swedish_without_being_a_language_of_the_interface():
    assert [method.key for method in methods if "sv" in method.languages] == ["partnerships"]
    assert "sv" not in dict(settings.LANGUAGES)


@each_method
def test_no_text_was_left_untranslated(method):
    assert [place for place, words in texts(method) if len(set(words.values())) < len(words)] == []


@each_method
def test_texts_use_typographic_quotes(method):
    assert [place for place, words in texts(method) if any('"' in text or " - " in text for text in words.values())] == []


@each_method
def test_phases_begin_one_after_the_other_and_leave_no_gap(method):
    starts = [phase.starts_after_days for phase in method.phases]
    assert starts == sorted(set(starts))
    assert starts[0] == 0
    gaps = [
        later.key
        for earlier, later in zip(method.phases, method.phases[1:], strict=False)
        if later.starts_after_days > earlier.starts_after_days + earlier.lasts_days
    ]
    assert gaps == []


@each_method
def test_milestones_and_events_lie_within_their_phases(method):
    lengths = {phase.key: phase.lasts_days for phase in method.phases}
    assert [plan for plan in (*method.milestones, *method.events) if plan.after_days >= lengths[plan.phase]] == []


@each_method
def test_every_phase_has_an_entry_an_exit_a_milestone_and_an_event(method):
    keys = {phase.key for phase in method.phases}
    assert [phase.key for phase in method.phases if not (phase.entry and phase.exit)] == []
    assert {plan.phase for plan in method.milestones} == keys
    assert {plan.phase for plan in method.events} == keys


@each_method
def test_every_event_says_for_whom_it_is_and_every_method_who_sits_at_the_table(method):
    assert [plan.title["en"] for plan in method.events if not plan.stakeholder_types] == []
    assert {kind for plan in method.events for kind in plan.stakeholder_types} <= set(method.stakeholder_types)
    assert {plan.kind for plan in method.events} <= set(Kind)
    assert len(method.stakeholder_types) >= 10


@each_method
def test_every_method_has_purposes_and_words(method):
    assert len(method.purposes) >= 5
    assert len(method.glossary) >= 7
    terms = [term.term["en"] for term in method.glossary]
    assert sorted(set(terms)) == sorted(terms)


@each_method
@pytest.mark.parametrize("first_day", [date(2027, 1, 31), date(2028, 1, 31), date(2028, 2, 29), date(2027, 12, 31)])
def test_a_start_at_the_end_of_a_month_keeps_every_length_and_every_order(method, first_day):
    layout = lay_out(method, first_day)
    assert phase_faults(layout.phases) == []
    assert [(phase.ends_on - phase.starts_on).days + 1 for phase in layout.phases] == [plan.lasts_days for plan in method.phases]
    assert layout.phases[0].starts_on == first_day
    assert max(phase.ends_on for phase in layout.phases) == first_day + timedelta(days=method.lasts_days - 1)
    spans = {phase.plan.key: phase for phase in layout.phases}
    assert [laid for laid in layout.milestones if not spans[laid.plan.phase].starts_on <= laid.due_on <= spans[laid.plan.phase].ends_on] == []
    assert [laid.starts_at.isoformat() for laid in layout.events if laid.starts_at.weekday() > 4] == []
