"""Letters to a mail server that costs nothing: ours beside Django's loop and beside bytes that were made before, in turn; two workers beside one."""

import json
import smtplib
import statistics
import subprocess
from contextlib import ExitStack

from tests.benchmarks import installation

SINK_PORT = installation.FIRST_PORT + 20
WORK = "tests.benchmarks.letter_work"
BASELINES = ("loop", "loop_anew", "bytes")


def send_ours(count, workers, *, env):
    """A newsletter to so many subscribers, sent by so many workers."""
    told = json.loads(installation.program("-m", WORK, "write", str(count), env=env))
    assert told["written"] == count
    return {**together("ours", count, workers, env=env), "bytes": told["bytes"]}


def together(way, count, workers, *, env):
    """So many processes that begin at once; how many letters a second they send between them."""
    with ExitStack() as open_ones:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        running = [open_ones.enter_context(installation.started("-m", WORK, way, str(count // workers), env=env, **pipes)) for _ in range(workers)]
        for one in running:
            assert one.stdout.readline().strip() == "ready"
        for one in running:
            one.stdin.write("go\n")
            one.stdin.flush()
        told = [json.loads(one.stdout.readline()) for one in running]
        for one in running:
            one.communicate(timeout=60)
    sent, seconds = sum(one["sent"] for one in told), max(one["ended"] for one in told) - min(one["begun"] for one in told)
    worst = max(told, key=lambda one: one["peak"])
    return {"sent": sent, "rate": sent / seconds, "cpu_ms": sum(one["cpu"] for one in told) / max(sent, 1) * 1000, "pss": worst["pss"], "peak": worst["peak"]}


def taken():
    """How many letters the sink has taken."""
    with smtplib.SMTP("127.0.0.1", SINK_PORT) as smtp:
        return int(smtp.docmd("XCOUNT")[1])


def measure(folder, say, *, count=2000, rounds=3, most=100_000):
    database = f"{installation.PREFIX}_letters"
    env = installation.environment(database, data_dir=folder, email=f"smtp://127.0.0.1:{SINK_PORT}", CELERY_BROKER_URL="", REDIS_URL="")
    installation.make(database)
    installation.program("manage.py", "migrate", "--verbosity", "0", env=env)
    ways = {way: [] for way in ("ours", "one connection", "two workers", *BASELINES)}
    with installation.started("-m", "tests.benchmarks.raw_sink", str(SINK_PORT), env=env) as sink:
        installation.wait_for_port(SINK_PORT, sink)
        for _ in range(rounds):
            for way, some in ways.items():
                before, wanted = taken(), count if way != "loop_anew" else count // 4
                some.append(run(way, wanted, env))
                assert taken() - before == some[-1]["sent"] == wanted, f"{way}: the sink took {taken() - before} of {wanted}"
                say(f"{way}: {some[-1]['rate']:.0f}/s, {some[-1]['cpu_ms']:.2f} ms of CPU each, at most {some[-1]['peak']} MB")
                sweep(database)
        memory = {}
        for size in sorted({1000, 10_000, most} if most > 10_000 else {1000, most}):
            memory[str(size)] = send_ours(size, 1, env=env)
            say(f"one worker, {size:,} letters: {memory[str(size)]['rate']:.0f}/s, at most {memory[str(size)]['peak']} MB")
            sweep(database)
    installation.drop(database)
    middle = {way: {name: statistics.median(one[name] for one in some) for name in some[0]} for way, some in ways.items()}
    return {"count": count, "rounds": rounds, "ways": middle, "rates": {way: [one["rate"] for one in some] for way, some in ways.items()}, "memory": memory}


def run(way, count, env):
    if way in BASELINES:
        installation.program("-m", WORK, "write", "1", env=env)  # the issue whose words they send
        return together(way, count, 1, env=env)
    return send_ours(count, 2 if way == "two workers" else 1, env=env | ({"MAIL_CONNECTIONS": "1"} if way == "one connection" else {}))


def sweep(database):
    """Each round begins with an empty outbox."""
    look = installation.looked_at(database)
    with look.cursor() as cursor:
        cursor.execute("TRUNCATE common_letter, common_batch, stakeholders_subscriber, stakeholders_topic, stakeholders_issue CASCADE")
        cursor.execute("VACUUM ANALYZE common_letter")
    look.close()
