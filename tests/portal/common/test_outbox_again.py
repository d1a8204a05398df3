from datetime import timedelta

import pytest

from portal.common.actor import Actor
from portal.common.models import AuditEntry
from portal.common.outbox.again import send_again
from portal.common.outbox.inspect import pauses, standing
from portal.common.outbox.models import CONTENT_KEPT, Lane, LanePause, Letter, State

pytestmark = pytest.mark.django_db


def test_only_failed_and_uncertain_letters_are_sent_again_and_it_is_on_record(write, now):
    letters = write(5)
    for letter, state in zip(letters, (State.FAILED, State.UNCERTAIN, State.SENT, State.CANCELLED, State.QUEUED), strict=True):
        ended_at = None if state == State.QUEUED else now
        Letter.objects.filter(pk=letter.pk).update(state=state, attempts=3, sent_at=ended_at, finished_at=ended_at)
    assert send_again(Letter.objects.all(), actor=Actor(), now=now) == 2
    assert sorted(Letter.objects.values_list("state", flat=True)) == [State.CANCELLED, State.QUEUED, State.QUEUED, State.QUEUED, State.SENT]
    assert set(Letter.objects.filter(pk__in=[letters[0].pk, letters[1].pk]).values_list("attempts", flat=True)) == {0}
    assert set(AuditEntry.objects.values_list("verb", "facts__state")) == {("letter.sent_again", "failed"), ("letter.sent_again", "uncertain")}


def test_what_has_been_forgotten_cannot_be_sent_again(write, now):
    write(1)
    Letter.objects.update(state=State.FAILED, finished_at=now - CONTENT_KEPT)
    assert send_again(Letter.objects.all(), actor=None, now=now) == 0


def test_the_standing_names_what_waits_and_what_went_wrong_today(write, now):
    letters = write(5)
    day = timedelta(days=1)
    Letter.objects.filter(pk=letters[0].pk).update(not_before=now - day)
    Letter.objects.filter(pk=letters[1].pk).update(not_before=now + day)
    Letter.objects.filter(pk=letters[2].pk).update(state=State.FAILED, finished_at=now)
    Letter.objects.filter(pk=letters[3].pk).update(state=State.FAILED, finished_at=now - 2 * day)
    Letter.objects.filter(pk=letters[4].pk).update(state=State.UNCERTAIN, finished_at=now)
    found = standing(now)
    assert (found.waiting, found.oldest_waiting_at, found.failed_today, found.uncertain_today) == (1, now - day, 1, 1)


def test_only_pauses_that_last_are_shown(now):
    LanePause.objects.create(lane=Lane.TRANSACTIONAL, paused_until=now)
    LanePause.objects.create(lane=Lane.BULK, paused_until=now + timedelta(minutes=1))
    assert [pause.lane for pause in pauses(now)] == [Lane.BULK]
