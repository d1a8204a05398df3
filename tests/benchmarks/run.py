"""`make bench`: everything, or ONLY=pages,letters. Interrupted, it ends what it started and drops its databases."""

import os
import signal
import subprocess
import sys
import time

from tests.benchmarks import installation, letters, pages, registrations, report, visit
from tests.services import why_not

BEGUN = time.monotonic()


def say(words):
    if words:
        print(f"{time.monotonic() - BEGUN:7.1f} s  {words}", flush=True)


def numbers_of(name, usual):
    return [int(number) for number in os.environ.get(name, usual).split(",")]


def measure_pages(folder):
    only = [word for word in os.environ.get("PAGES", "").split(",") if word]
    return pages.measure(numbers_of("SCALE", "1,10,100"), folder, say, seconds=float(os.environ.get("SECONDS", "3")), only=only)


def measure_registrations(folder):
    return registrations.measure(folder, say, times=int(os.environ.get("POSTS", "1000")))


def measure_letters(folder):
    return letters.measure(folder, say, count=int(os.environ.get("LETTERS", "3000")), most=int(os.environ.get("MOST", "100000")))


def measure_size(_folder):
    """Queries of the desk and an import of 20,000 rows, on the tests' database."""
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-s", "tests/benchmarks/size.py"], cwd=installation.ROOT, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


PARTS = {
    "pages": measure_pages,
    "registrations": measure_registrations,
    "letters": measure_letters,
    "visit": lambda folder: visit.measure(folder, say),
    "size": measure_size,
}


def main():
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(143))  # so that what was started is ended
    wanted = [part for part in os.environ.get("ONLY", "").split(",") if part] or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        raise SystemExit(f"ONLY names {', '.join(unknown)}; there are {', '.join(PARTS)}.")
    if (reason := why_not("postgres")) and set(wanted) != {"size"}:
        raise SystemExit(f"It is measured on PostgreSQL: {reason}.")
    try:
        for part in wanted:
            say(f"— {part}")
            with installation.workplace() as folder:
                found = PARTS[part](folder)
            if part in report.TABLES:
                report.keep(part, found)
                report.write()
    except KeyboardInterrupt:
        raise SystemExit("Interrupted; what was measured is kept.") from None
    finally:
        installation.drop_all()


if __name__ == "__main__":
    main()
