"""Reminders of phases and milestones, with the real sweep."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from portal.common.outbox.kinds import kinds
from portal.common.outbox.models import Letter
from portal.common.reminders.models import Reminder
from portal.common.reminders.occasions import occasions
from portal.common.reminders.sweep import send_due_reminders
from programmes.catalogue import actions
from tests.factories.locations import make_municipality
from tests.factories.programmes import PUBLISHED_AT, TODAY, make_draft, make_item, make_milestone, make_programme
from tests.factories.stakeholders import actor_for, make_coordinator, make_mandate, make_user

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Europe/Ljubljana")
WEEK = timedelta(days=7)


@pytest.fixture
def home():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture
def ana(home):
    return make_coordinator(municipality=home, name="Ana", email="ana@litija.example", language="sl")


def morning(day):
    return datetime.combine(day, time(8), tzinfo=HERE)


def sweep_through(first, last):
    """The worker on each morning, a minute after eight."""
    for day in range((last - first).days + 1):
        send_due_reminders(morning(first + timedelta(days=day)) + timedelta(minutes=1))


def written():
    return sorted(Letter.objects.values_list("kind", "recipient", "language"))


def test_a_phase_is_announced_a_week_before_it_begins_at_eight_in_the_morning(home, ana):
    phase = make_programme(municipality=home).phases.get(position=2)
    day = phase.starts_on - WEEK
    begins = Letter.objects.filter(kind="plan.phase_begins")
    send_due_reminders(morning(day) - timedelta(minutes=1))
    assert begins.count() == 0
    send_due_reminders(morning(day))
    assert list(begins.values_list("recipient", "language")) == [("ana@litija.example", "sl")]


def test_its_end_and_a_milestone_are_announced_too_and_each_only_once(home, ana):
    programme = make_programme(municipality=home, phases=2)
    make_milestone(programme=programme, due_on=TODAY + timedelta(days=12))
    sweep_through(TODAY, TODAY + timedelta(days=30))
    sweep_through(TODAY, TODAY + timedelta(days=30))
    assert written() == [("plan.milestone_due", "ana@litija.example", "sl"), ("plan.phase_ends", "ana@litija.example", "sl")]


def test_everybody_who_coordinates_is_told_once_and_those_who_left_are_not(home, ana):
    leaver = make_coordinator(municipality=home, email="je.odsel@litija.example")
    leaver.mandates.update(ended_at=PUBLISHED_AT)
    make_coordinator(municipality=home, email="nekdanji@litija.example", is_active=False)
    make_coordinator(email="drugje@kranj.example")
    bor = make_coordinator(municipality=home, email="bor@litija.example", language="en")
    make_programme(municipality=home, coordinator=bor)
    make_programme(municipality=home, coordinator=leaver)
    sweep_through(TODAY, TODAY + timedelta(days=10))
    phase_ends = [("plan.phase_ends", "ana@litija.example", "sl"), ("plan.phase_ends", "bor@litija.example", "en")]
    phase_begins = [("plan.phase_begins", email, language) for _kind, email, language in phase_ends]
    assert written() == sorted(2 * (phase_ends + phase_begins))


def test_a_named_coordinator_without_a_mandate_is_told(home):
    make_programme(municipality=home, coordinator=make_user(email="vodja@center.example"), phases=2)
    sweep_through(TODAY, TODAY + timedelta(days=10))
    assert written() == [("plan.phase_ends", "vodja@center.example", "sl")]


def test_asked_about_some_each_occasion_reads_the_rows_of_these_only(home, ana, django_assert_num_queries):
    mine, other = make_programme(municipality=home), make_programme()
    make_mandate(user=ana, municipality=other.municipality, granted_at=PUBLISHED_AT)
    first, second = (make_milestone(programme=programme, due_on=TODAY + timedelta(days=20)) for programme in (mine, other))
    span = morning(TODAY), morning(TODAY + timedelta(days=365))
    phases = {f"programmes.phase:{phase.pk}" for phase in mine.phases.all()}
    for name, subjects in (("plan.phase_begins", phases), ("plan.phase_ends", phases), ("plan.milestone_due", {f"programmes.milestone:{first.pk}"})):
        with django_assert_num_queries(3):
            found = {due.subject for due in occasions[name].find(*span, subjects=subjects)}
        assert (found <= subjects, bool(found)) == (True, True)
        assert found < {due.subject for due in occasions[name].find(*span)}
    assert [due.subject for due in occasions["plan.milestone_due"].find(*span, subjects=[f"programmes.milestone:{second.pk}", "programmes.phase:1"])] == [
        f"programmes.milestone:{second.pk}"
    ]


def test_a_draft_never_reminds(home, ana):
    make_milestone(programme=make_draft(municipality=home))
    sweep_through(TODAY, TODAY + timedelta(days=60))
    assert (written(), Reminder.objects.count()) == ([], 0)


def test_whoever_comes_later_is_not_told_of_what_was_due_before(home, ana):
    programme = make_programme(municipality=home, phases=2)
    day = programme.phases.get(position=1).ends_on - WEEK
    make_mandate(user=make_user(email="nova@litija.example"), municipality=home, granted_at=morning(day) + timedelta(hours=1))
    send_due_reminders(morning(day) + timedelta(hours=2))
    assert written() == [("plan.phase_ends", "ana@litija.example", "sl")]
    assert list(Reminder.objects.filter(outcome="skipped").values_list("reason", flat=True)) == ["joined_later"]


def test_moving_a_phase_arms_its_reminder_anew(home, ana):
    phase = make_programme(municipality=home).phases.get(position=2)
    begins = phase.starts_on
    sweep_through(TODAY, begins - WEEK)
    first = Letter.objects.get(kind="plan.phase_begins")
    actions.move_phase(
        phase=phase,
        starts_on=begins + timedelta(days=14),
        ends_on=phase.ends_on + timedelta(days=14),
        move_following=True,
        actor=actor_for(ana),
        now=morning(begins - WEEK),
    )
    assert not kinds["plan.phase_begins"].still_wanted(first, morning(begins - WEEK))
    sweep_through(begins - WEEK, begins + WEEK)
    told = [letter.facts["anchor_at"][:10] for letter in Letter.objects.filter(kind="plan.phase_begins").order_by("created_at")]
    assert told == [begins.isoformat(), (begins + timedelta(days=14)).isoformat()]


@pytest.mark.parametrize("what", ["closed", "programme closed", "gone", "mandate ended"])
def test_a_letter_that_lost_its_sense_is_not_wanted(home, ana, what):
    programme = make_programme(municipality=home, phases=2)
    sweep_through(TODAY, TODAY + timedelta(days=10))
    letter, wanted = Letter.objects.get(), kinds["plan.phase_ends"].still_wanted
    assert wanted(letter, morning(TODAY))
    if what == "closed":
        actions.close_phase(phase=programme.phases.get(position=1), actor=actor_for(ana), now=morning(TODAY))
    elif what == "programme closed":
        type(programme).objects.update(status="closed")
    elif what == "gone":
        programme.delete()
    else:
        ana.mandates.update(ended_at=morning(TODAY))
    assert not wanted(letter, morning(TODAY))


def test_a_milestone_that_is_reached_is_not_spoken_of(home, ana):
    programme = make_programme(municipality=home, phases=2, starts_on=TODAY - timedelta(days=400))
    make_milestone(programme=programme, due_on=TODAY + timedelta(days=8), reached_on=TODAY)
    sweep_through(TODAY, TODAY + timedelta(days=10))
    assert written() == []


def test_the_letter_says_what_begins_when_and_what_is_still_open(home, ana):
    programme = make_programme(
        municipality=home, title_sl="Litija, mesto inovativnosti", title_en="Litija, town of innovation", starts_on=date(2027, 4, 26), slug="litija"
    )
    make_item(phase=programme.phases.get(position=1), text_en="Projects have owners.", gate="exit")
    send_due_reminders(morning(date(2027, 5, 17)) + timedelta(minutes=1))
    letter = Letter.objects.get(kind="plan.phase_begins")
    with translation.override("en"):
        content = kinds["plan.phase_begins"].render(letter)
    assert content.subject == "The phase “Growth” begins on 24 May 2027"
    assert content.from_name == "Občina Litija"
    for text in (content.text, content.html):
        assert "In the programme “Litija, town of innovation” the phase “Growth” begins in 7 days, on 24 May 2027." in text
        assert "Projects have owners." in text
        assert "/en/workspace/programmes/litija/" in text
        assert "because you coordinate programmes of this municipality" in text


@pytest.mark.parametrize("kind", ["plan.phase_begins", "plan.phase_ends", "plan.milestone_due"])
def test_every_letter_can_be_written_in_both_languages(home, ana, kind):
    programme = make_programme(municipality=home)
    row = make_milestone(programme=programme) if kind == "plan.milestone_due" else programme.phases.get(position=2)
    letter = Letter(kind=kind, facts={"row": row.pk, "user": ana.pk}, created_at=morning(TODAY))
    for language, title in (("sl", programme.title_sl), ("en", programme.title_en)):
        with translation.override(language):
            content = kinds[kind].render(letter)
        assert (bool(content.subject), title in content.text, title in content.html, f'<html lang="{language}" ' in content.html) == (True, True, True, True)
