import pytest
from django.contrib.auth import get_user_model
from django.db import transaction

from portal.common.actor import Actor
from portal.common.audit import record
from portal.common.models import AuditEntry, Unchangeable
from portal.common.worker.models import JobRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(now):
    return record(Actor(), "job.renamed", JobRun(name="tidy_up"), at=now, rows=3)


def test_an_entry_says_who_did_what_to_which_row(entry, now):
    assert (entry.at, entry.actor_id, entry.verb, entry.target_type, entry.target_id, entry.facts) == (
        now,
        None,
        "job.renamed",
        "common.jobrun",
        "tidy_up",
        {"rows": 3},
    )


def test_an_act_undone_leaves_no_entry(now):
    with transaction.atomic():
        record(None, "job.renamed", JobRun(name="tidy_up"), at=now)
        transaction.set_rollback(True)
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda _entry: AuditEntry.objects.all().delete(),
        lambda _entry: AuditEntry.objects.update(verb="x"),
        lambda entry: AuditEntry.objects.bulk_update([entry], ["verb"]),
    ],
)
def test_history_is_not_rewritten(entry, rewrite):
    with pytest.raises(Unchangeable, match="only ever added"):
        rewrite(entry)
    assert AuditEntry.objects.get().verb == "job.renamed"


def test_an_account_that_is_deleted_lets_go_of_its_entries(now):
    user = get_user_model().objects.create_user(email="ana@example.si", password="long-enough-1")
    record(Actor(user_id=user.pk), "job.renamed", JobRun(name="tidy_up"), at=now)
    user.delete()
    assert AuditEntry.objects.get().actor_id is None
