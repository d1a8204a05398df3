"""What `make test` runs: style, types, house contracts, then every test that this machine can run.

    python tests/everything.py           all of it
    python tests/everything.py --lint    only what needs no running code

Every step runs, also after one has failed. The table at the end says what came of each.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.services import POSTGRES_URL, why_not  # noqa: E402  found by the path above

PYTHON = sys.executable
IN_CI = os.environ.get("CI") == "true"
# What a shell says about a real installation is no business of a test.
OURS = (
    "DATA_DIR",
    "DATABASE_URL",
    "EMAIL_URL",
    "CELERY_BROKER_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "LANGUAGES",
    "WARM_PAGES",
    "DEBUG",
    "DEMO",
)
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in OURS} | {"PYTHONUNBUFFERED": "1"}
COUNT = re.compile(r"(\d+) (passed|failed|skipped|error)")
CLOSING = re.compile(r"^=+ .*\b(passed|failed|skipped|error|deselected|no tests ran)\b.* in [\d.]+s.*=+$")

Row = tuple[str, str, float]


def main() -> int:
    os.chdir(ROOT)
    rows: list[Row] = []
    total = dict.fromkeys(("passed", "failed", "skipped"), 0)
    for name, command in checks():
        ok, _counts, seconds = run(name, command)
        rows.append((name, "good" if ok else "FAILED", seconds))
        total["failed"] += not ok
    if "--lint" not in sys.argv:
        for name, command, extra, reason in suites():
            if reason:
                rows.append((name, f"{'FAILED' if IN_CI else 'not run'}: {reason}", 0))
                total["failed" if IN_CI else "skipped"] += 1
                continue
            ok, counts, seconds = run(name, command, extra)
            counts["failed"] = max(counts["failed"] + counts.pop("error"), 0 if ok else 1)
            rows.append((name, ", ".join(f"{count} {what}" for what, count in counts.items() if count), seconds))
            for what, count in counts.items():
                total[what] += count
    tell(rows, total)
    return 1 if total["failed"] else 0


def checks() -> list[tuple[str, list[str]]]:
    templates = subprocess.run(["git", "ls-files", "templates/*.html"], check=True, capture_output=True, text=True).stdout.split()
    return [
        ("style (ruff)", [PYTHON, "-m", "ruff", "check", "."]),
        ("layout (ruff format)", [PYTHON, "-m", "ruff", "format", "--check", "."]),
        ("templates (djade)", [str(Path(PYTHON).with_name("djade")), "--target-version", "5.2", "--check", *templates]),
        ("types (mypy)", [PYTHON, "-m", "mypy"]),
        ("house (import-linter)", [str(Path(PYTHON).with_name("lint-imports"))]),
    ]


def suites() -> list[tuple[str, list[str], dict[str, str], str]]:
    cores = os.cpu_count() or 1
    # whoever has nothing left takes from the others: the long stories of the faults would otherwise be one's alone in the end
    pytest = [PYTHON, "-m", "pytest", "-q", "--durations=5", "--dist", "worksteal"]
    busy, waiting = ["-n", str(min(cores + 2, 8))], ["-n", str(min(2 * cores + 1, 10))]  # the faults, which run with SQLite, mostly wait: for beat, for leases
    return [
        ("tests on SQLite", [*pytest, *waiting, "-m", "not browser and not only_postgres"], {}, ""),
        # What proves nothing about a database is not asked twice. The tables come from the migrations here, from the models above.
        (
            "tests on PostgreSQL",
            [*pytest, *busy, "--migrations", "-m", "not browser and not once"],
            {"TEST_DATABASE_URL": another_database(POSTGRES_URL, "setev")},
            why_not("postgres"),
        ),
        ("journeys in a browser", [*pytest, *busy, "-m", "browser", "tests/journeys"], {}, why_not("browser")),
    ]


def another_database(url: str, name: str) -> str:
    """The server's address with another database; the tests make theirs as `test_<name>` and drop it."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def run(name: str, command: list[str], extra: dict[str, str] | None = None) -> tuple[bool, dict[str, int], float]:
    print(f"\n── {name} " + "─" * (76 - len(name)), flush=True)
    counts = dict.fromkeys(("passed", "failed", "skipped", "error"), 0)
    began = time.monotonic()
    with subprocess.Popen(
        command, env=ENVIRONMENT | (extra or {}), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        for line in process.stdout:
            print(line, end="", flush=True)
            if CLOSING.match(line.strip()) or (line[:1].isdigit() and " in " in line):
                counts.update({what: int(count) for count, what in COUNT.findall(line)})
    return process.returncode == 0, counts, time.monotonic() - began


def tell(rows: list[Row], total: dict[str, int]) -> None:
    width = max(len(name) for name, _result, _seconds in rows)
    print("\n" + "─" * 80)
    for name, result, seconds in rows:
        print(f"{name:<{width}}  {f'{seconds:.0f} s':>6}  {result}")
    print()
    print(", ".join(f"{count} {what}" for what, count in total.items()), flush=True)


if __name__ == "__main__":
    sys.exit(main())
