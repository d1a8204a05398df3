"""A newsletter to thousands while its mail server is hostile and its workers are killed: nobody is lost, and what is said of each letter is true.

2,000 recipients in the suite; `make soak` takes 10,000 and kills more often.
"""

import json
import os
import random
import time
from collections import Counter

import pytest
from celery import Celery
from django.conf import settings

from tests.faults.conftest import until

pytestmark = [pytest.mark.slow, pytest.mark.once]
RECIPIENTS = int(os.environ.get("SOAK_RECIPIENTS", "2000"))
KILLS = int(os.environ.get("SOAK_KILLS", "5"))
PATIENCE = 60 + RECIPIENTS // 20  # seconds
WORKER = ["-m", "celery", "-A", "portal", "worker", "-Q", "transactional,bulk", "-c", "1", "--loglevel", "ERROR", "--without-gossip", "--without-mingle"]


class Hostile:
    """A mail server's bad day, the same for an address each time: who is unknown stays unknown, who is put off is taken later."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.put_off, self.cut, self.refused = Counter(), set(), set()

    def __call__(self, step, recipient):
        if step == "RCPT":
            return self.at_the_address(recipient)
        if step == "dot" and self.dice.random() < 0.004:
            self.cut.add(recipient)
            return "cut"  # it has taken the letter, and nobody hears of it
        return "421 4.3.2 restarting" if step == "DATA" and self.dice.random() < 0.003 else None

    def at_the_address(self, recipient):
        number = int(recipient[1:7])
        if number % 100 == 7:
            self.refused.add(recipient)
            return "550 5.1.1 no such user"
        if number % 40 == 3 and not self.put_off[recipient]:
            self.put_off[recipient] += 1
            return "451 4.2.1 greylisted"
        return None


def tell(portal, *, recipients=RECIPIENTS):
    portal.environment["RECIPIENTS"] = str(recipients)
    return portal.tell("tests.faults.issue")


def standing(portal):
    return portal.rows("SELECT standing, outcome FROM stakeholders_issue")[0]


def is_finished(portal):
    return standing(portal)[0] == "sent"


def kill_now_and_then(portal, sink, dice, start, nudge):
    """Kill a worker whenever it has delivered its share; others take over."""
    share = RECIPIENTS // (KILLS + 2)
    kills = 0
    for _kill in range(KILLS):
        workers = start()
        enough = len(sink.accepted) + dice.randint(share // 2, share)

        def is_enough(enough=enough):
            nudge()
            return len(sink.accepted) >= enough or is_finished(portal)

        assert until(is_enough, seconds=PATIENCE), (len(sink.accepted), portal.states())
        for worker in workers:
            portal.kill(worker)
            kills += 1
    return kills


def ensure_nobody_is_lost(portal, sink, hostile, deaths, *, recipients=RECIPIENTS):
    """Each recipient has one letter in a final state, and that state is what the mail server saw. A death leaves what was in hand in doubt."""
    rows = dict(portal.rows("SELECT recipient, state FROM common_letter WHERE batch_id IS NOT NULL"))
    copies = Counter(sink.recipients)
    states = Counter(rows.values())
    uncertain = {recipient for recipient, state in rows.items() if state == "uncertain"}
    repeats = sum(copies.values()) - len(copies)
    lost = [recipient for recipient, state in rows.items() if state == "sent" and not copies[recipient]]
    print(f"{deaths} deaths, {len(hostile.cut)} answers lost, {len(lost)} lost, {repeats} repeats, {dict(states)}")  # noqa: T201
    assert len(rows) == recipients
    assert set(states) <= {"sent", "failed", "uncertain"}
    assert lost == []
    failed = {recipient for recipient, state in rows.items() if state == "failed"}
    assert failed <= hostile.refused
    assert hostile.refused - failed <= uncertain  # a worker died between the server's no and our note of it
    assert {recipient for recipient in copies if rows[recipient] not in {"sent", "uncertain"}} == set()
    assert repeats + len(uncertain) <= deaths * settings.MAIL_CONNECTIONS + len(hostile.cut)
    outcome = standing(portal)[1]
    outcome = json.loads(outcome) if isinstance(outcome, str) else outcome
    assert outcome == dict(states)


def test_the_embedded_worker_loses_nobody(make_portal, make_mail_server, dice):
    portal = make_portal("sqlite")
    hostile = Hostile(dice.random())
    sink = make_mail_server(behave=hostile)
    portal.environment["EMAIL_URL"] = sink.url
    tell(portal)

    def start():
        return [portal.start("manage.py", "run_worker")]

    kills = kill_now_and_then(portal, sink, dice, start, nudge=lambda: None)
    start()
    assert until(lambda: is_finished(portal), seconds=PATIENCE), (standing(portal), portal.states())
    ensure_nobody_is_lost(portal, sink, hostile, kills)


@pytest.mark.postgres
def test_celerys_workers_lose_nobody(make_portal, make_mail_server, broker, dice):
    """Two workers at once, both killed; what beat does every half minute is done more often."""
    portal = make_portal("postgres")
    hostile = Hostile(dice.random())
    sink = make_mail_server(behave=hostile)
    portal.environment |= {"EMAIL_URL": sink.url, "CELERY_BROKER_URL": broker.url}
    tell(portal)
    beat = Celery(broker=broker.url, set_as_current=False)
    last = [0.0]

    def tick():
        if time.monotonic() - last[0] > 0.5:
            last[0] = time.monotonic()
            for job in ("advance_newsletters", "deliver_bulk"):
                beat.send_task("setev.run_job", kwargs={"name": job}, queue="bulk", expires=5)

    def start():
        return [portal.start(*WORKER), portal.start(*WORKER)]

    kills = kill_now_and_then(portal, sink, dice, start, nudge=tick)
    start()
    assert until(lambda: tick() or is_finished(portal), seconds=PATIENCE), (standing(portal), portal.states())
    beat.close()
    ensure_nobody_is_lost(portal, sink, hostile, kills)
