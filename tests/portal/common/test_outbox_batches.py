"""Letters that belong together: held back, let go, called off as one, and made together."""

from datetime import timedelta

import pytest

from portal.common.outbox import batches, delivery
from portal.common.outbox.again import send_again
from portal.common.outbox.inspect import standing
from portal.common.outbox.kinds import Content
from portal.common.outbox.models import BatchState, Lane, Letter, State
from portal.common.outbox.post import Addressee, look_again, post_many

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def write_batch(make_kind, now):
    """`write_batch(3)`: a batch with three letters, not let go."""

    def write(count, *, kind=None, suppressed=0):
        kind = kind or make_kind("tests.issue", many=together)
        batch = batches.write_batch(kind.name, now=now)
        people = [
            Addressee(to=f"resident{number:03}@example.si", language="sl", once=str(number), is_suppressed=number < suppressed) for number in range(count)
        ]
        post_many(kind, batch, people, now=now)
        return batch

    return write


def together(letters, _moment):
    return {letter.pk: f"Message-ID: <{letter.pk}@x>\r\nSubject: to {letter.recipient}\r\n\r\nHello.\r\n".encode() for letter in letters}


def arrived(folder):
    return sorted(path.read_text().split("to ")[1].splitlines()[0] for path in folder.glob("*.eml"))


def test_a_batch_leaves_only_when_it_is_let_go(write_batch, mail_folder, now):
    batch = write_batch(3)
    assert delivery.deliver_bulk(now) == 0
    assert batches.let_go(batch) is True
    assert delivery.deliver_bulk(now) == 3
    assert len(arrived(mail_folder)) == 3


def test_writing_a_batch_twice_writes_nobody_twice(make_kind, write_batch, now):
    batch = write_batch(3)
    people = [Addressee(to=f"resident{number:03}@example.si", language="sl", once=str(number)) for number in range(1, 5)]
    post_many(make_kind("tests.issue"), batch, people, now=now)
    assert batches.reckon(batch).selected == 5


def test_holding_back_takes_effect_at_the_next_letter(write_batch, now):
    batch = write_batch(6)
    batches.let_go(batch)
    delivery.Run(Lane.BULK, now, [TwoThenHeld(batch)], delivery.RUN_SECONDS).work()
    assert batches.reckon(batch).by_state == {State.SENT: 2, State.QUEUED: 4}
    assert Letter.objects.filter(claimed_by__isnull=False).count() == 0


class TwoThenHeld:
    """A mail server during whose second letter somebody presses “Pause”."""

    is_open = True

    def __init__(self, batch):
        self.batch = batch
        self.taken = 0

    def open(self, *, patience=0):
        pass

    def close(self):
        pass

    def hand_over(self, _parcel):
        yield
        self.taken += 1
        if self.taken == 2:
            batches.hold_back(self.batch)
        return delivery.Answer(delivery.Verdict.ACCEPTED, 250, "taken")


def test_what_was_held_back_goes_on_where_it_stopped(write_batch, mail_folder, now):
    batch = write_batch(4)
    batches.let_go(batch)
    delivery.Run(Lane.BULK, now, [TwoThenHeld(batch)], delivery.RUN_SECONDS).work()
    batches.let_go(batch)
    assert delivery.deliver_bulk(now) == 2
    assert batches.reckon(batch).by_state == {State.SENT: 4}


def test_calling_off_ends_what_has_not_left(write_batch, mail_folder, now):
    batch = write_batch(4)
    batches.let_go(batch)
    delivery.Run(Lane.BULK, now, [TwoThenHeld(batch)], delivery.RUN_SECONDS).work()
    assert batches.call_off(batch, now=now) == 2
    assert batches.let_go(batch) is False
    assert batches.reckon(batch).by_state == {State.SENT: 2, State.CANCELLED: 2}


def test_the_sum_is_that_of_those_selected_at_every_moment(write_batch, make_sink, now):
    answers = {"resident003@example.si": "550 5.1.1 nobody", "resident004@example.si": "451 4.2.1 later"}
    make_sink(behave=lambda step, argument: answers.get(argument) if step == "RCPT" else None)
    batch = write_batch(6, suppressed=1)
    batches.let_go(batch)
    delivery.deliver_bulk(now)
    found = batches.reckon(batch)
    assert (found.selected, found.sent, found.of(State.SUPPRESSED), found.of(State.FAILED), found.waiting, found.ended) == (6, 3, 1, 1, 1, 5)


