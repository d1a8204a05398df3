import pytest

from portal.common.templatetags.marks import TONES, icon_names
from programmes.catalogue.choices import methods
from programmes.inlocom.choices import INLOCOM

pytestmark = pytest.mark.once


def texts():
    """Every text of the method with the place where it stands."""
    yield "name", INLOCOM.name
    yield "summary", INLOCOM.summary
    for place, purpose in enumerate(INLOCOM.purposes):
        yield f"purpose {place}", purpose
    for phase in INLOCOM.phases:
        yield f"{phase.key} name", phase.name
        yield f"{phase.key} purpose", phase.purpose
        for place, words in enumerate((*phase.entry, *phase.exit)):
            yield f"{phase.key} checklist {place}", words
    for place, milestone in enumerate(INLOCOM.milestones):
        yield f"milestone {place}", milestone.name
    for place, event in enumerate(INLOCOM.events):
        yield f"event {place} title", event.title
        yield f"event {place} summary", event.summary


def test_the_method_is_registered_with_a_tone_and_an_icon_of_the_house():
    assert methods["inlocom"] is INLOCOM
    assert INLOCOM.tone in TONES
    assert INLOCOM.icon in icon_names()


@pytest.mark.parametrize("language", ["sl", "en"])
def test_every_text_speaks(language):
    assert [place for place, words in texts() if not words.get(language, "").strip()] == []


def test_no_text_was_left_untranslated():
    assert [place for place, words in texts() if words["sl"] == words["en"]] == []


def test_the_phases_are_sowing_growth_harvest_and_the_step_after_them():
    assert [(phase.name["sl"], phase.name["en"], phase.season) for phase in INLOCOM.phases] == [
        ("Sejanje", "Sowing", "sowing"),
        ("Rast", "Growth", "growth"),
        ("Žetev", "Harvest", "harvest"),
        ("Ponovna žetev", "Re-harvest", "re_harvest"),
    ]


def test_it_has_nine_purposes():
    assert len(INLOCOM.purposes) == 9


def test_each_phase_follows_the_one_before_without_a_gap():
    ends = [phase.starts_after_days + phase.lasts_days for phase in INLOCOM.phases]
    assert [phase.starts_after_days for phase in INLOCOM.phases] == [0, *ends[:-1]]


def test_milestones_and_events_lie_within_their_phases():
    lengths = {phase.key: phase.lasts_days for phase in INLOCOM.phases}
    assert [plan for plan in (*INLOCOM.milestones, *INLOCOM.events) if plan.after_days >= lengths[plan.phase]] == []


def test_every_phase_has_an_entry_an_exit_a_milestone_and_an_event():
    keys = {phase.key for phase in INLOCOM.phases}
    assert [phase.key for phase in INLOCOM.phases if not (phase.entry and phase.exit)] == []
    assert {plan.phase for plan in INLOCOM.milestones} == keys
    assert {plan.phase for plan in INLOCOM.events} == keys


def test_harvest_asks_for_the_good_and_the_bad():
    harvest = next(phase for phase in INLOCOM.phases if phase.key == "harvest")
    assert "At least one thing that worked and one that did not are written down." in [words["en"] for words in harvest.exit]
