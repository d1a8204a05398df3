from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import translation

from portal.common.models import AuditEntry
from portal.common.outbox import batches
from portal.common.outbox.delivery import deliver_bulk
from portal.common.outbox.models import BatchState, Letter, State
from portal.common.versions import ChangedMeanwhile
from stakeholders.mandates.models import Mandate
from stakeholders.newsletters import actions
from stakeholders.newsletters.choices import Standing
from stakeholders.newsletters.models import Issue
from stakeholders.newsletters.rules import MayNotSend, NotYours
from stakeholders.people.models import User
from stakeholders.subscriptions.actions import end_subscriptions, erase_subscriptions, open_topic
from stakeholders.subscriptions.choices import Reason, Way, address_keys
from stakeholders.subscriptions.models import Suppression
from tests.factories.stakeholders import actor_for, make_admin, make_colleague, make_coordinator, make_issue, make_subscriber, make_topic

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_URL = f"file://{tmp_path}/mail"
    return tmp_path / "mail"


def by_state(issue):
    return dict(batches.reckon(issue.batch).by_state)


# --- Written ---


def test_an_editor_writes_and_only_a_coordinator_sends(issue, litija, subscribers, now):
    editor = actor_for(make_colleague("editor", municipality=litija))
    issue.subject_sl = "Novo"
    actions.change_issue(issue=issue, topics=issue.topics.all(), columns={"subject_sl"}, actor=editor, now=now)
    with pytest.raises(NotYours):
        actions.schedule_issue(issue=issue, send_at=None, actor=editor, now=now)


def test_whoever_only_looks_writes_nothing(issue, litija, now):
    viewer = actor_for(make_colleague("viewer", municipality=litija))
    with pytest.raises(NotYours):
        actions.change_issue(issue=issue, topics=[], columns={"subject_sl"}, actor=viewer, now=now)


def test_a_colleague_of_another_municipality_does_not_write_here(issue, now):
    other = actor_for(make_colleague("coordinator"))
    for act in (actions.discard_issue, lambda **given: actions.schedule_issue(send_at=None, **given)):
        with pytest.raises(NotYours):
            act(issue=issue, actor=other, now=now)


def test_of_two_who_write_the_second_is_told(issue, lead, now):
    seen = issue.history.latest("history_id").history_id
    actions.change_issue(issue=issue, topics=issue.topics.all(), columns={"subject_sl"}, seen=seen, actor=lead, now=now)
    with pytest.raises(ChangedMeanwhile):
        actions.change_issue(issue=issue, topics=issue.topics.all(), columns={"subject_sl"}, seen=seen, actor=lead, now=now)


def test_the_next_issue_begins_with_the_words_of_the_last(sent, lead, topic, now):
    fresh = actions.copy_issue(issue=sent, actor=lead, now=now)
    assert (fresh.standing, fresh.batch, fresh.slug, fresh.subject_sl, list(fresh.topics.all())) == (Standing.DRAFT, None, None, "Novice iz Litije", [topic])


# --- Sent ---


def test_everybody_who_confirmed_a_topic_gets_one_letter(issue, topic, litija, lead, now):
    other = make_topic(municipality=litija)
    issue.topics.add(other)
    make_subscriber(topics=[topic, other], email="both@example.si")
    make_subscriber(topics=[other], email="one@example.si")
    make_subscriber(topics=[topic], email="pending@example.si", standing="pending")
    make_subscriber(topics=[topic], email="ended@example.si", standing="ended")
    make_subscriber(topics=[make_topic(municipality=litija)], email="elsewhere@example.si")
    actions.schedule_issue(issue=issue, send_at=None, actor=lead, now=now)
    actions.advance_newsletters(now)
    assert sorted(Letter.objects.values_list("recipient", flat=True)) == ["both@example.si", "one@example.si"]


def test_each_gets_the_language_they_chose_or_the_municipalitys_own(issue, topic, lead, now):
    for language in ("sl", "en", "de"):
        make_subscriber(topics=[topic], email=f"{language}@example.si", language=language)
    actions.schedule_issue(issue=issue, send_at=None, actor=lead, now=now)
    actions.advance_newsletters(now)
    assert dict(Letter.objects.values_list("recipient", "language")) == {"sl@example.si": "sl", "en@example.si": "en", "de@example.si": "sl"}


def test_an_issue_leaves_and_is_counted_to_the_last_letter(sent, to_the_end, folder):
    assert (sent.standing, sent.batch.state, by_state(sent)) == (Standing.SENDING, BatchState.RUNNING, {State.QUEUED: 3})
    to_the_end(sent)
    assert (sent.standing, by_state(sent), sent.outcome, sent.batch.state) == (Standing.SENT, {State.SENT: 3}, {"sent": 3}, BatchState.DONE)
    assert len(list(folder.glob("*.eml"))) == 3


