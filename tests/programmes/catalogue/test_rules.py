from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from events.agenda.models import Event
from locations.municipalities.models import Municipality
from portal.common.actor import NOBODY, Actor
from programmes.catalogue import rules
from programmes.catalogue.choices import PhaseState, Status, methods
from programmes.catalogue.models import Milestone, Participation, Phase, Programme
from stakeholders.mandates.choices import RIGHTS

HERE = ZoneInfo("Europe/Ljubljana")
COORDINATOR = Actor(user_id=1, name="Ana", roles={7: frozenset({"coordinator"})}, table=RIGHTS)
ADMIN = Actor(user_id=2, is_admin=True)
D = date.fromisoformat


def span(first, last):
    return SimpleNamespace(starts_on=D(first), ends_on=D(last))


def phase(position, first, last, **fields):
    return Phase(pk=position + 1, position=position, starts_on=D(first), ends_on=D(last), **fields)


def programme(**fields):
    home = Municipality(pk=7, official_languages=["sl"])
    return Programme(**{"municipality": home, "coordinator_id": 1, "title_sl": "Litija", "summary_sl": "Skupaj.", "status": Status.DRAFT, **fields})


THREE = [phase(0, "2027-01-01", "2027-01-31"), phase(1, "2027-02-01", "2027-02-28"), phase(2, "2027-03-01", "2027-03-31")]


# --- Who may ---


@pytest.mark.parametrize(
    ("actor", "may"), [(COORDINATOR, True), (ADMIN, True), (NOBODY, False), (Actor(user_id=3, roles={8: frozenset({"coordinator"})}, table=RIGHTS), False)]
)
def test_only_coordinators_of_the_leading_municipality_and_administrators_manage_a_programme(actor, may):
    assert rules.can_manage(actor, programme()) is may
    assert rules.can_start(actor, 7) is may


def test_a_stranger_is_told_that_the_programme_is_not_theirs():
    with pytest.raises(rules.NotYours, match="only programmes of municipalities that you coordinate"):
        rules.ensure_can_manage(NOBODY, programme())
    with pytest.raises(rules.NotYours, match="only for municipalities that you coordinate"):
        rules.ensure_can_start(NOBODY, Municipality(pk=7))


def test_an_event_of_another_municipality_cannot_be_added():
    with pytest.raises(rules.NotYours, match="only events of municipalities"):
        rules.ensure_can_attach(COORDINATOR, programme(), Event(municipality_id=8))


# --- How a method lies in time ---


def test_a_method_is_laid_out_from_its_first_day():
    layout = rules.lay_out(methods["inlocom"], D("2027-01-04"))
    assert [(laid.plan.key, laid.starts_on.isoformat(), laid.ends_on.isoformat()) for laid in layout.phases] == [
        ("sowing", "2027-01-04", "2027-07-04"),
        ("growth", "2027-07-05", "2028-07-02"),
        ("harvest", "2028-07-03", "2028-10-08"),
        ("re_harvest", "2028-10-09", "2028-12-31"),
    ]
    assert layout.milestones[0].due_on == D("2027-03-01")
    assert layout.events[0].starts_at == datetime(2027, 1, 18, 18, 0, tzinfo=HERE)
    assert layout.events[0].ends_at == datetime(2027, 1, 18, 20, 0, tzinfo=HERE)


@pytest.mark.parametrize(
    ("day", "expected"), [("2027-05-07", "2027-05-07"), ("2027-05-08", "2027-05-10"), ("2027-05-09", "2027-05-10"), ("2027-05-10", "2027-05-10")]
)
def test_a_suggested_event_does_not_fall_on_a_weekend(day, expected):
    assert rules.working_day(D(day)) == D(expected)


def test_a_moved_moment_keeps_its_time_when_the_clocks_change():
    before = datetime(2027, 3, 27, 17, 0, tzinfo=HERE)
    assert rules.moved_moment(before, 2) == datetime(2027, 3, 29, 17, 0, tzinfo=HERE)


