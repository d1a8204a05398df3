from datetime import timedelta

import pytest
from django.db import OperationalError

from portal.common.housekeeping import tidy_up
from portal.common.outbox.kinds import Content, LetterKind
from portal.common.outbox.models import Letter, State
from portal.common.registry import Registry
from portal.common.reminders import plan, sweep
from portal.common.reminders.models import Outcome, Reminder
from portal.common.reminders.occasions import Due, Occasion, rows_in
from portal.common.reminders.plan import Standing

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
KIND = LetterKind("tests.reminder", "Reminder", "", lambda _letter, _now: True, lambda _letter: Content("s", "t"))


class Phase:
    """Something with a date, and people who are told two days before."""

    def __init__(self, number, starts_at, people, *, is_draft=False):
        self.number, self.starts_at, self.people, self.is_draft = number, starts_at, people, is_draft

    def dues(self):
        for name, joined_at in self.people.items():
            yield Due(
                subject=f"tests.phase:{self.number}",
                anchor_at=self.starts_at,
                due_at=self.starts_at - 2 * DAY,
                not_after=self.starts_at,
                recipient_key=f"user:{name}",
                email=f"{name}@example.si" if name != "nobody" else "",
                language="sl",
                joined_at=joined_at,
                facts={"phase": self.number},
            )


@pytest.fixture
def occasions(monkeypatch):
    own = Registry("occasion")
    monkeypatch.setattr(sweep, "occasions", own)
    monkeypatch.setattr(plan, "occasions", own)
    return own


@pytest.fixture
def phases(occasions):
    """The phases there are; the occasion finds what is due from them as they are now."""
    phases = []

    def find(start, end, *, subjects=None):
        dues = [due for phase in phases if not phase.is_draft for due in phase.dues() if start < due.due_at <= end]
        return [due for due in dues if subjects is None or due.subject in subjects]

    occasions.register("tests.phase_starts", Occasion("tests.phase_starts", "Phase starts", KIND, find))
    return phases


@pytest.fixture
def phase(phases, now):
    phases.append(Phase(1, now + 10 * DAY, {"ana": now - DAY, "bor": now - DAY}))
    return phases[0]


def test_each_person_is_reminded_once_when_it_is_due(phase, now):
    told = [sweep.send_due_reminders(now + days * DAY) for days in (7, 8, 8, 9)]
    assert told == [0, 2, 0, 0]
    assert list(Letter.objects.order_by("recipient").values_list("recipient", "facts__phase")) == [("ana@example.si", 1), ("bor@example.si", 1)]


def test_moving_the_date_arms_the_reminder_again(phase, now):
    sweep.send_due_reminders(now + 8 * DAY)
    phase.starts_at += 5 * DAY
    told = [sweep.send_due_reminders(now + days * DAY) for days in (9, 13, 14)]
    assert told == [0, 2, 0]
    assert Letter.objects.count() == 4


def test_who_joined_after_it_was_due_is_not_told_and_the_page_says_why(phase, now):
    phase.people["late"] = now + 8 * DAY + timedelta(hours=1)
    assert sweep.send_due_reminders(now + 9 * DAY) == 2
    late = [line for line in plan.history() if line.keys == ("user:late",)]
    assert [(line.standing, line.reason) for line in late] == [(Standing.SKIPPED, "joined_later")]
    assert str(late[0].reason_words)


def test_a_draft_never_reminds(phase, now):
    phase.is_draft = True
    assert (sweep.send_due_reminders(now + 9 * DAY), Reminder.objects.count()) == (0, 0)


def test_a_worker_that_slept_tells_what_still_makes_sense_and_skips_the_rest(phase, phases, now):
    phases.append(Phase(2, now + 20 * DAY, {"ana": now}))
    assert sweep.send_due_reminders(now + 19 * DAY) == 1
    assert list(Reminder.objects.order_by("subject", "recipient_key").values_list("subject", "outcome", "reason")) == [
        ("tests.phase:1", Outcome.SKIPPED, "too_late"),
        ("tests.phase:1", Outcome.SKIPPED, "too_late"),
        ("tests.phase:2", Outcome.WRITTEN, ""),
    ]


def test_what_is_long_past_is_not_looked_for(phase, now):
    assert (sweep.send_due_reminders(now + 60 * DAY), Reminder.objects.count()) == (0, 0)


def test_a_date_moved_so_near_that_its_reminder_is_due_already_reminds_at_once(phase, now):
    phase.starts_at = now + DAY
    assert sweep.send_due_reminders(now) == 2


def test_a_person_without_an_address_is_skipped_with_the_reason(phase, now):
    phase.people = {"nobody": now}
    sweep.send_due_reminders(now + 8 * DAY)
    assert [(line.standing, line.reason) for line in plan.history()] == [(Standing.SKIPPED, "no_address")]


def test_one_rooms_mistake_silences_no_other_and_shows_in_the_heartbeat(occasions, phase, now):
    def find(_start, _end, **_narrowed):
        raise LookupError("no such phase")

    occasions._items = {"tests.broken": Occasion("tests.broken", "Broken", KIND, find), **occasions._items}
    with pytest.raises(ExceptionGroup):
        sweep.send_due_reminders(now + 8 * DAY)
    assert Letter.objects.count() == 2


