"""What can only be seen from inside: how many queries a page asks, and where its time goes. Run in the environment of the installation.

`python -m tests.benchmarks.inside queries PATH …` tells as JSON; `… profile PATH …` in words.
"""

import cProfile
import io
import json
import pstats
import sys
import time
from itertools import count

import django

django.setup()

from django.db import connection  # noqa: E402  after the set-up
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

TIMES = 30
numbers = count(1)


def ask(client, path):
    answer = client.get(path, HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="sl", HTTP_X_FORWARDED_FOR=f"10.9.{next(numbers)}.1")
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}.")


def queries(paths):
    client, told = Client(), {}
    for path in paths:
        ask(client, path)
        with CaptureQueriesContext(connection) as asked:
            ask(client, path)
        told[path] = [{"sql": one["sql"], "ms": round(float(one["time"]) * 1000, 1)} for one in asked]
    print(json.dumps(told))


def profile(paths):
    client = Client()
    for path in paths:
        for _ in range(5):
            ask(client, path)
        begun = time.thread_time()
        for _ in range(TIMES):
            ask(client, path)
        print(f"=== {path}: {(time.thread_time() - begun) / TIMES * 1000:.1f} ms")
        watch = cProfile.Profile(time.thread_time)  # of this thread: what else the machine does is not counted
        watch.enable()
        for _ in range(TIMES):
            ask(client, path)
        watch.disable()
        for order, most in (("cumulative", 60), ("tottime", 40)):
            told = io.StringIO()
            pstats.Stats(watch, stream=told).sort_stats(order).print_stats(most)
            print(told.getvalue())


if __name__ == "__main__":
    {"queries": queries, "profile": profile}[sys.argv[1]](sys.argv[2:])
