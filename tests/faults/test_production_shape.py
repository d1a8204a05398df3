"""docker-compose.yml carried out on this machine: every service's own command, its health check, and a letter that goes through all of them."""

import os
import signal
import time

import pytest
import redis

from tests.faults.conftest import until
from tests.faults.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.once]
WEB, WORKERS, BEATS = ("web", "web-2"), ("worker", "worker-bulk", "worker-again", "worker-bulk-again"), ("beat", "beat-again")
PATIENCE = 60


@pytest.mark.postgres
def test_redis_asks_for_its_password_keeps_what_it_was_given_and_refuses_rather_than_forgets(make_shape):
    shape = make_shape()
    address = shape.environment("worker")["CELERY_BROKER_URL"]
    shape.start("redis")
    shape.become_healthy("redis")
    with redis.Redis.from_url(address) as known, redis.Redis(port=shape.port("redis")) as stranger:
        known.lpush("work", "to do")
        known.config_set("maxmemory", 1)
        with pytest.raises(redis.OutOfMemoryError):
            known.lpush("work", "more")
        with pytest.raises(redis.AuthenticationError):
            stranger.ping()
    assert shape.stop("redis") == 0
    assert "fedcba" not in " ".join(shape.command("redis"))
    shape.start("redis")
    shape.become_healthy("redis")
    with redis.Redis.from_url(address) as known:
        assert known.lrange("work", 0, -1) == [b"to do"]


@pytest.mark.postgres
def test_the_services_run_as_they_stand_and_a_letter_goes_through_all_of_them(make_shape):
    """Two of each, and by mistake a second beat."""
    shape = make_shape()
    shape.start("redis")
    shape.become_healthy("redis", "db")
    assert shape.run("migrate") == 0, shape.said("migrate")
    for name in (*BEATS, *WEB, *WORKERS):
        shape.start(name, kind=name.removesuffix("-again"))
    slug = shape.portal.tell("tests.faults.workshop")["workshop"]
    shape.become_healthy(*WEB, *WORKERS)

    # web to outbox to Redis to worker to mail server
    ana = Visitor([shape.port(name) for name in WEB])
    path = f"/en/events/{slug}/register/"
    fields = ana.opens_form(path)
    time.sleep(2.2)  # nobody types faster
    assert ana.registers(path, fields, "ana@example.si").status == 302
    assert until(lambda: "ana@example.si" in shape.sink.recipients, seconds=PATIENCE)

    # what goes to many stands still, and what a person waits for does not
    bulk = [shape.processes[name] for name in WORKERS if "bulk" in name]
    for process in bulk:
        os.killpg(process.pid, signal.SIGSTOP)
    many = shape.portal.write(40, lane=1)
    assert ana.registers(path, fields, "bine@example.si").status == 302
    assert until(lambda: "bine@example.si" in shape.sink.recipients, seconds=PATIENCE)
    assert set(many) & set(shape.sink.recipients) == set()
    for process in bulk:
        os.killpg(process.pid, signal.SIGCONT)

    # both beats find what nobody was woken for, and each letter leaves once
    written = many + shape.portal.write(40)
    assert until(shape.portal.is_done, seconds=PATIENCE), shape.portal.states()
    reminded = {"maja@setev.example"}  # within the minute, or a little later
    assert sorted(name for name in shape.sink.recipients if name not in reminded) == sorted([*written, "ana@example.si", "bine@example.si"])
    assert set(shape.portal.states()) == {"sent"}
    shape.become_healthy(*BEATS)

    # nothing wrote, or tried to, but into its data and its /tmp; and a web process is small
    assert not shape.may_write(shape.code) or not shape.shielded
    assert shape.may_write(shape.scratch("web"))
    assert shape.may_write(shape.data)
    services = ("migrate", "redis", *WEB, *WORKERS, *BEATS)
    assert [name for name in services if "Read-only file system" in shape.said(name)] == []
    sizes = {name: shape.memory(name) for name in (*WEB, *WORKERS, *BEATS)}
    print(sizes)  # noqa: T201  seen when it fails
    assert max(sizes["web"] + sizes["web-2"]) <= 150

    # a health check tells the truth, of one that hangs and of one that has left as it should
    os.killpg(shape.processes["worker-again"].pid, signal.SIGSTOP)
    long_ago = time.time() - 100
    for name in ("worker-again", "worker"):
        os.utime(shape.scratch(name) / "pulse", (long_ago, long_ago))
    assert until(lambda: shape.is_healthy("worker"), seconds=10)
    assert not shape.is_healthy("worker-again")
    os.killpg(shape.processes["worker-again"].pid, signal.SIGCONT)

    # a backup is made while all run, and brought back when they have stopped
    manage, backups = ("python", "manage.py"), shape.data / "backups"
    assert shape.run("web", [*manage, "backup", str(backups)], tell="backup") == 0, shape.said("backup")
    lasting = (*WEB, *WORKERS, *BEATS, "redis")
    assert {name: shape.stop(name) for name in lasting} == dict.fromkeys(lasting, 0)
    assert not shape.is_healthy("web")
    shape.portal.rows("UPDATE common_letter SET state = 'failed'")
    (backup,) = backups.glob("*.tar")
    assert shape.run("web", [*manage, "restore", "--replace", str(backup)], tell="restore") == 0, shape.said("restore")
    assert set(shape.portal.states()) == {"sent"}
