import pytest

from programmes.catalogue.choices import methods
from programmes.community_spaces.choices import COMMUNITY_SPACES

pytestmark = pytest.mark.once


def phase(key):
    return next(one for one in COMMUNITY_SPACES.phases if one.key == key)


def test_six_steps_lead_from_the_state_of_a_room_to_an_open_one():
    assert methods["community_spaces"] is COMMUNITY_SPACES
    assert COMMUNITY_SPACES.unit == "step"
    assert [one.key for one in COMMUNITY_SPACES.phases] == ["analysis", "stakeholders", "informing", "workshop", "planning", "opening"]


def test_the_workshop_asks_four_questions_and_ends_with_a_raffle():
    steps = [words["sl"] for words in phase("workshop").steps]
    assert [step[:13] for step in steps[:4]] == ["1. vprašanje:", "2. vprašanje:", "3. vprašanje:", "4. vprašanje:"]
    assert "tombola" in steps[-1]


def test_people_are_informed_by_the_paper_that_reaches_everyone_and_by_leaflets():
    told = " ".join(words["en"] for words in phase("informing").steps)
    assert [words for words in ("reaches every household", "leaflets") if words not in told] == []


def test_planning_settles_the_five_things_of_the_report():
    assert len(phase("planning").steps) == 5
