from datetime import timedelta

import pytest

from portal.common.actor import NOBODY
from programmes.catalogue.models import Milestone, Phase, Programme
from tests.factories.locations import make_municipality
from tests.factories.programmes import TODAY, make_draft, make_milestone, make_programme
from tests.factories.stakeholders import actor_for, make_admin, make_colleague, make_coordinator

pytestmark = pytest.mark.django_db


def slugs(rows):
    return sorted(rows.values_list("slug", flat=True))


def test_who_sees_and_who_manages_what():
    home = make_municipality()
    make_draft(municipality=home, slug="my-draft")
    make_draft(slug="their-draft")
    make_programme(slug="their-public")
    mine, admin = actor_for(make_coordinator(municipality=home)), actor_for(make_admin())
    rows = Programme.objects
    assert slugs(rows.visible_to(NOBODY)) == ["their-public"]
    assert slugs(rows.visible_to(mine)) == ["my-draft", "their-public"]
    assert slugs(rows.visible_to(admin)) == ["my-draft", "their-draft", "their-public"]
    assert slugs(rows.manageable_by(NOBODY)) == []
    assert slugs(rows.manageable_by(mine)) == ["my-draft"]
    assert slugs(rows.manageable_by(admin)) == ["my-draft", "their-draft", "their-public"]


@pytest.mark.parametrize(("state", "found"), [("now", ["first-day", "last-day"]), ("next", ["tomorrow"]), ("done", ["closed", "yesterday"])])
def test_the_first_and_the_last_day_belong_to_the_programme(state, found):
    length = timedelta(days=111)  # from the first to the last day of four phases
    make_programme(slug="first-day", starts_on=TODAY)
    make_programme(slug="last-day", starts_on=TODAY - length)
    make_programme(slug="yesterday", starts_on=TODAY - length - timedelta(days=1))
    make_programme(slug="tomorrow", starts_on=TODAY + timedelta(days=1))
    make_programme(slug="closed", status="closed")
    assert slugs(Programme.objects.running(state, on=TODAY)) == found


def test_only_what_is_public_open_and_not_reached_reminds():
    public, draft = make_programme(phases=2), make_draft(phases=2)
    public.phases.filter(position=0).update(closed_at="2027-05-01T08:00Z")
    open_one = make_milestone(programme=public)
    make_milestone(programme=public, reached_on=TODAY)
    make_milestone(programme=draft)
    assert list(Phase.objects.reminding().values_list("programme", "position")) == [(public.pk, 1)]
    assert list(Milestone.objects.reminding()) == [open_one]


@pytest.mark.parametrize(
    ("role", "on_desk", "writable", "manageable"),
    [("coordinator", ["mine"], ["mine"], ["mine"]), ("editor", ["mine"], ["mine"], []), ("door_helper", [], [], []), ("viewer", ["mine"], [], [])],
)
def test_a_role_finds_the_programmes_it_works_with(role, on_desk, writable, manageable):
    litija = make_municipality()
    make_draft(municipality=litija, slug="mine"), make_draft(slug="theirs")
    actor, rows = actor_for(make_colleague(role, municipality=litija)), Programme.objects.order_by("slug")
    assert (slugs(rows.on_desk_of(actor)), slugs(rows.writable_by(actor)), slugs(rows.manageable_by(actor))) == (on_desk, writable, manageable)


def test_the_first_in_season_and_the_first_of_those_that_are_over(django_assert_num_queries):
    for number in range(4):
        make_programme(slug=f"runs-{number}", starts_on=TODAY - timedelta(days=number))
        make_programme(slug=f"over-{number}", starts_on=TODAY - timedelta(days=400 + number))
    with django_assert_num_queries(1):
        found = [programme.slug for programme in Programme.objects.first_of_each_half(2, on=TODAY).in_season_order(TODAY)]
    assert found == ["runs-0", "runs-1", "over-0", "over-1"]


@pytest.mark.parametrize(
    "facts", [{"starts_on": TODAY}, {"starts_on": TODAY - timedelta(days=111)}, {"starts_on": TODAY - timedelta(days=112)}, {"status": "closed"}]
)
def test_a_row_knows_what_the_table_knows_of_its_end(facts):
    programme = make_programme(**facts)
    assert programme.is_over_on(TODAY) == (not Programme.objects.not_over(TODAY).filter(pk=programme.pk).exists())
