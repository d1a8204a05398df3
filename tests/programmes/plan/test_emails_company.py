"""Who else is told of a programme, and what a letter says that leaves later than planned."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from portal.common.outbox.delivery import rendered
from portal.common.outbox.kinds import kinds
from portal.common.outbox.models import Letter
from portal.common.reminders.models import Reminder
from portal.common.reminders.sweep import send_due_reminders
from programmes.catalogue import actions
from tests.factories.locations import make_municipality
from tests.factories.programmes import TODAY, make_item, make_milestone, make_programme
from tests.factories.stakeholders import actor_for, make_coordinator

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Europe/Ljubljana")
WEEK = timedelta(days=7)


def morning(day):
    return datetime.combine(day, time(8), tzinfo=HERE)


@pytest.fixture
def home():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture
def guest():
    return make_municipality(name="Kranj", slug="kranj")


@pytest.fixture
def ana(home):
    return make_coordinator(municipality=home, email="ana@litija.example", language="en")


@pytest.fixture
def bor(guest):
    return make_coordinator(municipality=guest, email="bor@kranj.example", language="en")


def written():
    return sorted(Letter.objects.values_list("kind", "recipient"))


def words_of(letter, moment):
    letter.leaves_at = moment
    with translation.override("en"):
        return kinds[letter.kind].render(letter)


def takes_part(programme, guest, ana, now):
    actions.add_municipality(programme=programme, municipality=guest, role="partner", actor=actor_for(ana), now=now)


def test_coordinators_of_a_participating_municipality_are_told_and_led_to_the_public_page(home, guest, ana, bor):
    programme = make_programme(municipality=home, phases=2, slug="litija", title_en="Town of innovation")
    make_item(phase=programme.phases.get(position=1), text_en="Projects have owners.")
    takes_part(programme, guest, ana, morning(TODAY))
    send_due_reminders(morning(TODAY + timedelta(days=6)))
    assert written() == [("plan.phase_ends", "ana@litija.example"), ("plan.phase_ends", "bor@kranj.example")]
    mine, theirs = (words_of(letter, morning(TODAY + timedelta(days=6))) for letter in Letter.objects.order_by("recipient"))
    for text, ours in ((mine.text, True), (mine.html, True), (theirs.text, False), (theirs.html, False)):
        assert "the phase “Growth” ends in 7 days, on 23 May 2027." in text
        said = ("/en/workspace/programmes/litija/", "Tick off what is done", "Projects have owners.", "because you coordinate programmes of this municipality")
        assert [words in text for words in said] == [ours] * 4
        assert ("because a municipality that you coordinate takes part in this programme" in text) is not ours
        assert ("/en/programmes/litija/" in text) is not ours
    assert kinds["plan.phase_ends"].still_wanted(Letter.objects.get(recipient=bor.email), morning(TODAY))
    programme.participations.filter(municipality=guest).delete()
    assert not kinds["plan.phase_ends"].still_wanted(Letter.objects.get(recipient=bor.email), morning(TODAY))


def test_a_municipality_that_came_later_is_not_told_of_what_was_due_before(home, guest, ana, bor):
    programme = make_programme(municipality=home, phases=2)
    due = morning(programme.phases.get(position=1).ends_on - WEEK)
    takes_part(programme, guest, ana, due + timedelta(hours=1))
    send_due_reminders(due + timedelta(hours=2))
    assert written() == [("plan.phase_ends", "ana@litija.example")]
    assert list(Reminder.objects.filter(outcome="skipped").values_list("recipient_key", "reason")) == [(f"user:{bor.pk}", "joined_later")]


def test_another_role_does_not_make_a_municipality_newer(home, guest, ana):
    programme = make_programme(municipality=home)
    for days, role in ((0, "partner"), (5, "host")):
        actions.add_municipality(programme=programme, municipality=guest, role=role, actor=actor_for(ana), now=morning(TODAY + timedelta(days=days)))
    assert programme.participations.filter(municipality=guest).values_list("joined_at").get() == (morning(TODAY),)


@pytest.mark.parametrize(
    ("kind", "days", "sentence"),
    [
        ("phase_begins", 7, "the phase “Harvest” begins in 7 days, on 24 May 2027."),
        ("phase_begins", 2, "the phase “Harvest” begins in 2 days, on 24 May 2027."),
        ("phase_begins", 1, "the phase “Harvest” begins tomorrow, on 24 May 2027."),
        ("phase_begins", 0, "the phase “Harvest” begins today, on 24 May 2027."),
        ("phase_ends", 2, "the phase “Harvest” ends in 2 days, on 20 June 2027."),
        ("phase_ends", 1, "the phase “Harvest” ends tomorrow, on 20 June 2027."),
        ("phase_ends", 0, "the phase “Harvest” ends today, on 20 June 2027."),
        ("milestone_due", 2, "this is to be reached in 2 days, on 1 June 2027: Council hears."),
        ("milestone_due", 1, "this is to be reached tomorrow, on 1 June 2027: Council hears."),
        ("milestone_due", 0, "this is to be reached today, on 1 June 2027: Council hears."),
    ],
)
def test_a_letter_counts_the_days_from_when_it_leaves(home, ana, kind, days, sentence):
    programme = make_programme(municipality=home)
    phase = programme.phases.get(position=2)
    milestone = make_milestone(programme=programme, due_on=TODAY + timedelta(days=22), name_en="Council hears")
    row, day = {"phase_begins": (phase, phase.starts_on), "phase_ends": (phase, phase.ends_on), "milestone_due": (milestone, milestone.due_on)}[kind]
    letter = Letter(kind=f"plan.{kind}", facts={"row": row.pk, "user": ana.pk}, created_at=morning(day - WEEK))
    content = words_of(letter, morning(day - timedelta(days=days)))
    assert (sentence in content.text, sentence in content.html) == (True, True)


def test_the_moment_of_the_hand_over_reaches_the_letter(home, ana):
    phase = make_programme(municipality=home).phases.get(position=2)
    send_due_reminders(morning(phase.starts_on - WEEK))
    letter = Letter.objects.get(kind="plan.phase_begins")
    message = rendered(letter, kinds[letter.kind], morning(phase.starts_on - timedelta(days=3)))
    assert (letter.leaves_at, b"begins in 3 days" in message) == (morning(phase.starts_on - timedelta(days=3)), True)
