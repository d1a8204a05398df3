"""Letters to many leave over several connections: what each of them grants, refuses or loses is its own affair."""

from datetime import timedelta
from uuid import uuid4

import pytest

from portal.common.outbox import claim as claims
from portal.common.outbox import delivery
from portal.common.outbox.models import Lane, LanePause, Letter, State

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def nothing_learnt_yet(monkeypatch):
    monkeypatch.setattr(delivery, "_granted", (0, 0.0))


def test_a_newsletter_leaves_over_several_connections_at_once_and_what_a_person_waits_for_over_one(write, make_sink, now, states, settings):
    settings.MAIL_CONNECTIONS = 3
    sink = make_sink(seconds_each=0.05)
    write(7, lane=Lane.BULK)
    assert delivery.deliver_bulk(now) == 7
    assert (sink.connections, sink.most_at_once) == (3, 3)
    assert sorted(sink.recipients) == [f"resident{number}@example.si" for number in range(7)]
    assert set(states()) == {State.SENT}
    write(3, to="waits{}@example.si")
    delivery.deliver_transactional(now)
    assert sink.connections == 4


@pytest.mark.parametrize(("granted", "used"), [(1, 1), (2, 1), (3, 2)])
def test_a_server_that_grants_few_connections_keeps_one_for_what_a_person_waits_for(write, make_sink, now, states, settings, granted, used):
    settings.MAIL_CONNECTIONS = 4
    sink = make_sink(
        seconds_each=0.02, behave=lambda step, _argument: "421 4.7.0 too many connections" if step == "greeting" and sink.connections > granted else None
    )
    write(6, lane=Lane.BULK)
    assert delivery.deliver_bulk(now) == 6
    assert (sink.connections, sink.most_at_once, set(states())) == (granted + 1, used, {State.SENT})
    assert not LanePause.objects.exists()
    sink.behave = lambda _step, _argument: None
    write(6, lane=Lane.BULK)
    delivery.deliver_bulk(now)
    assert sink.connections == granted + 1 + used  # it is not asked for more again at once


def test_a_server_that_does_not_greet_a_second_time_keeps_nobody_waiting(write, make_sink, now, states, monkeypatch):
    monkeypatch.setattr(delivery, "GREETING_SECONDS", 0.3)
    sink = make_sink(behave=lambda step, _argument: "hang" if step == "greeting" and sink.connections > 1 else None)
    write(60, lane=Lane.BULK)
    assert delivery.deliver_bulk(now) == 60
    assert (sink.most_at_once, set(states())) == (1, {State.SENT})


def test_a_server_that_takes_its_time_to_greet_is_asked_for_one_connection(write, make_sink, now, states, monkeypatch):
    monkeypatch.setattr(delivery, "GREETING_SECONDS", 0.0)
    sink = make_sink()
    write(3, lane=Lane.BULK)
    assert delivery.deliver_bulk(now) == 3
    assert sink.connections == 1


def test_of_the_letters_in_hand_each_comes_to_its_own_end(write, make_sink, now, states, settings):
    settings.MAIL_CONNECTIONS = 4
    answers = {
        ("RCPT", "resident0@example.si"): "550 5.1.1 nobody",
        ("dot", "resident1@example.si"): "cut",
        ("DATA", "resident2@example.si"): "451 4.2.1 later",
    }
    make_sink(behave=lambda step, argument: answers.get((step, argument)))
    write(6, lane=Lane.BULK)
    delivery.deliver_bulk(now)
    assert states() == [State.FAILED, State.UNCERTAIN, State.RETRY_WAIT, State.SENT, State.SENT, State.SENT]
    assert Letter.objects.filter(claimed_by__isnull=False).count() == 0


def test_an_address_that_cannot_be_one_costs_no_other_letter(write, make_sink, now, states):
    sink = make_sink()
    write(3, lane=Lane.BULK)
    Letter.objects.filter(recipient="resident1@example.si").update(recipient=f"resident1@{'ü' * 60}.si")
    delivery.deliver_bulk(now)
    assert sorted(sink.recipients) == ["resident0@example.si", "resident2@example.si"]
    assert sorted(states()) == [State.FAILED, State.SENT, State.SENT]


def test_a_pause_that_one_connection_brought_is_not_ended_by_another(write, make_sink, now):
    asked = []
    make_sink(behave=lambda step, _argument: "451 4.7.1 slower" if step == "MAIL" and (asked.append(1) or len(asked) == 1) else None)
    LanePause.objects.create(lane=Lane.BULK, paused_until=now - HOUR)
    write(2, lane=Lane.BULK)
    delivery.deliver_bulk(now)
    assert LanePause.objects.get().paused_until > now


def test_an_answer_that_nobody_can_read_is_none(write, make_sink, now, states):
    answers = {("dot", "resident0@example.si"): "what?", ("RCPT", "resident1@example.si"): "what?"}
    make_sink(behave=lambda step, argument: answers.get((step, argument)))
    write(4, lane=Lane.BULK)
    delivery.deliver_bulk(now)
    assert states() == [State.UNCERTAIN, State.RETRY_WAIT, State.SENT, State.SENT]


def test_a_server_that_refuses_us_on_every_connection_pauses_the_lane_once(write, make_sink, now, states, settings):
    settings.MAIL_CONNECTIONS = 2
    make_sink(behave=lambda step, _argument: "550 5.7.1 not you" if step == "MAIL" else None)
    write(3, lane=Lane.BULK)
    delivery.deliver_bulk(now)
    assert (set(states()), set(Letter.objects.values_list("attempts", flat=True))) == ({State.QUEUED}, {0})
    assert LanePause.objects.get().failures == 0


def test_what_one_hand_holds_is_noted_together_and_only_what_is_still_ours(write, now, states):
    write(4, lane=Lane.BULK)
    first, second, third, fourth = sorted(claims.claim(Lane.BULK, now), key=lambda letter: letter.recipient)
    assert claims.settle_and_begin([], [first, second], now) == (set(), {first.pk, second.pk})
    Letter.objects.filter(pk__in=(second.pk, fourth.pk)).update(claimed_by=uuid4())
    sent = [claims.Sent(first, now, 250, "taken"), claims.Sent(second, now, None, "")]
    assert claims.settle_and_begin(sent, [third, fourth], now) == ({first.pk}, {third.pk})
    assert states() == [State.SENT, State.IN_FLIGHT, State.IN_FLIGHT, State.CLAIMED]
    first.refresh_from_db()
    assert (first.sent_at, first.smtp_code, first.smtp_reply, first.attempts, first.claimed_by) == (now, 250, "taken", 1, None)
    assert (third.attempts, fourth.attempts) == (1, 0)
