import pytest

from programmes.catalogue.choices import methods
from programmes.innovative_location.choices import INNOVATIVE_LOCATION

pytestmark = pytest.mark.once


def test_it_has_three_levels_under_their_own_names():
    assert methods["innovative_location"] is INNOVATIVE_LOCATION
    assert INNOVATIVE_LOCATION.unit == "level"
    assert [(phase.name["sl"], phase.season) for phase in INNOVATIVE_LOCATION.phases] == [
        ("Razvoj lokacij", "sowing"),
        ("Organizacija lokacij", "growth"),
        ("Trženje lokacij", "harvest"),
    ]


def test_the_levels_overlap_and_take_three_years():
    development, organisation, marketing = INNOVATIVE_LOCATION.phases
    assert organisation.starts_after_days < development.lasts_days
    assert marketing.starts_after_days < organisation.starts_after_days + organisation.lasts_days
    assert INNOVATIVE_LOCATION.lasts_days == 1096


def test_development_analyses_compares_and_proposes():
    development = INNOVATIVE_LOCATION.phases[0]
    assert [words["en"].split()[0] for words in development.steps] == ["Find", "Analyse", "Compare", "Propose"]


def test_strategies_are_local_regional_and_cross_border():
    named = " ".join(plan.name["en"].lower() for plan in INNOVATIVE_LOCATION.milestones)
    assert [kind for kind in ("local strategy", "regional strategy", "cross-border strategy") if kind not in named] == []
