from datetime import date

import pytest

from locations.municipalities.models import Country, Municipality, Region
from portal.common.actor import NOBODY, Actor
from stakeholders.duties import rules
from stakeholders.duties.models import Feedback

TODAY = date(2027, 5, 10)
ANA = Actor(user_id=1, roles={7: frozenset({"coordinator"})})


@pytest.mark.parametrize(("country", "due"), [("SI", date(2027, 5, 18)), ("AT", date(2027, 7, 9)), ("SE", date(2027, 5, 24)), ("PT", date(2027, 5, 24))])
def test_until_when_an_answer_is_due_follows_from_the_country(country, due):
    municipality = Municipality(region=Region(country=Country(code=country)))
    assert rules.answer_due_on(municipality, today=TODAY) == due


def test_what_is_written_to_nobody_in_particular_is_answered_as_fast_as_the_strictest_law_asks():
    assert rules.answer_due_on(None, today=TODAY) == date(2027, 5, 18)


def test_a_statement_is_reviewed_after_a_year():
    assert rules.review_due_on(date(2027, 1, 5)) == date(2028, 1, 5)


@pytest.mark.parametrize(
    ("actor", "municipality_id", "may"), [(ANA, 7, True), (ANA, 8, False), (ANA, None, False), (NOBODY, 7, False), (Actor(1, is_admin=True), None, True)]
)
def test_only_coordinators_of_the_municipality_answer_and_declare(actor, municipality_id, may):
    feedback = Feedback(municipality_id=municipality_id)
    assert rules.can_answer(actor, feedback) is may
    if not may:
        with pytest.raises(rules.NotYours):
            rules.ensure_can_answer(actor, feedback)
    if municipality_id:
        assert rules.can_keep_records(actor, Municipality(pk=municipality_id)) is may
