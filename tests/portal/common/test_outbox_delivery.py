from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import translation

from portal.common.outbox import claim as claims
from portal.common.outbox import delivery
from portal.common.outbox.kinds import Content
from portal.common.outbox.models import Lane, LanePause, Letter, State
from portal.common.worker.leaving import leaving

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def nothing_learnt_yet(monkeypatch):
    monkeypatch.setattr(delivery, "_granted", (0, 0.0))


def test_letters_land_in_the_folder_in_the_order_they_were_written(write, mail_folder, now, states):
    write(3)
    assert delivery.deliver_transactional(now) == 3
    assert states() == [State.SENT] * 3
    names = sorted(path.name for path in mail_folder.iterdir())
    assert [name.endswith(".eml") and "-tests.note-" in name for name in names] == [True] * 3


def test_each_lane_delivers_its_own_letters(write, mail_folder, now):
    write(1, lane=Lane.BULK)
    assert (delivery.deliver_transactional(now), delivery.deliver_bulk(now)) == (0, 1)


def test_a_letter_is_not_delivered_before_its_time(write, mail_folder, now):
    write(1, not_before=now + HOUR)
    assert (delivery.deliver_transactional(now), delivery.deliver_transactional(now + HOUR)) == (0, 1)


def test_a_letter_whose_time_has_passed_expires(write, mail_folder, now, states):
    write(1, not_after=now + HOUR)
    delivery.deliver_transactional(now + 2 * HOUR)
    assert (states(), list(mail_folder.glob("*"))) == ([State.EXPIRED], [])


def test_a_letter_no_longer_wanted_is_cancelled_at_the_last_moment(write, make_kind, mail_folder, now, states):
    write(1, kind=make_kind("tests.unwanted", still_wanted=lambda _letter, _now: False))
    delivery.deliver_transactional(now)
    assert states() == [State.CANCELLED]


def test_one_letter_that_cannot_be_rendered_holds_up_no_other(write, make_kind, mail_folder, now, states):
    def fail(_letter):
        raise LookupError("no such seat")

    write(1, kind=make_kind("tests.broken", render=fail), to="a@example.si")
    write(2)
    delivery.deliver_transactional(now)
    assert states() == [State.FAILED, State.SENT, State.SENT]
    assert Letter.objects.get(state=State.FAILED).smtp_reply == "LookupError"


def test_a_letter_of_a_kind_not_known_yet_waits_for_a_newer_worker(write, make_kind, mail_folder, now, states, monkeypatch):
    write(1)
    monkeypatch.setattr(delivery, "kinds", {})
    delivery.deliver_transactional(now)
    assert states() == [State.RETRY_WAIT]


def test_a_letter_is_rendered_in_its_own_language(write, make_kind, mail_folder, now, settings):
    spoken = []
    kind = make_kind("tests.spoken", render=lambda _letter: spoken.append(translation.get_language()) or Content("s", "t"))
    for language in ("en", "sl", "xx"):
        write(1, kind=kind, language=language, to=f"{language}@example.si")
    delivery.deliver_transactional(now)
    assert sorted(spoken) == sorted(["en", "sl", settings.LANGUAGE_CODE])


def test_a_server_that_goes_ahead_although_it_refused_the_recipient_is_given_nothing(write, make_sink, now, states):
    sink = make_sink(
        behave=lambda step, argument: "550 5.1.1 nobody" if step == "RCPT" and argument == "resident0@example.si" else None, goes_ahead_anyway=True
    )
    write(2)
    delivery.deliver_transactional(now)
    assert (states(), sink.recipients) == ([State.FAILED, State.SENT], ["resident1@example.si"])


def test_a_letter_keeps_what_the_server_said_and_its_message_id(write, make_sink, now):
    letter = write(1)
    sink = make_sink()
    delivery.deliver_transactional(now)
    letter.refresh_from_db()
    assert (letter.state, letter.smtp_code, letter.smtp_reply, letter.attempts) == (State.SENT, 250, "taken", 1)
    assert (letter.claimed_by, letter.lease_until, letter.message_id) == (None, None, sink.accepted[0][0])
    assert now <= letter.sent_at < now + timedelta(seconds=20)


@pytest.mark.parametrize(
    ("step", "reply", "state"),
    [
        ("RCPT", "451 4.7.1 later", State.RETRY_WAIT),
        ("RCPT", "550 5.1.1 nobody", State.FAILED),
        ("DATA", "452 4.3.1 full", State.RETRY_WAIT),
        ("DATA", "554 5.6.0 no", State.FAILED),
        ("dot", "451 4.3.0 later", State.RETRY_WAIT),
        ("dot", "552 5.3.4 too big", State.FAILED),
        ("dot", "421 4.3.2 closing", State.RETRY_WAIT),
        ("MAIL", "cut", State.RETRY_WAIT),
        ("RCPT", "cut", State.RETRY_WAIT),
        ("DATA", "cut", State.RETRY_WAIT),
        ("dot", "cut", State.RETRY_WAIT),
        ("MAIL", "550 5.7.1 not you", State.QUEUED),
        ("MAIL", "451 4.7.1 slower", State.RETRY_WAIT),
        ("greeting", "554 5.7.1 blocked", State.QUEUED),
        ("greeting", "421 4.3.2 busy", State.RETRY_WAIT),
        ("greeting", "cut", State.RETRY_WAIT),
    ],
)
@pytest.mark.parametrize("extensions", [("PIPELINING",), ()], ids=["all at once", "one by one"])
def test_what_the_server_answers_decides_what_becomes_of_the_letter(write, make_sink, now, states, step, reply, state, extensions):
    make_sink(behave=lambda at, _argument: reply if at == step else None, extensions=extensions)
    write(1)
    delivery.deliver_transactional(now)
    assert states() == [state]


