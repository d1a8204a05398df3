"""Sixteen people at a time register for one event: each a new visitor with a cookie, a form and an address of its own.

Ours does everything that it does: the form's guards and limits, the seat, the proof, the letter, the nudge to the worker. The floor's `counter`
is one UPDATE and one INSERT. Once there are seats for all, and once they run out on the way.
"""

import re
import statistics
from contextlib import ExitStack
from itertools import count
from urllib.parse import urlencode
from uuid import uuid4

from django.middleware.csrf import _get_new_csrf_string, _mask_cipher_secret

from tests.benchmarks import installation, pages
from tests.benchmarks.load import Connection, a_visitor, get, press

CLIENTS, SLUG = 16, "dogodek-3"
PATH = f"/sl/events/{SLUG}/register/"
numbers = count(1)


def post(path, fields, *, cookie=""):
    body = urlencode(fields)
    more = f"Cookie: {cookie}\r\n" if cookie else ""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {a_visitor()}\r\n{more}"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def ours(opened):
    """What a browser sends that has just been given the form; the moment at which it was opened is the server's own, signed."""

    def made():
        secret, number = _get_new_csrf_string(), next(numbers)
        answers = {"name": f"Oseba {number}", "email": f"nekdo{number}@setev.example", "party_size": 1, "needs": "", "website": ""}
        hidden = {"csrfmiddlewaretoken": _mask_cipher_secret(secret), "opened": opened, "submission_key": uuid4()}
        return post(PATH, {**hidden, **answers}, cookie=f"csrf={secret}")

    return made


def bare(way):
    def made():
        number = next(numbers)
        return post(f"/register/{way}/100/", {"name": f"Oseba {number}", "email": f"nekdo{number}@setev.example"})

    return made


def opened_by(port):
    connection = Connection(port)
    _status, _headers, body = connection.ask(get(PATH)())
    connection.close()
    return re.search(rb'name="opened" value="([^"]+)"', body)[1].decode()


class Ledger:
    """Looks into both databases from outside, and sets how many seats there are."""

    def __init__(self, database, *, seats, people):
        self.connection = installation.looked_at(database)
        self.seats, self.people = seats, people

    def ask(self, statement, *values):
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone() if cursor.description else None

    def offer(self, number):
        """So many seats are free from now on."""
        self.ask(self.seats, number)

    def oversold(self):
        """Seats given away beyond those that there are, counted from the people."""
        return max(self.ask(self.people)[0], 0)

    def close(self):
        self.connection.close()


def ledgers(floor, own):
    event = f"(SELECT id FROM events_event WHERE slug = '{SLUG}')"
    seated = f"(SELECT coalesce(sum(party_size), 0) FROM events_registration WHERE event_id = {event} AND standing IN ('held', 'confirmed', 'offered'))"
    confirmed = "(SELECT count(*) FROM floor_registration WHERE event_id = 100 AND status = 'confirmed')"
    return {
        "floor": Ledger(
            floor,
            seats="UPDATE floor_event SET seats_taken = 0, capacity = %s WHERE id = 100",
            people=f"SELECT {confirmed} - (SELECT capacity FROM floor_event WHERE id = 100)",
        ),
        "ours": Ledger(
            own, seats=f"UPDATE events_seats SET capacity = taken + %s WHERE event_id = {event}", people=f"SELECT {seated} - capacity FROM events_seats WHERE event_id = {event}"
        ),
    }  # fmt: skip


def measure(folder, say, *, times=400, rounds=3):
    floor_database, floor_env = pages.make_floor()
    database = pages.make_ours(1, folder, say)
    installation.forget_redis()
    found = {"clients": CLIENTS, "times": times, "rounds": rounds}
    with ExitStack() as open_ones:
        env = installation.environment(database, data_dir=folder, port=pages.OURS_PORT)
        open_ones.enter_context(installation.served("portal.wsgi:application", port=pages.OURS_PORT, env=env, answers="/healthz"))
        open_ones.enter_context(installation.served("floor.wsgi:application", port=pages.FLOOR_PORT, env=floor_env, answers="/hello"))
        looks = ledgers(floor_database, database)
        for look in looks.values():
            open_ones.callback(look.close)
        sides = {"ours": (pages.OURS_PORT, ours(opened_by(pages.OURS_PORT))), "floor": (pages.FLOOR_PORT, bare("counter"))}
        for look in looks.values():
            look.offer(100_000)
        for port, request in sides.values():
            press(port, request, clients=CLIENTS, times=4 * CLIENTS)  # once the form is two seconds old, and everything is warm
        press(pages.OURS_PORT, get(PATH), seconds=2)
        for name, seats in (("seats for all", 100_000), ("seats for a quarter", times // 4)):
            found[name] = in_turn(sides, looks, seats, times=times, rounds=rounds)
            say(line_of(name, found[name]))
        found["control"] = control(looks["floor"], times)
        say(f"the control without a lock oversold {found['control']} of {times // 4} seats")
    for used in (floor_database, database, f"{installation.PREFIX}_bare"):
        installation.drop(used)
    installation.forget_redis()
    return found


def in_turn(sides, looks, seats, *, times, rounds):
    told = {side: {"rates": [], "statuses": {}, "oversold": 0, "faults": 0, "slowest": []} for side in sides}
    for _ in range(rounds):
        for side, (port, request) in sides.items():
            if side == "floor":
                looks[side].ask("DELETE FROM floor_registration WHERE event_id = 100")
            looks[side].offer(seats)
            outcome = press(port, request, clients=CLIENTS, times=times)
            one = told[side]
            one["rates"].append(round(outcome.rate, 1))
            one["slowest"].append(round(outcome.slowest(95)))
            one["faults"] += outcome.faults
            one["oversold"] += looks[side].oversold()
            for status, number in outcome.statuses.items():
                one["statuses"][str(status)] = one["statuses"].get(str(status), 0) + number
    for one in told.values():
        one["rate"], one["p95"] = statistics.median(one["rates"]), statistics.median(one["slowest"])
    return told


def control(look, times):
    """The naive way must oversell, or nothing was contended."""
    look.ask("DELETE FROM floor_registration WHERE event_id = 100")
    look.offer(times // 4)
    press(pages.FLOOR_PORT, bare("naive"), clients=CLIENTS, times=times)
    return look.oversold()


def line_of(name, told):
    mine, floor = told["ours"], told["floor"]
    return (
        f"registration, {name}: {mine['rate'] / floor['rate']:.2f} of the floor; ours {mine['rate']:.0f}/s, floor {floor['rate']:.0f}/s; "
        f"oversold {mine['oversold']}; faults {mine['faults']}; answers {mine['statuses']}; slowest of 20: {mine['p95']} ms"
    )
