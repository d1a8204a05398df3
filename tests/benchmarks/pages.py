"""What each page costs: ours beside the floor's page of equal rows and bytes, and ours at one, ten and a hundred times the data, all in turn."""

import json
import re
import statistics
from contextlib import ExitStack

from tests.benchmarks import installation
from tests.benchmarks.load import get, once, press

# Of the floor: a list, or one event with others. `wide`: served with fifty rows on a page instead of twenty.
PAGES = {
    "home": ("/sl/", "events"),
    "event list, 20 rows": ("/sl/events/", "events"),
    "event list, 50 rows": ("/sl/events/", "events"),
    "event": ("/sl/events/dogodek-3/", "event"),
    "programme": ("/sl/programmes/program-4/", "events"),
    "municipality": ("/sl/municipalities/obcina-3/", "events"),
    "search, a word of many": ("/sl/search/?q=delavnica", "events"),
    "search, words of few": ("/sl/search/?q=skupnostni+vrt+17", "events"),
}
WIDE = "event list, 50 rows"
# What somebody can go to from the page: a row is one event, programme, municipality or method that it shows.
THINGS = re.compile(rb'href="/sl/(?:events|programmes|municipalities|methods)/[^"?#]+')
FLOOR_PORT, OURS_PORT = installation.FIRST_PORT, installation.FIRST_PORT + 1
PER_FLOOR_ROW = "rows={rows}&text={text}"


def make_floor():
    database = f"{installation.PREFIX}_floor"
    installation.make(database)
    env = installation.floor_environment(database)
    installation.program("-m", "floor.seed", env=env)
    return database, env


def make_ours(scale, folder, say):
    """A database at that scale. The tables are made once and copied."""
    bare, database = f"{installation.PREFIX}_bare", f"{installation.PREFIX}_{scale}x"
    env = installation.environment(bare, data_dir=folder, STATEMENT_TIMEOUT_MS="0")
    if not (folder / "static").exists():
        installation.program("manage.py", "collectstatic", "--noinput", "--verbosity", "0", env=env)
        installation.make(bare)
        installation.program("manage.py", "migrate", "--verbosity", "0", env=env)
    installation.make(database, like=bare)
    say(f"seeding at {scale}x …")
    told = installation.program("-m", "tests.benchmarks.seed", str(scale), env={**env, "DATABASE_URL": installation.url_of(database)})
    say(told.strip())
    return database


def equal_floor(path, kind):
    """The floor's address whose page shows as many rows and is as long as ours."""
    ours = once(OURS_PORT, path)
    rows = max(len(set(THINGS.findall(ours))), 1)
    base = "/events?" if kind == "events" else "/event/100/?"
    bare = len(once(FLOOR_PORT, base + PER_FLOOR_ROW.format(rows=rows, text=0)))
    text = max(len(ours) - bare, 0)
    for _ in range(4):  # what is escaped grows: once more, and it fits
        made = len(once(FLOOR_PORT, base + PER_FLOOR_ROW.format(rows=rows, text=text)))
        text = max(text - round((made - len(ours)) * 0.97), 0)
    return base + PER_FLOOR_ROW.format(rows=rows, text=text), rows, len(ours)