def test_pressing_send_twice_sends_once(issue, subscribers, lead, now):
    actions.schedule_issue(issue=issue, send_at=None, actor=lead, now=now)
    with pytest.raises(MayNotSend):
        actions.schedule_issue(issue=issue, send_at=None, actor=lead, now=now)
    actions.advance_newsletters(now)
    actions.advance_newsletters(now)
    assert Letter.objects.count() == 3


def test_what_is_scheduled_waits_and_can_be_taken_back(issue, subscribers, lead, now):
    actions.schedule_issue(issue=issue, send_at=now + DAY, actor=lead, now=now)
    actions.advance_newsletters(now)
    assert Letter.objects.count() == 0
    actions.take_back_issue(issue=issue, actor=lead, now=now)
    actions.advance_newsletters(now + 2 * DAY)
    issue.refresh_from_db()
    assert (issue.standing, issue.send_at, Letter.objects.count()) == (Standing.DRAFT, None, 0)


@pytest.mark.parametrize("late", [-timedelta(minutes=1), timedelta(days=400)])
def test_a_moment_that_makes_no_sense_is_refused(issue, subscribers, lead, now, late):
    with pytest.raises(MayNotSend):
        actions.schedule_issue(issue=issue, send_at=now + late, actor=lead, now=now)


def test_an_issue_that_lost_its_readers_becomes_a_draft_again(issue, subscribers, topic, lead, now):
    actions.schedule_issue(issue=issue, send_at=now + DAY, actor=lead, now=now)
    for one in subscribers:
        end_subscriptions(subscriber=one, topics=[topic], way=Way.LETTER, now=now)
    actions.advance_newsletters(now + DAY)
    issue.refresh_from_db()
    assert issue.standing == Standing.DRAFT
    assert AuditEntry.objects.filter(verb="issue.held_up").exists()
    (told,) = Letter.objects.filter(kind="newsletters.held_up")
    assert (told.recipient, told.language) == (lead.email, "sl")


@pytest.fixture
def closed(issue, subscribers, topic, lead, now):
    """It should have left tomorrow, and its topic is closed today."""
    actions.schedule_issue(issue=issue, send_at=now + DAY, actor=lead, now=now)
    open_topic(topic=topic, is_open=False, actor=lead, now=now)
    return issue


def test_the_letter_says_why_it_has_not_left(closed, now, letters):
    actions.advance_newsletters(now + DAY)
    (letter,) = letters(now + DAY)
    text = letter.get_body(("plain",)).get_content()
    assert "E-novice »Novice iz Litije« bi morale oditi 11. maja 2027, 09:00. Ni šlo:" in text
    assert "- Izberite vsaj eno odprto temo." in text


def test_where_who_had_it_sent_does_not_lead_any_more_the_others_are_told(closed, maja, now, litija):
    successor = make_coordinator(municipality=litija)
    Mandate.objects.filter(user=maja).update(ended_at=now)
    actions.advance_newsletters(now + DAY)
    assert list(Letter.objects.values_list("kind", "recipient")) == [("newsletters.held_up", successor.email)]


def test_an_administrator_who_had_it_sent_is_told(issue, subscribers, topic, lead, now):
    boss = make_admin()
    actions.schedule_issue(issue=issue, send_at=now + DAY, actor=actor_for(boss), now=now)
    open_topic(topic=topic, is_open=False, actor=lead, now=now)
    actions.advance_newsletters(now + DAY)
    assert Letter.objects.get().recipient == boss.email


def test_of_one_that_was_called_off_meanwhile_nobody_hears_that_it_was_stopped(sent, lead, now, letters):
    actions.pause_issue(issue=sent, actor=None, now=now)
    actions.call_off_issue(issue=sent, actor=lead, now=now)
    assert letters(now) == []


def test_where_nobody_leads_any_more_whoever_runs_the_portal_is_told(closed, maja, now, settings):
    settings.OPERATOR_EMAIL = "operator@setev.example"
    User.objects.filter(pk=maja.pk).update(is_active=False)
    actions.advance_newsletters(now + DAY)
    assert Letter.objects.get().recipient == "operator@setev.example"


def test_who_has_looked_at_it_already_gets_no_letter_of_it(issue, subscribers, topic, lead, now, letters):
    actions.schedule_issue(issue=issue, send_at=now + DAY, actor=lead, now=now)
    open_topic(topic=topic, is_open=False, actor=lead, now=now)
    actions.advance_newsletters(now + DAY)
    open_topic(topic=topic, is_open=True, actor=lead, now=now)
    issue.refresh_from_db()
    actions.schedule_issue(issue=issue, send_at=now + 3 * DAY, actor=lead, now=now + DAY)
    assert letters(now + DAY) == []


