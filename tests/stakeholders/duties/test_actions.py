from datetime import date, timedelta

import pytest

from portal.common.models import AuditEntry
from portal.common.outbox.models import Letter
from portal.common.reminders.sweep import send_due_reminders
from stakeholders.duties import actions, rules
from stakeholders.duties.models import AccessibilityStatement, Feedback
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import actor_for, make_coordinator, make_feedback, make_statement

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def home():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture
def ana(home):
    return make_coordinator(municipality=home, name="Ana")


def kinds():
    return [letter.kind.removeprefix("duties.") for letter in Letter.objects.order_by("created_at", "pk")]


def give(home, now, **fields):
    answers = {"topic": "accessibility", "page": "/sl/", "message": "Ne vidim gumba.", "name": "", "email": "", "language": "sl", **fields}
    return actions.give_feedback(municipality=home, **answers, now=now)


def test_a_message_tells_the_coordinators_and_says_by_when_it_is_answered(home, ana, now):
    make_coordinator()  # of another municipality
    feedback = give(home, now, email=" Soseda@Setev.example ")
    assert (feedback.email, feedback.due_on) == ("soseda@setev.example", date(2027, 5, 18))
    assert [(letter.kind, letter.recipient) for letter in Letter.objects.all()] == [("duties.feedback_received", ana.email)]
    assert AuditEntry.objects.get().verb == "feedback.received"


def test_many_messages_in_an_hour_are_one_letter_to_each_who_answers(home, ana, now):
    for _ in range(5):
        give(home, now)
    give(home, now + timedelta(hours=1))
    assert (kinds(), Feedback.objects.count()) == (["feedback_received"] * 2, 6)


@pytest.mark.parametrize("to_a_municipality", [True, False])
def test_a_message_that_nobody_coordinates_reaches_whoever_runs_the_portal(home, now, settings, to_a_municipality):
    settings.OPERATOR_EMAIL = "portal@setev.example"
    give(home if to_a_municipality else None, now)
    assert [letter.recipient for letter in Letter.objects.all()] == ["portal@setev.example"]


def test_the_answer_goes_to_whoever_left_an_address_and_only_once(home, ana, now):
    feedback = give(home, now, email="soseda@setev.example")
    actions.answer_feedback(feedback=feedback, answer="Gumb je zdaj večji.", actor=actor_for(ana), now=now + DAY)
    with pytest.raises(rules.AlreadyAnswered):
        actions.answer_feedback(feedback=Feedback.objects.get(), answer="Še enkrat.", actor=actor_for(ana), now=now + DAY)
    feedback.refresh_from_db()
    assert (feedback.answer, feedback.answered_by, kinds()) == ("Gumb je zdaj večji.", ana, ["feedback_received", "feedback_answered"])


def test_without_an_address_the_answer_is_kept_and_no_letter_leaves(home, ana, now):
    actions.answer_feedback(feedback=give(home, now), answer="Urejeno.", actor=actor_for(ana), now=now)
    assert kinds() == ["feedback_received"]


def test_a_coordinator_of_another_municipality_does_not_answer(home, now):
    with pytest.raises(rules.NotYours):
        actions.answer_feedback(feedback=give(home, now), answer="Ne.", actor=actor_for(make_coordinator()), now=now)


def test_two_days_before_the_answer_is_due_its_coordinators_are_reminded_unless_it_is_answered(home, ana, now, letters):
    waits, answered = give(home, now), give(home, now)
    actions.answer_feedback(feedback=answered, answer="Urejeno.", actor=actor_for(ana), now=now)
    send_due_reminders(now + 6 * DAY + timedelta(hours=1))
    assert [letter.facts["row"] for letter in Letter.objects.filter(kind="duties.feedback_due")] == [waits.pk]


def test_saving_a_statement_reviews_it_and_a_year_later_its_coordinators_are_reminded(home, ana, now):
    make_statement(municipality=home, reviewed_on=date(2020, 1, 1))
    actions.keep_record(record=AccessibilityStatement.objects.get(), actor=actor_for(ana), now=now)
    assert AccessibilityStatement.objects.get().reviewed_on == date(2027, 5, 10)
    send_due_reminders(now + 352 * DAY)
    assert [(letter.kind, letter.recipient) for letter in Letter.objects.all()] == [("duties.statement_review", ana.email)]


def test_another_municipalitys_statement_is_not_changed(home, now):
    with pytest.raises(rules.NotYours):
        actions.keep_record(record=make_statement(municipality=home), actor=actor_for(make_coordinator()), now=now)


def test_messages_are_forgotten_a_year_after_their_answer_or_at_the_senders_wish(home, now):
    make_feedback(answer="Da.", answered_at=now)
    mine = make_feedback(email="soseda@setev.example")
    assert actions.forget_feedback(now + 365 * DAY) == 0
    assert actions.forget_feedback(now + 366 * DAY) == 1
    assert actions.erase_feedback(email=mine.email, now=now) == 1
    assert Feedback.objects.count() == 0