# --- Phases in order ---


@pytest.mark.parametrize(
    ("spans", "faults"),
    [
        ([span("2027-01-01", "2027-01-31"), span("2027-02-01", "2027-02-28")], []),
        ([span("2027-01-01", "2027-03-31"), span("2027-02-01", "2027-02-28")], []),  # they may overlap
        ([span("2027-01-31", "2027-01-31")], []),  # one day is a phase
        ([span("2027-01-31", "2027-01-01")], [(0, "ends_on")]),
        ([span("2027-02-01", "2027-02-28"), span("2027-02-01", "2027-03-31")], [(1, "starts_on")]),
        ([span("2027-02-01", "2027-02-28"), span("2027-01-01", "2027-03-31")], [(1, "starts_on")]),
        ([span("1900-01-01", "2027-02-28")], [(0, "ends_on")]),
        ([span("2027-01-01", "2101-01-01")], [(0, "ends_on")]),
    ],
)
def test_phases_begin_one_after_the_other_and_end_after_they_begin(spans, faults):
    assert [(fault.place, fault.field) for fault in rules.phase_faults(spans)] == faults


def test_phases_out_of_order_are_refused_in_words():
    with pytest.raises(rules.OutOfOrder, match="ends before it begins"):
        rules.ensure_ordered([span("2027-01-31", "2027-01-01")])


def test_forty_phases_in_order_are_in_order():
    spans = [span((D("2027-01-01") + timedelta(days=week * 7)).isoformat(), (D("2027-01-07") + timedelta(days=week * 7)).isoformat()) for week in range(40)]
    assert rules.phase_faults(spans) == []


# --- What follows ---


def follow(first, last, *, milestones=(), events=(), moved=THREE[1]):
    return rules.what_follows(moved, D(first), D(last), phases=THREE, milestones=milestones, events=events)


def test_what_comes_after_moves_with_the_last_day_and_what_lies_inside_with_the_first():
    inside = Milestone(name="inside", due_on=D("2027-02-10"), phase_id=2)
    at_the_end = Milestone(name="at the end", due_on=D("2027-02-28"), phase_id=2)
    after = Milestone(name="after", due_on=D("2027-03-10"), phase_id=3)
    before = Milestone(name="before", due_on=D("2027-01-10"), phase_id=1)
    found = follow("2027-02-08", "2027-03-14", milestones=[inside, at_the_end, after, before])
    assert (found.inside_days, found.after_days) == (7, 14)
    assert [(moved.phase.position, moved.starts_on, moved.ends_on) for moved in found.phases] == [(2, D("2027-03-15"), D("2027-04-14"))]
    assert [(moved.milestone.name, moved.due_on) for moved in found.milestones] == [
        ("inside", D("2027-02-17")),
        ("at the end", D("2027-03-14")),
        ("after", D("2027-03-24")),
    ]


def test_what_is_reached_or_closed_stays():
    reached = Milestone(due_on=D("2027-02-10"), reached_on=D("2027-02-01"), phase_id=2)
    closed = phase(2, "2027-03-01", "2027-03-31", closed_at=datetime(2027, 3, 2, tzinfo=HERE))
    found = rules.what_follows(THREE[1], D("2027-02-08"), D("2027-03-07"), phases=[*THREE[:2], closed], milestones=[reached], events=[])
    assert not found


def test_drafts_move_announced_events_stay_and_cancelled_ones_are_not_spoken_of():
    def event(status):
        return Event(status=status, starts_at=datetime(2027, 2, 10, 17, 0, tzinfo=HERE), ends_at=datetime(2027, 2, 10, 19, 0, tzinfo=HERE))

    draft, announced, cancelled = event("draft"), event("published"), event("cancelled")
    found = follow("2027-02-08", "2027-03-07", events=[draft, announced, cancelled])
    assert [(moved.event, moved.starts_at, moved.ends_at) for moved in found.events] == [
        (draft, datetime(2027, 2, 17, 17, 0, tzinfo=HERE), datetime(2027, 2, 17, 19, 0, tzinfo=HERE))
    ]
    assert found.staying == [announced]