@pytest.mark.parametrize(("step", "reply"), [("MAIL", "550 5.7.1 not you"), ("greeting", "554 5.7.1 blocked")])
def test_a_server_that_refuses_us_pauses_the_lane_and_costs_no_letter_an_attempt(write, make_sink, now, states, step, reply):
    sink = make_sink(behave=lambda at, _argument: reply if at == step else None)
    write(3)
    delivery.deliver_transactional(now)
    delivery.deliver_transactional(now + timedelta(seconds=5))
    pause = LanePause.objects.get()
    assert (states(), sink.connections, pause.smtp_code) == ([State.QUEUED] * 3, 1, int(reply[:3]))
    assert set(Letter.objects.values_list("attempts", flat=True)) == {0}
    sink.behave = lambda _step, _argument: None
    assert delivery.deliver_transactional(pause.paused_until + timedelta(seconds=1)) == 3
    assert LanePause.objects.count() == 0


def test_a_server_that_is_away_is_asked_once_a_pause_and_its_letters_leave_when_it_is_back(write, settings, make_sink, now, states):
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    write(3)
    delivery.deliver_transactional(now)
    delivery.deliver_transactional(now + timedelta(seconds=1))
    assert sorted(states()) == [State.QUEUED, State.QUEUED, State.RETRY_WAIT]
    make_sink()
    delivery.deliver_transactional(now + HOUR)
    assert states() == [State.SENT] * 3


def test_one_refused_recipient_does_not_disturb_the_next(write, make_sink, now, states):
    sink = make_sink(behave=lambda step, who: "550 5.1.1 nobody" if step == "RCPT" and "1@" in who else None)
    write(3)
    delivery.deliver_transactional(now)
    assert (states(), sink.connections) == ([State.SENT, State.FAILED, State.SENT], 1)


def test_a_connection_serves_a_hundred_letters(write, make_sink, now):
    sink = make_sink()
    write(120)
    delivery.deliver(Lane.TRANSACTIONAL, now, seconds=60)
    assert (sink.connections, len(set(sink.recipients))) == (2, 120)


def test_attempts_are_spread_over_two_to_three_days_and_then_given_up(write, make_sink, now, states):
    make_sink(behave=lambda step, _argument: "451 4.7.1 later" if step == "RCPT" else None)
    write(1)
    moment, waits = now, []
    while states() != [State.FAILED]:
        delivery.deliver_transactional(moment)
        due_at = Letter.objects.get().not_before
        waits.append(due_at - moment)
        moment = max(due_at, moment) + timedelta(seconds=1)
    assert timedelta(seconds=7) < waits[0] < timedelta(seconds=13)
    assert timedelta(hours=44) < moment - now < timedelta(hours=72)


def test_a_lost_answer_repeats_a_transactional_letter_only_so_often(write, make_sink, now, states):
    sink = make_sink(behave=lambda step, _argument: "cut" if step == "dot" else None)
    write(1)
    for day in range(20):
        delivery.deliver_transactional(now + timedelta(days=day))
    assert (states(), len(sink.accepted)) == ([State.UNCERTAIN], claims.MAX_INTERRUPTIONS)
    assert len({ident for ident, _recipient, _message in sink.accepted}) == 1


def test_a_lost_answer_leaves_a_bulk_letter_uncertain_with_its_message_id(write, make_sink, now, states):
    sink = make_sink(behave=lambda step, _argument: "cut" if step == "dot" else None)
    letter = write(1, lane=Lane.BULK)
    delivery.deliver_bulk(now)
    letter.refresh_from_db()
    assert (letter.state, letter.message_id) == (State.UNCERTAIN, sink.accepted[0][0])


def test_what_a_dead_worker_had_only_claimed_waits_again(write, mail_folder, now, states):
    write(2)
    assert len(claims.claim(Lane.TRANSACTIONAL, now)) == 2
    assert delivery.deliver_transactional(now + timedelta(seconds=1)) == 0
    assert delivery.deliver_transactional(now + claims.lease()) == 2
    assert set(Letter.objects.values_list("interruptions", flat=True)) == {1}