def test_a_crash_between_row_and_letter_leaves_nothing_half_done(phase, now, monkeypatch):
    def crash(*_args, **_facts):
        raise OperationalError("server closed the connection")

    with monkeypatch.context() as broken:
        broken.setattr(sweep, "post", crash)
        with pytest.raises(OperationalError):
            sweep.send_due_reminders(now + 8 * DAY)
    assert Reminder.objects.count() == 0
    assert sweep.send_due_reminders(now + 8 * DAY) == 2


def test_of_two_sweeps_at_once_one_reminds(phase, occasions, now):
    (occasion,) = occasions
    due = next(iter(phase.dues()))
    assert [sweep.decide(occasion, due, now + 8 * DAY) for _sweep in range(2)] == [1, 0]


def test_a_sweep_asks_as_often_for_many_as_for_one(phase, now, django_assert_num_queries):
    sweep.send_due_reminders(now + 8 * DAY)
    with django_assert_num_queries(1):
        sweep.send_due_reminders(now + 8 * DAY)


def test_the_plan_shows_what_is_to_come_and_what_waits_for_the_worker(phase, phases, now):
    phases.append(Phase(2, now + 30 * DAY, {"ana": now}))
    lines = plan.planned(now + 9 * DAY, now + 40 * DAY)
    assert [(line.subject, line.recipient_key, line.standing) for line in lines] == [
        ("tests.phase:1", "user:ana", Standing.PLANNED),
        ("tests.phase:1", "user:bor", Standing.PLANNED),
        ("tests.phase:2", "user:ana", Standing.PLANNED),
    ]
    assert [line.subject for line in plan.planned(now, now + 40 * DAY, subjects={"tests.phase:2"})] == ["tests.phase:2"]
    assert plan.planned(now, now + 40 * DAY, prefix="other.") == []


def test_a_plan_of_a_few_subjects_asks_each_occasion_for_these_only(occasions, now):
    asked = []

    def find(_start, _end, *, subjects=None):
        asked.append(subjects)
        return []

    occasions.register("tests.asked", Occasion("tests.asked", "Asked", KIND, find))
    plan.planned(now, now + DAY, subjects={"tests.phase:2"})
    plan.planned(now, now + DAY)
    sweep.send_due_reminders(now)
    assert asked == [{"tests.phase:2"}, None, None]


def test_the_rows_of_one_name_are_read_from_the_subjects():
    assert rows_in(["tests.phase:2", "tests.phase:31", "tests.milestone:4", "other.tests.phase:5"], "tests.phase") == {2, 31}


def test_the_plan_holds_no_more_what_was_decided(phase, now):
    sweep.send_due_reminders(now + 8 * DAY)
    assert plan.planned(now + 8 * DAY, now + 40 * DAY) == []


@pytest.mark.parametrize(
    ("state", "standing", "reason"),
    [
        (State.QUEUED, Standing.ON_ITS_WAY, ""),
        (State.RETRY_WAIT, Standing.ON_ITS_WAY, ""),
        (State.SENT, Standing.SENT, ""),
        (State.FAILED, Standing.FAILED, "refused"),
        (State.UNCERTAIN, Standing.UNCERTAIN, "lost_answer"),
        (State.EXPIRED, Standing.SKIPPED, "expired"),
        (State.CANCELLED, Standing.SKIPPED, "withdrawn"),
    ],
)
def test_the_history_tells_what_became_of_the_letter(phase, now, state, standing, reason):
    phase.people = {"ana": now}
    sweep.send_due_reminders(now + 8 * DAY)
    Letter.objects.update(state=state, sent_at=now + 8 * DAY, smtp_code=550)
    (line,) = plan.history(prefix="tests.phase:")
    assert (line.standing, line.reason, line.keys, line.number, line.label) == (standing, reason, ("user:ana",), 1, "Phase starts")


def test_a_letter_cleared_away_after_a_year_does_not_read_as_sent(phase, now):
    phase.people = {"ana": now}
    sweep.send_due_reminders(now + 8 * DAY)
    Letter.objects.update(state=State.FAILED, smtp_code=550, finished_at=now + 8 * DAY)
    tidy_up(now + 500 * DAY)
    (line,) = plan.history()
    assert (Letter.objects.count(), line.standing, bool(line.reason_words)) == (0, Standing.UNKNOWN, True)


def test_one_subject_with_many_people_hides_no_other(phase, phases, now):
    phases.append(Phase(2, phase.starts_at - timedelta(hours=1), {"bor": now}))
    phase.people = {f"p{number}": now for number in range(6)}
    sweep.send_due_reminders(now + 8 * DAY)
    assert [(line.subject, line.number) for line in plan.history(limit=2)] == [("tests.phase:1", 6), ("tests.phase:2", 1)]


@pytest.mark.parametrize("people", [1, 3])
def test_the_history_is_two_queries(phase, now, people, django_assert_num_queries):
    phase.people = {f"p{number}": now for number in range(people)}
    sweep.send_due_reminders(now + 8 * DAY)
    with django_assert_num_queries(2):
        (line,) = plan.history(subjects=["tests.phase:1"], since=now)
    assert (line.number, len(line.keys)) == (people, people)
