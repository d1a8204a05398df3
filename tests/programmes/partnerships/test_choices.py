import pytest

from programmes.catalogue.choices import methods
from programmes.partnerships.choices import PARTNERSHIPS

pytestmark = pytest.mark.once


def test_a_cluster_comes_first_then_needs_then_a_programme_for_each():
    assert methods["partnerships"] is PARTNERSHIPS
    assert [(one.name["sl"], one.name["sv"]) for one in PARTNERSHIPS.phases] == [
        ("Grozd občin", "Kluster av kommuner"),
        ("Skupne in lastne potrebe", "Gemensamma och egna behov"),
        ("Prilagojeni programi", "Anpassade program"),
        ("Pregled in odločitev", "Utvärdering och beslut"),
    ]


def test_it_is_never_called_as_the_procurement_procedure_is():
    assert PARTNERSHIPS.name["sl"].startswith("Partnerstvo občin za inovacije")
    words = [
        text.lower() for phase in PARTNERSHIPS.phases for said in (phase.name, phase.purpose, *phase.steps, *phase.entry, *phase.exit) for text in said.values()
    ]
    assert [text for text in words if "inovacijsko partnerstvo" in text or "innovationspartnerskap" in text] == []
    assert "Ni postopek javnega naročanja" in PARTNERSHIPS.glossary[0].meaning["sl"]


def test_what_two_need_is_for_the_cluster_and_what_one_needs_for_its_programme():
    needs = next(phase for phase in PARTNERSHIPS.phases if phase.key == "needs")
    assert needs.purpose["en"].endswith("What two or more need becomes a task of the cluster; what one needs goes into its own programme.")
