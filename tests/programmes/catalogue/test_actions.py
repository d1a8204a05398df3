from datetime import date, timedelta
from uuid import uuid4

import pytest

from events.agenda.models import Event
from portal.common.models import AuditEntry
from programmes.catalogue import actions, rules
from programmes.catalogue.choices import methods
from programmes.catalogue.models import ChecklistItem, Milestone, Phase, Programme
from stakeholders.organisations.models import Organisation
from tests.factories.events import make_draft as make_draft_event
from tests.factories.events import make_event, make_registration
from tests.factories.locations import make_municipality
from tests.factories.programmes import TODAY, make_draft, make_funding, make_item, make_milestone, make_partner, make_programme
from tests.factories.stakeholders import actor_for, make_coordinator, make_organisation

pytestmark = pytest.mark.django_db
FIRST_DAY = date(2027, 6, 7)


@pytest.fixture
def home():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture
def actor(home):
    return actor_for(make_coordinator(municipality=home, name="Ana"))


@pytest.fixture
def stranger():
    return actor_for(make_coordinator())


def start(home, actor, now, **fields):
    layout = rules.lay_out(methods["inlocom"], FIRST_DAY)
    given = {"phases": layout.phases, "milestones": layout.milestones, "events": layout.events, **fields}
    return actions.start_programme(
        method=methods["inlocom"], municipality=home, title="Litija, mesto inovativnosti", starts_on=FIRST_DAY, actor=actor, now=now, **given
    )


def verbs():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_starting_lays_out_the_whole_method_as_a_draft(home, actor, now):
    programme = start(home, actor, now)
    assert (programme.status, programme.slug, programme.title_sl, programme.coordinator_id) == (
        "draft",
        "litija-mesto-inovativnosti",
        "Litija, mesto inovativnosti",
        actor.user_id,
    )
    assert (programme.starts_on, programme.ends_on, programme.original_ends_on) == (FIRST_DAY, date(2029, 6, 3), date(2029, 6, 3))
    assert list(programme.phases.order_by("position").values_list("name_sl", "name_en", "season")) == [
        ("Sejanje", "Sowing", "sowing"),
        ("Rast", "Growth", "growth"),
        ("Žetev", "Harvest", "harvest"),
        ("Ponovna žetev", "Re-harvest", "re_harvest"),
    ]
    assert programme.milestones.count() == 8
    assert ChecklistItem.objects.filter(phase__programme=programme).count() == 20
    assert list(programme.participations.values_list("municipality__name", "role")) == [("Litija", "lead")]
    assert list(programme.events.order_by("starts_at").values_list("status", "kind", "municipality")[:2]) == [
        ("draft", "meeting", home.pk),
        ("draft", "lecture", home.pk),
    ]
    assert programme.events.count() == 10
    assert verbs()[-1] == "programme.started"


def test_two_programmes_of_one_name_have_different_addresses(home, actor, now):
    first, second = start(home, actor, now, events=[]), start(home, actor, now, events=[])
    assert first.slug == "litija-mesto-inovativnosti"
    assert second.slug.startswith("litija-mesto-inovativnosti-")


def test_a_double_click_starts_one_programme(home, actor, now):
    key = uuid4()
    first, second = start(home, actor, now, submission_key=key), start(home, actor, now, submission_key=key)
    assert first == second
    assert (Programme.objects.count(), Event.objects.count()) == (1, 10)


