from datetime import date, timedelta

import pytest
from django.utils import translation

from locations.municipalities.models import Municipality
from portal.common.actor import NOBODY, Actor
from programmes.catalogue.models import Milestone, Programme
from programmes.catalogue.presenters import NAMING, Stop, late_words, now_words, standing_words, week_words
from stakeholders.mandates.choices import RIGHTS

TODAY = date(2027, 5, 10)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def stop(name, state, first, last):
    return Stop(name, "growth", state, TODAY + timedelta(days=first), TODAY + timedelta(days=last))


RUNNING = [stop("Sowing", "done", -60, -30), stop("Growth", "now", -29, 30), stop("Harvest", "next", 31, 60)]


@pytest.mark.parametrize(
    ("stops", "status", "card", "page"),
    [
        (RUNNING, "published", "Growth until 9 June 2027", ["Week 5 of 9 in the phase “Growth”.", "The phase “Harvest” begins on 10 June 2027."]),
        (RUNNING[2:], "published", "Harvest begins on 10 June 2027", ["The phase “Harvest” begins on 10 June 2027."]),
        (RUNNING[:1], "published", "Finished", ["All phases are finished."]),
        (RUNNING, "closed", "Finished", ["All phases are finished."]),
        ([], "published", "Finished", []),
        (
            [stop("Growth", "now", -7, 6), stop("Harvest", "now", -1, 3)],
            "published",
            "Growth until 16 May 2027",
            ["Week 2 of 2 in the phase “Growth”.", "The phase “Harvest” lasts until 13 May 2027."],
        ),
    ],
)
def test_where_a_programme_stands_is_said_in_words(stops, status, card, page):
    programme = Programme(status=status)
    assert (now_words(programme, stops, TODAY), standing_words(programme, stops, TODAY)) == (card, page)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(0, 13, "Week 1 of 2"), (-6, 7, "Week 1 of 2"), (-7, 6, "Week 2 of 2"), (-13, 0, "Week 2 of 2"), (0, 6, "lasts until 16 May 2027")],
)
def test_weeks_are_counted_from_the_first_day(first, last, words):
    assert words in week_words(stop("Growth", "now", first, last), TODAY)


@pytest.mark.parametrize(("days", "words"), [(-1, ""), (0, ""), (1, "1 day late"), (2, "2 days late")])
def test_a_milestone_is_late_from_the_day_after(days, words):
    assert late_words(Milestone(due_on=TODAY - timedelta(days=days)), TODAY) == words


def test_a_programme_leads_to_the_desk_of_those_who_see_it_there_and_others_to_its_page():
    draft, public = programme_in(7, status="draft"), programme_in(8)
    viewer = Actor(user_id=1, roles={7: frozenset({"viewer"})}, table=RIGHTS)
    addresses = [NAMING.address(row, actor) for row in (draft, public) for actor in (viewer, NOBODY)]
    assert addresses == ["/en/workspace/programmes/p7/", "", "/en/programmes/p8/", "/en/programmes/p8/"]


def programme_in(pk, status="published"):
    return Programme(slug=f"p{pk}", status=status, municipality=Municipality(pk=pk))