def test_what_was_sent_is_frozen(sent, lead, now, litija):
    with translation.override("sl"):
        before = [(edition.language, edition.subject, edition.words) for edition in sent.editions.in_order()]
    Issue.objects.filter(pk=sent.pk).update(subject_sl="Popravljeno", text_sl="Popravljeno")
    sent.refresh_from_db()
    with pytest.raises(MayNotSend):
        actions.change_issue(issue=sent, topics=[], columns={"subject_sl"}, actor=lead, now=now)
    assert [(edition.language, edition.subject, edition.words) for edition in sent.editions.in_order()] == before


def test_preparing_goes_on_where_it_was_killed(issue, topic, lead, now, monkeypatch):
    monkeypatch.setattr(actions, "SHARE", 2)
    for number in range(5):
        make_subscriber(topics=[topic], email=f"r{number}@example.si")
    actions.schedule_issue(issue=issue, send_at=None, actor=lead, now=now)
    actions.advance_issue(issue_id=issue.pk, now=now)
    actions.advance_issue(issue_id=issue.pk, now=now)
    with transaction.atomic():
        actions.advance_issue(issue_id=issue.pk, now=now)
        transaction.set_rollback(True)  # the worker is killed before it could commit
    assert (Letter.objects.count(), deliver_bulk(now)) == (2, 0)
    actions.advance_newsletters(now)
    issue.refresh_from_db()
    assert (Letter.objects.count(), issue.standing) == (5, Standing.SENDING)


def test_those_who_must_not_be_written_to_are_counted_and_not_written_to(issue, subscribers, to_the_end, lead, now, folder):
    Suppression.objects.create(address_key=address_keys(subscribers[0].email)[0], reason=Reason.COMPLAINT, since=now)
    actions.schedule_issue(issue=issue, send_at=None, actor=lead, now=now)
    actions.advance_newsletters(now)
    to_the_end(issue)
    assert issue.outcome == {"sent": 2, "suppressed": 1}


def test_who_unsubscribes_while_it_runs_gets_nothing_more(sent, subscribers, topic, to_the_end, now, folder):
    end_subscriptions(subscriber=subscribers[1], topics=[topic], way=Way.ONE_CLICK, now=now)
    to_the_end(sent)
    assert sent.outcome == {"sent": 2, "suppressed": 1}


def test_who_is_forgotten_while_it_runs_gets_nothing_more(sent, subscribers, to_the_end, now, folder):
    erase_subscriptions(email=subscribers[1].email, now=now)
    to_the_end(sent)
    assert sent.outcome == {"sent": 2, "suppressed": 1}


def test_a_topic_that_is_closed_while_it_runs_sends_no_more(sent, topic, to_the_end, folder):
    topic.is_open = False
    topic.save()
    to_the_end(sent)
    assert sent.outcome == {"suppressed": 3}


# --- Paused, called off, tried again ---


def test_what_is_paused_sends_nothing_until_it_goes_on(sent, lead, to_the_end, now, folder):
    actions.pause_issue(issue=sent, actor=lead, now=now)
    to_the_end(sent)
    assert (sent.standing, by_state(sent)) == (Standing.PAUSED, {State.QUEUED: 3})
    actions.resume_issue(issue=sent, actor=lead, now=now)
    actions.advance_newsletters(now)
    to_the_end(sent)
    assert sent.outcome == {"sent": 3}


def test_what_was_paused_too_long_is_stale(sent, lead, to_the_end, now, folder):
    actions.pause_issue(issue=sent, actor=lead, now=now)
    later = now + 8 * DAY
    actions.resume_issue(issue=sent, actor=lead, now=later)
    actions.advance_newsletters(later)
    to_the_end(sent, at=later)
    assert sent.outcome == {"expired": 3}


def test_what_is_called_off_never_leaves(sent, lead, to_the_end, now, folder):
    actions.call_off_issue(issue=sent, actor=lead, now=now)
    to_the_end(sent)
    assert (sent.standing, sent.outcome, sent.batch.state, list(folder.glob("*"))) == (Standing.CANCELLED, {"cancelled": 3}, BatchState.DONE, [])


def test_called_off_while_it_is_prepared_it_writes_no_further_letter(issue, subscribers, lead, now, monkeypatch):
    monkeypatch.setattr(actions, "SHARE", 1)
    actions.schedule_issue(issue=issue, send_at=None, actor=lead, now=now)
    actions.advance_issue(issue_id=issue.pk, now=now)
    actions.advance_issue(issue_id=issue.pk, now=now)
    actions.call_off_issue(issue=issue, actor=lead, now=now)
    actions.advance_newsletters(now)
    assert list(Letter.objects.values_list("state", flat=True)) == [State.CANCELLED]