def test_nothing_is_stored_when_phases_are_out_of_order(home, actor, now):
    phases = rules.lay_out(methods["inlocom"], FIRST_DAY).phases
    with pytest.raises(rules.OutOfOrder):
        start(home, actor, now, phases=phases[::-1])
    assert (Programme.objects.count(), Phase.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_nobody_starts_a_programme_for_another_municipality(home, stranger, now):
    with pytest.raises(rules.NotYours):
        start(home, stranger, now)
    assert Programme.objects.count() == 0


def test_publishing_shows_the_programme_and_leaves_its_draft_events_drafts(home, actor, now):
    programme = make_draft(municipality=home, coordinator_id=actor.user_id)
    programme.events.add(make_draft_event(municipality=home))
    actions.publish_programme(programme=programme, actor=actor, now=now)
    programme.refresh_from_db()
    assert (programme.status, programme.published_at) == ("published", now)
    assert list(programme.events.values_list("status", flat=True)) == ["draft"]
    assert verbs() == ["programme.published"]


def test_publishing_is_refused_while_something_is_missing(home, actor, now):
    programme = make_draft(municipality=home, coordinator_id=actor.user_id, summary_sl="")
    with pytest.raises(rules.NotPublishable):
        actions.publish_programme(programme=programme, actor=actor, now=now)
    programme.refresh_from_db()
    assert (programme.status, verbs()) == ("draft", [])


def test_closing_a_programme_keeps_it_public(home, actor, now):
    programme = make_programme(municipality=home, starts_on=TODAY - timedelta(days=200))
    actions.close_programme(programme=programme, actor=actor, now=now)
    assert (programme.status, programme.is_public, verbs()) == ("closed", True, ["programme.closed"])


# --- Phases ---


def moved(programme):
    return [(phase.starts_on - programme.starts_on, phase.ends_on - programme.starts_on) for phase in programme.phases.order_by("position")]


def weeks(first, last):
    return timedelta(weeks=first), timedelta(weeks=last) - timedelta(days=1)


def test_moving_a_phase_takes_along_what_follows(home, actor, now):
    programme = make_programme(municipality=home)
    second, third = programme.phases.order_by("position")[1:3]
    milestone = make_milestone(programme=programme, phase=third, due_on=third.starts_on)
    draft = make_draft_event(municipality=home, starts_at=now + timedelta(weeks=5))
    announced = make_event(municipality=home, starts_at=now + timedelta(weeks=5))
    programme.events.set([draft, announced])
    actions.move_phase(phase=second, starts_on=second.starts_on, ends_on=second.ends_on + timedelta(weeks=2), move_following=True, actor=actor, now=now)
    assert moved(programme) == [weeks(0, 4), weeks(4, 10), weeks(10, 14), weeks(14, 18)]
    milestone.refresh_from_db()
    assert milestone.due_on == third.starts_on + timedelta(weeks=2)
    for event, weeks_later in ((draft, 7), (announced, 5)):
        event.refresh_from_db()
        assert event.starts_at == now + timedelta(weeks=weeks_later)


def test_moving_a_phase_alone_leaves_the_rest(home, actor, now):
    programme = make_programme(municipality=home)
    second = programme.phases.get(position=1)
    actions.move_phase(phase=second, starts_on=second.starts_on, ends_on=second.ends_on + timedelta(weeks=2), move_following=False, actor=actor, now=now)
    assert moved(programme) == [weeks(0, 4), weeks(4, 10), weeks(8, 12), weeks(12, 16)]


def test_extending_a_public_programme_keeps_the_end_that_was_announced(home, actor, now):
    programme = make_programme(municipality=home)
    announced = programme.ends_on
    last = programme.phases.get(position=3)
    actions.move_phase(phase=last, starts_on=last.starts_on, ends_on=date(2028, 1, 31), move_following=True, actor=actor, now=now)
    programme.refresh_from_db()
    assert (programme.ends_on, programme.original_ends_on, programme.is_extended) == (date(2028, 1, 31), announced, True)


def test_a_draft_has_announced_no_end_yet(home, actor, now):
    programme = make_draft(municipality=home)
    last = programme.phases.get(position=3)
    actions.move_phase(phase=last, starts_on=last.starts_on, ends_on=date(2028, 1, 31), move_following=True, actor=actor, now=now)
    programme.refresh_from_db()
    assert (programme.ends_on, programme.original_ends_on, programme.is_extended) == (date(2028, 1, 31), date(2028, 1, 31), False)


@pytest.mark.parametrize("days", [(0, -60), (60, 60)])
def test_a_phase_that_cannot_lie_like_this_moves_nothing(home, actor, now, days):
    """It would end before it begins, or begin after the next one does."""
    programme = make_programme(municipality=home)
    second = programme.phases.get(position=1)
    before = moved(programme)
    with pytest.raises(rules.OutOfOrder):
        actions.move_phase(
            phase=second,
            starts_on=second.starts_on + timedelta(days=days[0]),
            ends_on=second.ends_on + timedelta(days=days[1]),
            move_following=False,
            actor=actor,
            now=now,
        )
    assert moved(programme) == before


def test_forty_phases_move_together(home, actor, now):
    programme = make_programme(municipality=home, phases=40)
    first = programme.phases.get(position=0)
    actions.move_phase(
        phase=first, starts_on=first.starts_on + timedelta(weeks=1), ends_on=first.ends_on + timedelta(weeks=1), move_following=True, actor=actor, now=now
    )
    assert moved(programme)[0] == weeks(1, 5)
    assert moved(programme)[39] == weeks(157, 161)
    programme.refresh_from_db()
    assert programme.starts_on == first.starts_on + timedelta(weeks=1)


def test_a_closed_phase_does_not_move(home, actor, now):
    programme = make_programme(municipality=home)
    first = programme.phases.get(position=0)
    actions.close_phase(phase=first, actor=actor, now=now)
    with pytest.raises(rules.NotNow, match="closed"):
        actions.move_phase(phase=first, starts_on=first.starts_on, ends_on=first.ends_on + timedelta(days=1), move_following=True, actor=actor, now=now)


def test_closing_a_phase_notes_what_was_still_open(home, actor, now):
    phase = make_programme(municipality=home).phases.get(position=1)
    make_item(phase=phase)
    actions.close_phase(phase=phase, actor=actor, now=now)
    actions.close_phase(phase=phase, actor=actor, now=now + timedelta(hours=1))
    entry = AuditEntry.objects.get()
    assert (phase.closed_at, entry.verb, entry.facts) == (now, "phase.closed", {"open_items": 1})


def test_a_phase_that_has_not_begun_is_not_closed(home, actor, now):
    phase = make_programme(municipality=home).phases.get(position=3)
    with pytest.raises(rules.NotNow, match="not begun"):
        actions.close_phase(phase=phase, actor=actor, now=now)


def test_ticking_says_who_and_when_and_can_be_undone(home, actor, now):
    item = make_item(phase=make_programme(municipality=home).phases.get(position=1))
    actions.tick_item(item=item, is_done=True, actor=actor, now=now)
    item.refresh_from_db()
    assert (item.done_at, item.done_by_id) == (now, actor.user_id)
    actions.tick_item(item=item, is_done=False, actor=actor, now=now)
    item.refresh_from_db()
    assert (item.done_at, item.done_by_id, verbs()) == (None, None, ["checklist.ticked", "checklist.unticked"])


def test_a_milestone_is_reached_and_opened_again(home, actor, now):
    milestone = make_milestone(programme=make_programme(municipality=home))
    actions.reach_milestone(milestone=milestone, reached_on=TODAY, actor=actor, now=now)
    assert Milestone.objects.get().reached_on == TODAY
    actions.reach_milestone(milestone=milestone, reached_on=None, actor=actor, now=now)
    assert Milestone.objects.get().reached_on is None
    with pytest.raises(rules.NotNow):
        actions.reach_milestone(milestone=milestone, reached_on=TODAY + timedelta(days=1), actor=actor, now=now)


# --- Events, partners, municipalities, funding ---


def test_an_event_is_added_and_taken_out_and_lives_on(home, actor, now):
    programme, event = make_programme(municipality=home), make_event(municipality=home)
    actions.attach_event(programme=programme, event=event, actor=actor, now=now)
    assert list(programme.events.all()) == [event]
    actions.detach_event(programme=programme, event=event, actor=actor, now=now)
    assert (list(programme.events.all()), Event.objects.count()) == ([], 1)


def test_an_event_of_another_municipality_is_not_added(home, actor, now):
    programme = make_programme(municipality=home)
    with pytest.raises(rules.NotYours):
        actions.attach_event(programme=programme, event=make_event(), actor=actor, now=now)
    assert programme.events.count() == 0


def test_a_partner_is_an_organisation_we_know_or_a_new_one(home, actor, now):
    programme, known = make_programme(municipality=home), make_organisation(name="Center za razvoj Litija")
    actions.add_partner(programme=programme, organisation=known, name="", type="", role="partner", actor=actor, now=now)
    actions.add_partner(programme=programme, organisation=known, name="", type="", role="initiator", actor=actor, now=now)
    actions.add_partner(programme=programme, organisation=None, name="Knjižnica", type="public_institute", role="partner", actor=actor, now=now)
    assert sorted(programme.partners.values_list("organisation__name", "role")) == [("Center za razvoj Litija", "initiator"), ("Knjižnica", "partner")]
    assert Organisation.objects.get(name="Knjižnica").municipality == home


def test_the_leading_municipality_cannot_leave(home, actor, now):
    programme, neighbour = make_programme(municipality=home), make_municipality()
    guest = actions.add_municipality(programme=programme, municipality=neighbour, role="partner", actor=actor, now=now)
    actions.remove_municipality(participation=guest, actor=actor, now=now)
    with pytest.raises(rules.NotNow):
        actions.remove_municipality(participation=programme.participations.get(), actor=actor, now=now)
    assert list(programme.participations.values_list("municipality", flat=True)) == [home.pk]


def test_a_stranger_changes_nothing(home, stranger, now):
    programme = make_programme(municipality=home)
    phase, milestone, partner, funding = (
        programme.phases.get(position=1),
        make_milestone(programme=programme),
        make_partner(programme=programme),
        make_funding(programme=programme),
    )
    item, event = make_item(phase=phase), make_event(municipality=home)
    who = {"actor": stranger, "now": now}
    for act in (
        lambda: actions.publish_programme(programme=programme, **who),
        lambda: actions.close_programme(programme=programme, **who),
        lambda: actions.move_phase(phase=phase, starts_on=phase.starts_on, ends_on=phase.ends_on, move_following=True, **who),
        lambda: actions.close_phase(phase=phase, **who),
        lambda: actions.tick_item(item=item, is_done=True, **who),
        lambda: actions.reach_milestone(milestone=milestone, reached_on=None, **who),
        lambda: actions.attach_event(programme=programme, event=event, **who),
        lambda: actions.detach_event(programme=programme, event=event, **who),
        lambda: actions.add_partner(programme=programme, organisation=None, name="X", type="company", role="partner", **who),
        lambda: actions.remove_partner(partner=partner, **who),
        lambda: actions.add_municipality(programme=programme, municipality=make_municipality(), role="partner", **who),
        lambda: actions.remove_municipality(participation=programme.participations.get(), **who),
        lambda: actions.remove_funding(funding=funding, **who),
    ):
        with pytest.raises(rules.NotYours):
            act()
    assert verbs() == []


def test_partners_and_funding_are_taken_out(home, actor, now):
    programme = make_programme(municipality=home)
    actions.remove_partner(partner=make_partner(programme=programme), actor=actor, now=now)
    actions.remove_funding(funding=make_funding(programme=programme), actor=actor, now=now)
    assert (programme.partners.count(), programme.funding.count()) == (0, 0)
    assert verbs() == ["programme.partner_removed", "programme.funding_removed"]


# --- Taken back, thrown away ---


def test_a_closed_phase_is_opened_again_and_follows_its_days(home, actor, now):
    phase = make_programme(municipality=home).phases.order_by("position")[1]
    actions.close_phase(phase=phase, actor=actor, now=now)
    assert actions.reopen_phase(phase=phase, actor=actor, now=now).closed_at is None
    actions.reopen_phase(phase=phase, actor=actor, now=now)
    assert verbs() == ["phase.closed", "phase.reopened"]


def test_a_closed_programme_is_opened_again(home, actor, now):
    programme = make_programme(municipality=home, status="closed")
    assert actions.reopen_programme(programme=programme, actor=actor, now=now).status == "published"
    with pytest.raises(rules.NotNow):
        actions.reopen_programme(programme=programme, actor=actor, now=now)
    assert verbs() == ["programme.reopened"]


def test_a_draft_is_thrown_away_with_the_drafts_of_events_that_serve_it_alone(home, actor, now):
    programme, other = start(home, actor, now), make_draft(municipality=home)
    shared, public, foreign, used = make_draft_event(municipality=home), make_event(municipality=home), make_draft_event(), make_draft_event(municipality=home)
    make_registration(event=used, standing="cancelled")  # from before it was taken back
    programme.events.add(shared, public, foreign, used)
    other.events.add(shared)

    actions.discard_programme(programme=programme, with_events=True, actor=actor, now=now)
    actions.discard_programme(programme=programme, with_events=True, actor=actor, now=now)  # a second click

    assert list(Programme.objects.all()) == [other]
    assert set(Event.objects.all()) == {shared, public, foreign, used}
    assert not Phase.objects.filter(programme__slug=programme.slug).exists()


def test_a_draft_is_thrown_away_and_its_events_are_kept_for_another_use(home, actor, now):
    programme = start(home, actor, now)
    laid = programme.events.count()
    actions.discard_programme(programme=programme, with_events=False, actor=actor, now=now)
    assert (Programme.objects.count(), Event.objects.count()) == (0, laid)


def test_what_was_public_is_not_thrown_away(home, actor, stranger, now):
    programme = make_programme(municipality=home)
    with pytest.raises(rules.NotNow):
        actions.discard_programme(programme=programme, with_events=False, actor=actor, now=now)
    draft, milestone = make_draft(municipality=home), make_milestone(programme=programme)
    with pytest.raises(rules.NotYours):
        actions.discard_programme(programme=draft, with_events=False, actor=stranger, now=now)
    with pytest.raises(rules.NotYours):
        actions.discard_milestone(milestone=milestone, actor=stranger, now=now)
    assert Programme.objects.count() == 2


def test_a_milestone_is_thrown_away(home, actor, now):
    milestone = make_milestone(programme=make_programme(municipality=home))
    actions.discard_milestone(milestone=milestone, actor=actor, now=now)
    assert (Milestone.objects.count(), verbs()) == (0, ["milestone.discarded"])