@pytest.mark.parametrize(("lane", "state"), [(Lane.TRANSACTIONAL, State.QUEUED), (Lane.BULK, State.UNCERTAIN)])
def test_what_a_dead_worker_was_handing_over_is_sent_again_or_shown_as_uncertain(write, now, states, lane, state):
    write(1, lane=lane)
    (letter,) = claims.claim(lane, now)
    assert claims.settle_and_begin([], [letter], now) == (set(), {letter.pk})
    claims.recover(lane, now + claims.lease())
    assert states() == [state]


def test_a_letter_that_kills_its_worker_each_time_is_taken_alone_and_given_up(write, now, states):
    write(3)
    moment = now
    for _death in range(claims.ALONE_AFTER):
        assert len(claims.claim(Lane.TRANSACTIONAL, moment)) == 3
        moment += claims.lease()
        claims.recover(Lane.TRANSACTIONAL, moment)
    for _death in range(claims.MAX_INTERRUPTIONS - claims.ALONE_AFTER):
        (poison,) = claims.claim(Lane.TRANSACTIONAL, moment)
        Letter.objects.exclude(pk=poison.pk).update(not_before=moment + timedelta(days=9))
        moment += claims.lease()
        claims.recover(Lane.TRANSACTIONAL, moment)
    assert sorted(states()) == [State.FAILED, State.QUEUED, State.QUEUED]


def test_a_worker_that_woke_after_its_lease_may_neither_begin_nor_settle(write, now, states):
    write(1)
    (slow,) = claims.claim(Lane.TRANSACTIONAL, now)
    later = now + claims.lease()
    assert claims.settle_and_begin([], [slow], later) == (set(), set())
    claims.recover(Lane.TRANSACTIONAL, later)
    (other,) = claims.claim(Lane.TRANSACTIONAL, later)
    assert claims.settle(slow, {"state": State.FAILED, "finished_at": later}) is False
    assert claims.settle_and_begin([], [other], later) == (set(), {other.pk})
    assert states() == [State.IN_FLIGHT]


def test_a_letter_cancelled_after_the_claim_is_not_handed_over(write, now):
    write(1)
    (letter,) = claims.claim(Lane.TRANSACTIONAL, now)
    Letter.objects.update(state=State.CANCELLED)
    assert claims.settle_and_begin([], [letter], now) == (set(), set())


def test_a_worker_that_is_asked_to_leave_gives_back_what_it_has_not_begun(write, make_kind, mail_folder, now, states):
    def leave(_letter):
        leaving.set()
        return Content("s", "t")

    write(4, kind=make_kind("tests.leave", render=leave))
    try:
        delivery.deliver_transactional(now)
    finally:
        leaving.clear()
    assert sorted(states()) == [State.QUEUED, State.QUEUED, State.QUEUED, State.SENT]  # which of one moment leaves first is not promised


def test_a_run_is_bounded_in_time_and_says_that_more_waits(write, mail_folder, now, states):
    write(3)
    assert delivery.deliver(Lane.TRANSACTIONAL, now, seconds=0.0) == {delivery.MORE_OFTEN: 1}
    assert states() == [State.QUEUED] * 3


def test_trouble_with_the_database_is_not_the_letters_fault(write, make_kind, mail_folder, now, states):
    def lose_database(_letter, _now):
        raise OperationalError("server closed the connection")

    write(2, kind=make_kind("tests.lost", still_wanted=lose_database))
    with pytest.raises(OperationalError):
        delivery.deliver_transactional(now)
    assert states() == [State.QUEUED] * 2


def test_a_transactional_letter_goes_before_the_rest_of_a_bulk_run(write, make_kind, mail_folder, now, monkeypatch):
    def hurry(letter):
        if not Letter.objects.filter(lane=Lane.TRANSACTIONAL).exists():
            write(1, to="hurry@example.si")
        return Content("s", "t")

    write(5, kind=make_kind("tests.bulk", render=hurry), lane=Lane.BULK)
    monkeypatch.setattr(delivery.time, "monotonic", iter(range(10_000)).__next__)
    delivery.deliver(Lane.BULK, now, seconds=5_000)
    order = list(Letter.objects.order_by("sent_at").values_list("recipient", flat=True))
    assert (len(order), order.index("hurry@example.si") < 3) == (6, True)


def test_an_idle_lane_costs_few_reads_and_no_write(django_assert_num_queries, mail_folder, now, db):
    with django_assert_num_queries(3):
        delivery.deliver_transactional(now)


def test_is_waiting_tells_of_due_letters_and_of_those_left_behind_but_not_in_a_pause(write, now):
    assert claims.is_waiting(Lane.TRANSACTIONAL, now) is False
    write(1)
    assert claims.is_waiting(Lane.TRANSACTIONAL, now) is True
    claims.claim(Lane.TRANSACTIONAL, now)
    assert claims.is_waiting(Lane.TRANSACTIONAL, now) is False
    assert claims.is_waiting(Lane.TRANSACTIONAL, now + claims.lease()) is True
    LanePause.objects.create(lane=Lane.TRANSACTIONAL, paused_until=now + HOUR)
    assert claims.is_waiting(Lane.TRANSACTIONAL, now + claims.lease()) is False
