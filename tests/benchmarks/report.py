"""`docs/performance.md`, written from `results.json`. What is said about the figures stands in `performance.md` beside this file, so that a new run
loses none of it; parts that were not run keep the figures, date and commit of their last run."""

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import django

from tests.benchmarks import installation, pages

HERE = Path(__file__).parent
RESULTS, TEMPLATE, DOCUMENT = HERE / "results.json", HERE / "performance.md", installation.ROOT / "docs/performance.md"
NOT_RUN = "*Not measured yet: `make bench ONLY={}`.*"
YES, NO = "yes", "**no**"


def machine():
    """In general words: nobody learns whose it is."""
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    with installation.looked_at("postgres") as connection, connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0].split()[0]
    connection.close()
    versions = f"Python {platform.python_version()}, Django {django.__version__}, PostgreSQL {postgres}"
    return f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {versions}; clients, web and database share the cores"


def commit():
    return subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=installation.ROOT, capture_output=True, text=True, check=False).stdout.strip()


def keep(part, found):
    """The part's figures replace its last ones."""
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    load = f"{os.getloadavg()[0]:.1f}"
    kept[part] = {"at": f"{datetime.now(UTC):%Y-%m-%d}", "commit": commit(), "machine": machine(), "load": load, "found": found}
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def write():
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    document = TEMPLATE.read_text()
    for part, table in TABLES.items():
        one = kept.get(part)
        said = f"{stamp(one)}\n\n{table(one['found'])}" if one and one["found"] else NOT_RUN.format(part)
        document = document.replace(f"<!-- {part} -->", said)
    DOCUMENT.write_text(document)


def stamp(one):
    return f"*{one['at']}, commit {one['commit']}; {one['machine']}. Load of the machine at the end: {one['load']}.*"


def rows_of(heads, rows):
    lines = [heads, ["---"] + ["--:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def reached(is_so):
    return YES if is_so else NO


def pages_table(found):
    """Each page beside the floor, then each scale beside 1x."""
    scales = sorted(next(iter(found["pages"].values()))["queries"], key=int)
    heads = [
        "Page",
        "rows",
        "kB",
        "queries",
        "floor /s",
        *[f"{scale}x /s" for scale in scales],
        "of the floor",
        *[f"cost at {scale}x" for scale in scales[1:]],
        "reached",
    ]
    rows = []
    for name, page in found["pages"].items():
        beside, growth = pages.ratios(page)
        is_reached = beside >= 0.6 and max(page["queries"].values()) <= 8 and all(times <= 1.3 for times in growth.values()) and not page["faults"]
        asked = "/".join(dict.fromkeys(str(number) for number in page["queries"].values()))
        rates = [f"{page['rates'][side]:.0f}" for side in ("floor", *scales)]
        rows.append(
            [
                name,
                page["rows"],
                f"{page['bytes'] / 1000:.0f}",
                asked,
                *rates,
                f"{beside:.2f}",
                *[f"{growth[one]:.2f}" for one in scales[1:]],
                reached(is_reached),
            ]
        )
    memory = max((page["memory"] for page in found["pages"].values()), key=lambda one: one["pss"])
    held = f"A web worker holds at most {memory['rss']:.0f} MB, of which {memory['pss']:.0f} MB are its own share (150 MB are allowed: {reached(memory['rss'] <= 150)})."
    how = f"Medians of {found['rounds']} runs of {found['seconds']:.0f} s each, in turn, by four clients. The floor's `/hello` answers {found['hello']:,} times a second."
    return f"{rows_of(heads, rows)}\n\n{how} {held}"


def registrations_table(found):
    rows = []
    for name in ("seats for all", "seats for a quarter"):
        mine, floor = found[name]["ours"], found[name]["floor"]
        beside = mine["rate"] / floor["rate"]
        is_reached = beside >= 0.4 and not mine["oversold"] and not mine["faults"]
        rows.append(
            [name, f"{floor['rate']:.0f}", f"{mine['rate']:.0f}", f"{beside:.2f}", f"{mine['p95']:.0f}", mine["oversold"], mine["faults"], reached(is_reached)]
        )
    heads = ["One event, 16 clients", "floor /s", "ours /s", "of the floor", "19 of 20 within ms", "oversold", "5xx or cut off", "reached"]
    held = (
        "there was something to be held against" if found["control"] else "this time nobody would have noticed; what proves it are the tests of the last seat"
    )
    return f"{rows_of(heads, rows)}\n\nThe floor's control without a lock oversold {found['control']} of {found['times'] // 4} seats: {held}."


def letters_table(found):
    ways, names = found["ways"], {"loop": "Django's loop, one connection", "loop_anew": "Django's loop, a connection each", "bytes": "bytes made before"}
    names = {"ours": "ours, one worker", "one connection": "ours, one worker over one connection", "two workers": "ours, two workers", **names}
    rows = [[names[way], f"{one['rate']:.0f}", f"{one['rate'] / ways['loop']['rate']:.1f}", f"{one['cpu_ms']:.2f}"] for way, one in ways.items()]
    thrice, both = ways["ours"]["rate"] / ways["loop"]["rate"], ways["two workers"]["rate"] / ways["ours"]["rate"]
    sizes = sorted(found["memory"], key=int)
    memory = ", ".join(f"{found['memory'][size]['peak']:.0f} MB for {int(size):,}" for size in sizes)
    flat = found["memory"][sizes[-1]]["peak"] - found["memory"][sizes[0]]["peak"]
    said = (
        f"A letter has {ways['ours']['bytes'] / 1000:.0f} kB as it leaves. One process sends {thrice:.1f} times as many as Django's loop (3 are asked: {reached(thrice >= 3)}), two send {both:.2f} times as many as one "
        f"(1.7 are asked: {reached(both >= 1.7)}). A worker held at most {memory} recipients (flat: {reached(flat <= 5)})."
    )
    return f"{rows_of(['Way', 'letters /s', 'of the loop', 'ms of CPU each'], rows)}\n\n{said}"


def visit_table(found):
    rows = [[one["what"], f"{one['bytes'] / 1000:.1f}"] for one in sorted(found["parts"], key=lambda one: -one["bytes"])]
    total = found["bytes"] / 1000
    return f"{rows_of(['Part', 'kB'], rows)}\n\nIn all {total:.1f} kB (60 are allowed: {reached(total <= 60)})."


TABLES = {"pages": pages_table, "registrations": registrations_table, "letters": letters_table, "visit": visit_table}
