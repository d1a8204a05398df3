import pytest

from programmes.catalogue.choices import methods
from programmes.hackathons.choices import HACKATHONS

pytestmark = pytest.mark.once


def phase(key):
    return next(one for one in HACKATHONS.phases if one.key == key)


def test_the_way_leads_from_challenges_over_the_hackathon_and_the_jury_to_test_projects():
    assert methods["hackathons"] is HACKATHONS
    assert [one.name["en"] for one in HACKATHONS.phases] == ["Naming the challenges", "Hackathon", "Jury and answers", "Test projects"]
    assert [one.season for one in HACKATHONS.phases] == ["sowing", "growth", "growth", "harvest"]


def test_the_local_group_names_the_challenges():
    assert phase("challenges").purpose["en"].startswith("The local group defines the problems")


def test_the_hackathon_is_an_event_of_two_days():
    event = next(plan for plan in HACKATHONS.events if plan.phase == "hackathon")
    assert (event.kind, event.starts_at, event.lasts_minutes) == ("hackathon", "09:00", 34 * 60)


def test_every_team_is_answered_and_every_test_decided():
    assert "Each team has an answer, also one that was not chosen." in [words["en"] for words in phase("jury").exit]
    assert "It is decided for each test: widen, change or stop." in [words["en"] for words in phase("test_projects").exit]


def test_the_spellings_of_a_hackathon_are_explained():
    term = HACKATHONS.glossary[0]
    assert [word for word in ("hakaton", "hekatlon") if word not in term.meaning["sl"]] == []