def test_what_was_refused_is_tried_once_more_when_somebody_says_so(sent, lead, to_the_end, now, folder):
    Letter.objects.filter(recipient="narocnica0@example.si").update(state=State.UNCERTAIN, finished_at=now)
    to_the_end(sent)
    assert sent.outcome == {"sent": 2, "uncertain": 1}
    assert actions.send_stranded_again(issue=sent, actor=lead, now=now) == 1
    assert to_the_end(sent).outcome == {"sent": 3}


def test_an_unknown_mailbox_is_not_written_to_again(sent, to_the_end, now, folder):
    said = {"state": State.FAILED, "finished_at": now, "smtp_code": 550}
    Letter.objects.filter(recipient="narocnica0@example.si").update(smtp_reply="5.1.1 no such user", **said)
    Letter.objects.filter(recipient="narocnica1@example.si").update(smtp_reply="5.7.1 blocked by policy", **said)
    to_the_end(sent)
    assert Suppression.objects.of("narocnica0@example.si").get().reason == Reason.REFUSED
    assert not Suppression.objects.of("narocnica1@example.si").exists()


def test_where_many_are_refused_it_stops_by_itself(issue, topic, lead, to_the_end, now, folder):
    for number in range(60):
        make_subscriber(topics=[topic], email=f"r{number}@example.si")
    actions.schedule_issue(issue=issue, send_at=None, actor=lead, now=now)
    actions.advance_newsletters(now)
    refused = Letter.objects.values_list("pk", flat=True)[:25]
    Letter.objects.filter(pk__in=list(refused)).update(state=State.FAILED, finished_at=now, smtp_code=550, smtp_reply="5.7.1 blocked")
    actions.advance_newsletters(now)
    issue.refresh_from_db()
    assert (issue.standing, issue.is_refused_widely, issue.batch.state) == (Standing.PAUSED, True, BatchState.HELD)
    assert Letter.objects.get(kind="newsletters.stopped").recipient == lead.email
    actions.resume_issue(issue=issue, actor=lead, now=now)
    issue.refresh_from_db()
    assert (issue.standing, issue.is_refused_widely) == (Standing.PREPARING, False)
    actions.advance_newsletters(now)  # its letters are let go once more
    to_the_end(issue)
    assert (issue.standing, issue.outcome) == (Standing.SENT, {"failed": 25, "sent": 35})


def test_what_is_sent_is_what_was_seen(issue, subscribers, topic, lead, now):
    seen = actions.state_of(issue=issue)
    issue.topics.add(make_topic(municipality=issue.municipality))
    with pytest.raises(MayNotSend, match="Somebody changed it while you were looking at it"):
        actions.schedule_issue(issue=issue, send_at=None, seen=seen, actor=lead, now=now)
    actions.schedule_issue(issue=issue, send_at=None, seen=actions.state_of(issue=issue), actor=lead, now=now)


def test_one_that_cannot_be_made_does_not_hold_up_the_others(issue, topic, subscribers, lead, now, monkeypatch):
    broken = make_issue(topics=[topic], subject_sl="Pokvarjeno")
    for one in (broken, issue):
        actions.schedule_issue(issue=one, send_at=None, actor=lead, now=now)
    real = actions._freeze

    def freeze(one, moment):
        if one.pk == broken.pk:
            message = "a block of it fails"
            raise RuntimeError(message)
        return real(one, moment)

    monkeypatch.setattr(actions, "_freeze", freeze)
    actions.advance_newsletters(now)
    assert dict(Issue.objects.values_list("subject_sl", "standing")) == {"Pokvarjeno": Standing.SCHEDULED, issue.subject_sl: Standing.SENDING}


def test_a_test_letter_goes_to_whoever_asks_and_to_nobody_else(issue, subscribers, lead, letters, now):
    actions.send_test(issue=issue, language="sl", actor=lead, now=now)
    found = letters(now)
    assert [(letter["To"], letter["Subject"], letter["List-Unsubscribe"]) for letter in found] == [("maja@setev.example", "Preizkus: Novice iz Litije", None)]


def test_drafts_are_thrown_away_and_what_was_sent_is_not(issue, lead, subscribers, now):
    other = make_issue(topics=issue.topics.all())
    actions.discard_issue(issue=other, actor=lead, now=now)
    actions.schedule_issue(issue=issue, send_at=None, actor=lead, now=now)
    with pytest.raises(MayNotSend):
        actions.discard_issue(issue=issue, actor=lead, now=now)
    assert list(Issue.objects.all()) == [issue]


def test_one_pass_asks_the_same_number_of_questions_for_few_and_many(issue, topic, lead, now, django_assert_num_queries):
    for number in range(40):
        make_subscriber(topics=[topic], email=f"r{number}@example.si")
    actions.schedule_issue(issue=issue, send_at=None, actor=lead, now=now)
    actions.advance_issue(issue_id=issue.pk, now=now)
    with django_assert_num_queries(8):
        actions.advance_issue(issue_id=issue.pk, now=now)