def measure(scales, folder, say, *, seconds=3.0, rounds=3, only=()):
    wanted = {name: page for name, page in PAGES.items() if not only or any(word in name for word in only)}
    floor_database, floor_env = make_floor()
    databases = {scale: make_ours(scale, folder, say) for scale in scales}
    queries = {scale: ask_queries(database, folder, wanted) for scale, database in databases.items()}
    found = {}
    with ExitStack() as open_ones:
        floor = open_ones.enter_context(installation.served("floor.wsgi:application", port=FLOOR_PORT, env=floor_env, answers="/hello"))
        hello = press(FLOOR_PORT, get("/hello"), seconds=seconds).rate
        say(f"the floor's /hello: {hello:.0f}/s, what client and server can do at all")
        for name, (path, kind) in wanted.items():
            application = "tests.benchmarks.wide:application" if name == WIDE else "portal.wsgi:application"
            with ExitStack() as ours:
                masters = {}
                for number, (scale, database) in enumerate(databases.items()):
                    env = installation.environment(database, data_dir=folder, port=OURS_PORT + number)
                    masters[scale] = ours.enter_context(installation.served(application, port=OURS_PORT + number, env=env, answers="/healthz"))
                ports = {scale: OURS_PORT + number for number, scale in enumerate(databases)}
                floor_path, rows, size = equal_floor(path, kind)
                found[name] = {"path": path, "rows": rows, "bytes": size, "queries": {str(scale): len(queries[scale][path]) for scale in scales}}
                pids = {"floor": floor.pid, **{str(scale): master.pid for scale, master in masters.items()}}
                found[name] |= in_turn(path, floor_path, ports, pids, seconds=seconds, rounds=rounds)
                found[name]["memory"] = max(
                    (installation.memory_of(pid) for pid in installation.children_of(masters[scales[0]].pid)), key=lambda one: one["pss"]
                )
            say(line_of(name, found[name]))
    for database in (floor_database, *databases.values(), f"{installation.PREFIX}_bare"):
        installation.drop(database)
    return {"hello": round(hello), "seconds": seconds, "rounds": rounds, "pages": found}


def in_turn(path, floor_path, ports, pids, *, seconds, rounds):
    """Ours, floor, ours, floor …: medians, so that what else the machine does falls on both."""
    sides = {"floor": (FLOOR_PORT, floor_path), **{str(scale): (port, path) for scale, port in ports.items()}}
    rates, cpu, faults = {side: [] for side in sides}, {side: [] for side in sides}, 0
    for port, address in sides.values():
        press(port, get(address), seconds=1)
    for _ in range(rounds):
        for side, (port, address) in sides.items():
            before = installation.cpu_of(pids[side])
            outcome = press(port, get(address), seconds=seconds)
            cpu[side].append((installation.cpu_of(pids[side]) - before) / max(len(outcome.times), 1) * 1000)
            faults += outcome.broken + sum(number for status, number in outcome.statuses.items() if status != 200)
            rates[side].append(outcome.rate)
    middles = ({side: round(statistics.median(some), 2) for side, some in found.items()} for found in (rates, cpu))
    return {"rates": next(middles), "cpu_ms": next(middles), "all": {side: [round(one, 1) for one in some] for side, some in rates.items()}, "faults": faults}


def ask_queries(database, folder, wanted):
    env = installation.environment(database, data_dir=folder, STATEMENT_TIMEOUT_MS="0")
    return json.loads(installation.program("-m", "tests.benchmarks.inside", "queries", *{path for path, _kind in wanted.values()}, env=env))


def ratios(page):
    """Beside the floor at 1x, and what it costs at the largest scale as a multiple of 1x."""
    rates = {side: rate for side, rate in page["rates"].items() if side != "floor"}
    scales = sorted(rates, key=int)
    return rates[scales[0]] / page["rates"]["floor"], {scale: rates[scales[0]] / rates[scale] for scale in scales[1:]}


def line_of(name, page):
    beside, growth = ratios(page)
    more = ", ".join(f"{scale}x costs {times:.2f}" for scale, times in growth.items())
    rates = ", ".join(f"{side} {rate:.0f}/s" for side, rate in page["rates"].items())
    asked = "/".join(str(number) for number in page["queries"].values())
    used = ", ".join(f"{side} {spent:.1f}" for side, spent in page["cpu_ms"].items())
    return f"{name}: {beside:.2f} of the floor; {rates}; CPU of web in ms {used}; {more or 'one scale'}; {asked} queries; {page['rows']} rows, {page['bytes']:,} bytes; {page['faults']} faults"
