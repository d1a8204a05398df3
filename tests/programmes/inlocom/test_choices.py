import pytest

from programmes.catalogue.choices import methods
from programmes.inlocom.choices import INLOCOM

pytestmark = pytest.mark.once


def test_the_phases_are_sowing_growth_harvest_and_the_step_after_them():
    assert methods["inlocom"] is INLOCOM
    assert [(phase.name["sl"], phase.name["en"], phase.season) for phase in INLOCOM.phases] == [
        ("Sejanje", "Sowing", "sowing"),
        ("Rast", "Growth", "growth"),
        ("Žetev", "Harvest", "harvest"),
        ("Ponovna žetev", "Re-harvest", "re_harvest"),
    ]


def test_it_has_nine_purposes():
    assert len(INLOCOM.purposes) == 9


def test_each_phase_begins_when_the_one_before_has_ended():
    ends = [phase.starts_after_days + phase.lasts_days for phase in INLOCOM.phases]
    assert [phase.starts_after_days for phase in INLOCOM.phases] == [0, *ends[:-1]]


def test_harvest_asks_for_the_good_and_the_bad():
    harvest = next(phase for phase in INLOCOM.phases if phase.key == "harvest")
    assert "At least one thing that worked and one that did not are written down." in [words["en"] for words in harvest.exit]
