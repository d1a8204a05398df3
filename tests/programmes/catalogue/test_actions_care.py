"""What an act on a programme leaves alone: what is another municipality's, and what is closed."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db import connection

from events.agenda.models import Event
from portal.common.models import AuditEntry
from programmes.catalogue import actions, rules
from programmes.catalogue.choices import methods
from programmes.catalogue.models import ChecklistItem, Milestone, Phase, Programme
from tests.factories.events import make_draft as make_draft_event
from tests.factories.events import make_event
from tests.factories.locations import make_municipality
from tests.factories.programmes import TODAY, make_item, make_milestone, make_programme
from tests.factories.stakeholders import actor_for, make_admin, make_colleague, make_coordinator, make_user

pytestmark = pytest.mark.django_db
JUNE = datetime(2027, 6, 2, 15, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def home():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture
def actor(home):
    return actor_for(make_coordinator(municipality=home, name="Ana"))


def move_by_a_week(programme, actor, now):
    phase = programme.phases.get(position=1)
    return actions.move_phase(phase=phase, starts_on=phase.starts_on, ends_on=phase.ends_on + WEEK, move_following=True, actor=actor, now=now)


def test_a_draft_of_another_municipality_is_not_moved_along(home, actor, now):
    programme = make_programme(municipality=home)
    mine, foreign = make_draft_event(municipality=home, starts_at=JUNE), make_draft_event(starts_at=JUNE)
    announced = make_event(starts_at=JUNE)
    programme.events.add(mine, foreign, announced)
    following = move_by_a_week(programme, actor, now)
    assert ([moved.event for moved in following.events], following.staying) == ([mine], [announced])
    starts = dict(Event.objects.values_list("pk", "starts_at"))
    assert (starts[mine.pk], starts[foreign.pk], starts[announced.pk]) == (JUNE + WEEK, JUNE, JUNE)


def test_an_administrator_moves_the_drafts_of_every_municipality(now):
    programme = make_programme()
    foreign = make_draft_event(starts_at=JUNE)
    programme.events.add(foreign)
    move_by_a_week(programme, actor_for(make_admin()), now)
    assert Event.objects.get(pk=foreign.pk).starts_at == JUNE + WEEK


def test_when_registration_opens_and_closes_moves_by_the_same_days_also_when_the_clocks_change(home, actor, now):
    programme = make_programme(municipality=home)
    event = make_draft_event(
        municipality=home,
        starts_at=datetime(2027, 6, 2, 15, 0, tzinfo=UTC),
        registration_opens_at=datetime(2027, 3, 25, 7, 0, tzinfo=UTC),  # eight o'clock, before the clocks change on the 28th
        registration_closes_at=datetime(2027, 6, 1, 10, 0, tzinfo=UTC),
    )
    programme.events.add(event)
    move_by_a_week(programme, actor, now)
    event.refresh_from_db()
    assert (event.registration_opens_at, event.registration_closes_at) == (
        datetime(2027, 4, 1, 6, 0, tzinfo=UTC),
        datetime(2027, 6, 8, 10, 0, tzinfo=UTC),
    )


def test_an_event_without_times_of_registration_gets_none(home, actor, now):
    programme = make_programme(municipality=home)
    event = make_draft_event(municipality=home, starts_at=JUNE)
    programme.events.add(event)
    move_by_a_week(programme, actor, now)
    event.refresh_from_db()
    assert (event.registration_opens_at, event.registration_closes_at) == (None, None)


@pytest.mark.parametrize("act", ["move", "close", "reopen", "tick", "reach", "discard"])
def test_a_closed_programme_is_opened_again_before_its_phases_and_milestones_change(home, actor, now, act):
    programme = make_programme(municipality=home, status="closed")
    phase = programme.phases.get(position=1)
    item, milestone = make_item(phase=phase), make_milestone(programme=programme)
    if act == "reopen":
        Phase.objects.filter(pk=phase.pk).update(closed_at=now)
    acts = {
        "move": lambda: move_by_a_week(programme, actor, now),
        "close": lambda: actions.close_phase(phase=phase, actor=actor, now=now),
        "reopen": lambda: actions.reopen_phase(phase=phase, actor=actor, now=now),
        "tick": lambda: actions.tick_item(item=item, is_done=True, actor=actor, now=now),
        "reach": lambda: actions.reach_milestone(milestone=milestone, reached_on=TODAY, actor=actor, now=now),
        "discard": lambda: actions.discard_milestone(milestone=milestone, actor=actor, now=now),
    }
    rows = lambda: [list(model.objects.order_by("pk").values()) for model in (Phase, ChecklistItem, Milestone, AuditEntry)]  # noqa: E731 - asked twice
    before = rows()
    with pytest.raises(rules.NotNow, match="The programme is closed. Open it again first"):
        acts[act]()
    assert rows() == before
    actions.reopen_programme(programme=Programme.objects.get(pk=programme.pk), actor=actor, now=now)
    for row in (phase, item, milestone):
        row.refresh_from_db()
    acts[act]()
    assert rows() != before


def test_the_last_day_of_the_programme_is_where_its_last_phase_went(home, actor, now):
    programme = make_programme(municipality=home)
    move_by_a_week(programme, actor, now)
    programme.refresh_from_db()
    assert programme.ends_on == date(2027, 7, 25)


def test_of_two_who_start_a_programme_of_the_same_title_at_once_both_get_one(home, actor, now):
    rivals = []

    def take_the_name(execute, sql, params, many, context):
        """Somebody else's programme is stored after it was asked whether the name is free."""
        answer = execute(sql, params, many, context)
        if "programmes_programme" in sql and "slug" in sql and not rivals:
            rivals.append("begun")
            rivals.append(make_programme(slug="mesto-inovativnosti"))
        return answer

    with connection.execute_wrapper(take_the_name):
        programme = actions.start_programme(
            method=methods["inlocom"],
            municipality=home,
            title="Mesto inovativnosti",
            starts_on=TODAY,
            phases=[],
            milestones=[],
            events=[],
            actor=actor,
            now=now,
        )
    assert (programme.slug.startswith("mesto-inovativnosti-"), Programme.objects.count()) == (True, 2)


@pytest.mark.parametrize("role", ["viewer", "door_helper", "", "foreign"])
def test_the_words_are_written_only_by_those_who_may(home, now, role):
    programme = make_programme(municipality=home, title_en="Circle")
    make = {"": make_user, "foreign": make_coordinator}.get(role) or partial(make_colleague, role, municipality=home)
    somebody = actor_for(make())
    programme.title_en = "Mine"
    with pytest.raises(rules.NotYours):
        actions.change_programme(programme=programme, columns=["title_en"], actor=somebody, now=now)
    assert (Programme.objects.get().title_en, AuditEntry.objects.count()) == ("Circle", 0)