def test_the_kind_is_asked_once_for_a_whole_claim(write_batch, make_kind, mail_folder, now):
    asked = []

    def many(letters, moment):
        asked.append(len(letters))
        return together(letters, moment)

    batch = write_batch(220, kind=make_kind("tests.counted", many=many))
    batches.let_go(batch)
    delivery.deliver_bulk(now)
    assert asked == [100, 100, 20]


def test_whom_the_kind_does_not_name_is_no_longer_written_to(write_batch, make_kind, mail_folder, now):
    def many(letters, moment):
        ready = together(letters[1:], moment)
        return ready | {letters[1].pk: State.SUPPRESSED}

    batch = write_batch(3, kind=make_kind("tests.choosy", many=many))
    batches.let_go(batch)
    delivery.deliver_bulk(now)
    assert batches.reckon(batch).by_state == {State.CANCELLED: 1, State.SUPPRESSED: 1, State.SENT: 1}


def test_where_they_cannot_be_made_together_each_is_made_by_itself(write_batch, make_kind, mail_folder, now):
    def many(_letters, _moment):
        raise ValueError("one of them has no name")

    def render(letter):
        if letter.recipient == "resident001@example.si":
            raise ValueError("no name")
        return Content(subject=f"to {letter.recipient}", text="Hello.")

    batch = write_batch(3, kind=make_kind("tests.spoilt", many=many, render=render))
    batches.let_go(batch)
    delivery.deliver_bulk(now)
    assert batches.reckon(batch).by_state == {State.SENT: 2, State.FAILED: 1}


def test_who_unsubscribes_between_claim_and_hand_over_is_asked_again(write_batch, make_kind, now):
    gone = set()

    def many(letters, moment):
        return {pk: State.SUPPRESSED if letter.recipient in gone else ready for letter in letters for pk, ready in together([letter], moment).items()}

    class Unsubscribes(TwoThenHeld):
        def hand_over(self, parcel):
            yield
            gone.add("resident002@example.si")
            look_again("resident002@example.si")
            return delivery.Answer(delivery.Verdict.ACCEPTED, 250, parcel.recipient)

    batch = write_batch(4, kind=make_kind("tests.left", many=many))
    batches.let_go(batch)
    delivery.Run(Lane.BULK, now, [Unsubscribes(batch)], delivery.RUN_SECONDS).work()
    assert batches.reckon(batch).by_state == {State.SENT: 3, State.SUPPRESSED: 1}
    assert Letter.objects.get(state=State.SUPPRESSED).recipient == "resident002@example.si"


def test_what_is_sent_again_wakes_its_batch(write_batch, make_sink, now):
    make_sink(behave=lambda step, argument: "550 5.7.1 blocked" if step == "RCPT" and argument == "resident000@example.si" and not sinks else None)
    sinks = []
    batch = write_batch(2)
    batches.let_go(batch)
    delivery.deliver_bulk(now)
    batches.close(batch)
    sinks.append("mended")
    assert send_again(Letter.objects.filter(batch=batch), actor=None, now=now) == 1
    delivery.deliver_bulk(now)
    assert batches.reckon(batch).by_state == {State.SENT: 2}


def test_a_batch_on_its_way_does_not_make_the_portal_look_late(write_batch, write, now):
    batch = write_batch(5)
    batches.let_go(batch)
    write(1)
    found = standing(now + 60 * MINUTE)
    assert (found.waiting, found.oldest_waiting_at) == (1, now)


def test_letters_for_many_never_stand_before_what_a_person_waits_for(write_batch, write, make_kind, make_sink, now):
    sink = make_sink()
    kind = make_kind("tests.issue", many=together)
    batch = write_batch(3, kind=kind)
    batches.let_go(batch)
    write(1, to="waits@example.si")
    delivery.deliver_transactional(now)
    delivery.deliver_bulk(now)
    assert sink.recipients[0] == "waits@example.si"


def test_a_batch_knows_its_states_by_name():
    assert BatchState.values == ["held", "running", "done", "called_off"]
