"""Redis carries nudges and counters only: without it everything is a little later, and nothing is lost or refused."""

import re
import subprocess
import sys

import pytest

from tests.faults.conftest import ROOT, until

pytestmark = [pytest.mark.slow, pytest.mark.once]

ACT = """
import time, django
django.setup()
from django.core.mail import send_mail
from django.db import transaction
from portal.common.clock import now
from portal.common.throttle import allow
from datetime import timedelta
for number in range(3):
    began = time.monotonic()
    allowed = allow("tests", "ana", limit=9, per=timedelta(days=1), now=now())
    with transaction.atomic():
        send_mail("Seat", "Yours.", None, [f"resident{number}@example.si"])
    print("took", time.monotonic() - began, allowed)
"""


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_with_redis_stopped_an_act_commits_at_once_and_its_letter_leaves(make_portal, make_mail_server, broker, kind):
    portal, sink = make_portal(kind), make_mail_server()
    portal.environment |= {"EMAIL_URL": sink.url, "CELERY_BROKER_URL": broker.url, "REDIS_URL": broker.url}
    broker.kill()
    broker.wait(5)
    acted = subprocess.run([sys.executable, "-c", ACT], cwd=ROOT, env=portal.environment, capture_output=True, text=True, timeout=60, check=False)
    assert acted.returncode == 0, acted.stderr
    took = [(float(seconds), allowed) for seconds, allowed in re.findall(r"took (\S+) (\w+)", acted.stdout)]
    print(took, acted.stderr)  # noqa: T201
    assert [allowed for _seconds, allowed in took] == ["True"] * 3
    # the first pays for finding out (and for loading the broker's client), the next do not
    assert max(seconds for seconds, _allowed in took[1:]) < 0.5
    assert took[0][0] < 5
    assert portal.states() == {"queued": 3}
    portal.start("manage.py", "run_worker")
    assert until(portal.is_done, seconds=30)
    assert sorted(sink.recipients) == [f"resident{number}@example.si" for number in range(3)]


@pytest.mark.postgres
def test_with_redis_running_a_commit_wakes_celery(make_portal, make_mail_server, broker):
    portal, sink = make_portal("postgres"), make_mail_server()
    portal.environment |= {"EMAIL_URL": sink.url, "CELERY_BROKER_URL": broker.url}
    portal.start("-m", "celery", "-A", "portal", "worker", "-Q", "transactional,bulk", "-c", "1", "--loglevel", "ERROR")
    recipients = portal.write(2)
    assert until(portal.is_done, seconds=45)
    assert sorted(sink.recipients) == sorted(recipients)