def test_nothing_follows_when_nothing_moves():
    assert not follow("2027-02-01", "2027-02-28", milestones=[Milestone(due_on=D("2027-02-10"), phase_id=2)])


# --- It must be so ---


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ({}, []),
        ({"title_sl": "", "title_en": "Litija"}, ["a title in the language of the municipality"]),
        ({"summary_sl": ""}, ["one or two sentences about it in the language of the municipality"]),
        ({"coordinator_id": None}, ["a coordinator to whom people can turn"]),
        ({"picture": "programmes/a.jpg"}, ["a description of the picture for those who do not see it"]),
    ],
)
def test_what_is_missing_is_named(fields, lacks):
    assert [str(lack) for lack in rules.missing(programme(**fields), phases=THREE)] == lacks


def test_a_programme_without_phases_is_not_published():
    with pytest.raises(rules.NotPublishable, match="Something is still missing"):
        rules.ensure_publishable(programme(), phases=[])


def test_a_public_programme_is_not_published_again():
    with pytest.raises(rules.NotNow, match="public already"):
        rules.ensure_publishable(programme(status=Status.PUBLISHED), phases=THREE)


def test_a_programme_is_closed_when_it_is_public_and_its_phases_are_over():
    rules.ensure_closable(programme(status=Status.PUBLISHED), phases=THREE, today=D("2027-04-01"))
    with pytest.raises(rules.NotNow, match="A phase is not finished yet"):
        rules.ensure_closable(programme(status=Status.PUBLISHED), phases=THREE, today=D("2027-03-31"))
    with pytest.raises(rules.NotNow, match="Only a programme that is public"):
        rules.ensure_closable(programme(), phases=THREE, today=D("2027-04-01"))


@pytest.mark.parametrize(
    ("day", "state"), [("2027-01-31", PhaseState.NEXT), ("2027-02-01", PhaseState.NOW), ("2027-02-28", PhaseState.NOW), ("2027-03-01", PhaseState.DONE)]
)
def test_a_phase_stands_where_its_dates_say(day, state):
    assert THREE[1].state_on(D(day)) == state


def test_closing_a_phase_by_hand_ends_it_at_once():
    assert phase(0, "2027-01-01", "2027-12-31", closed_at=datetime(2027, 1, 5, tzinfo=HERE)).state_on(D("2027-01-05")) == PhaseState.DONE


def test_refusals_say_why():
    with pytest.raises(rules.NotNow, match="The phase is closed"):
        rules.ensure_open(phase(0, "2027-01-01", "2027-12-31", closed_at=datetime(2027, 1, 5, tzinfo=HERE)))
    with pytest.raises(rules.NotNow, match="has not begun yet"):
        rules.ensure_begun(THREE[2], today=D("2027-01-01"))
    with pytest.raises(rules.NotNow, match="lies in the future"):
        rules.ensure_can_be_reached(D("2027-01-02"), today=D("2027-01-01"))
    with pytest.raises(rules.NotNow, match="cannot leave it"):
        rules.ensure_not_lead(programme(), Participation(municipality_id=7))


@pytest.mark.parametrize(
    ("role", "writes", "manages"),
    [("coordinator", True, True), ("editor", True, False), ("door_helper", False, False), ("viewer", False, False)],
)
def test_each_role_does_its_own_part_with_a_programme(role, writes, manages):
    here, elsewhere = (Actor(user_id=1, roles={municipality: frozenset({role})}, table=RIGHTS) for municipality in (7, 8))
    draft = programme(status="draft")
    assert (rules.can_write(here, draft), rules.can_manage(here, draft), rules.can_start(here, 7)) == (writes, manages, manages)
    assert [rule for rule in (rules.can_write, rules.can_manage) if rule(elsewhere, draft)] == []
