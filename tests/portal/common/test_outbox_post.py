from uuid import uuid4

import pytest
from django.db import transaction

from portal.common.outbox.models import Lane, Letter
from portal.common.outbox.post import post

pytestmark = pytest.mark.django_db


def test_a_letter_is_written_once_for_each_occasion(make_kind, now):
    kind = make_kind()
    first = post(kind, to="ana@example.si", language="sl", once="seat:1", now=now, seat=1)
    again = post(kind, to="ana@example.si", language="sl", once="seat:1", now=now, seat=1)
    assert (first.facts, again) == ({"seat": 1}, None)
    assert list(Letter.objects.values_list("dedupe_key", flat=True)) == ["tests.note:seat:1"]


def test_writing_a_letter_twice_leaves_the_surrounding_transaction_whole(make_kind, now):
    kind = make_kind()
    with transaction.atomic():
        post(kind, to="ana@example.si", language="sl", once="1", now=now)
        post(kind, to="ana@example.si", language="sl", once="1", now=now)
        post(kind, to="bor@example.si", language="sl", once="2", now=now)
    assert Letter.objects.count() == 2


def test_a_letter_whose_act_is_undone_was_never_written(make_kind, now):
    with transaction.atomic():
        post(make_kind(), to="ana@example.si", language="sl", once=str(uuid4()), now=now)
        transaction.set_rollback(True)
    assert Letter.objects.count() == 0


def test_a_letter_waits_in_the_lane_it_was_given(make_kind, now):
    letter = post(make_kind(), to="ana@example.si", language="sl", once="1", now=now, lane=Lane.BULK)
    assert Letter.objects.get(pk=letter.pk).lane == Lane.BULK
