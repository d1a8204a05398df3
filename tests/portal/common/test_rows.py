from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from events.registrations.models import Registration
from portal.common.outbox.models import Letter
from portal.common.rows import store, store_unless_there
from tests.factories.events import make_registration

pytestmark = pytest.mark.django_db


def like(row, **changes):
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row)(**{**values, "public_id": uuid4(), "submission_key": uuid4(), **changes})


def test_a_row_is_stored_with_all_it_holds_and_knows_its_number(now):
    first = make_registration(needs="Zvočna zanka, 100 % — prosim", email="ana@example.si")
    row = like(first, email="bor@example.si")
    assert store_unless_there(row) is True
    stored = Registration.objects.get(pk=row.pk)
    assert [getattr(stored, field.attname) for field in row._meta.concrete_fields] == [getattr(row, field.attname) for field in row._meta.concrete_fields]
    row.name = "Bor"
    row.save()  # it is known as stored: no second row
    assert Registration.objects.get(pk=row.pk).name == "Bor"
    assert Registration.objects.count() == 2


def test_what_is_there_already_is_left_alone_and_the_transaction_goes_on(now):
    first = make_registration(email="ana@example.si")
    with transaction.atomic():
        for again in (like(first), like(first, email="bor@example.si", submission_key=first.submission_key)):
            assert store_unless_there(again) is False
            assert again.pk is None
        assert Registration.objects.count() == 1


def test_a_row_that_brings_its_own_key_keeps_it(now):
    letter = Letter(kind="tests.note", dedupe_key="once", recipient="ana@example.si", language="sl", facts={"a": ["č", None]}, created_at=now, not_before=now)
    key = letter.pk
    assert store_unless_there(letter) is True
    assert Letter.objects.get(pk=key).facts == {"a": ["č", None]}


def test_a_row_that_may_not_be_is_refused_like_any_other(now):
    first = make_registration(email="ana@example.si")
    with pytest.raises(IntegrityError), transaction.atomic():
        store(like(first))
    assert Registration.objects.count() == 1
