"""Takes away one permission check after the other, and looks whether a test notices: `python -m tests.house.mutate_permissions`.

Each `can_…` of a `rules.py` answers yes to everybody, each `ensure_…` refuses nobody, each query that narrows to an actor gives every row, each gate of
`portal/common/access.py` and of `portal/sign_in` lets everybody in; one at a time, in a copy of the project. What no test notices is named, and fails.
"""

import argparse
import ast
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
APPS = ("locations", "stakeholders", "events", "programmes")
NARROWS = {"visible_to", "manageable_by", "writable_by", "meetable_by", "on_desk_of", "kept_by"}
RULES = {"can_": "return True", "ensure_": "return"}
GATES = {"desk_required": "view", "desk_for": "lambda view: view"}
# What stands before all rights: without the second step, or after too long a time, nobody has any.
SIGN_IN = {
    "is_lacking": "False",
    "is_asked_of": "False",
    "is_over": "False",
    "guard_administration": "get_response",
    "to_the_administration": "admin.site.__class__.login(admin.site, request)",
}
OURS = shutil.ignore_patterns(".git", ".venv*", "__pycache__", ".*_cache", "node_modules", "*.sqlite3*", "data")


@dataclass(frozen=True)
class Check:
    path: str
    name: str
    first: int  # lines of the function's body, counted from 1
    last: int
    indent: int
    instead: str

    def taken_from(self, source: str) -> str:
        lines = source.splitlines()
        return "\n".join([*lines[: self.first - 1], " " * self.indent + self.instead, *lines[self.last :], ""])

    def tests(self) -> list[list[str]]:
        """The nearest first: those of the room, of everybody who asks, then the doors."""
        app, room, *_rest = self.path.split("/")
        near = [f"tests/{app}/{room}"] if app in APPS or room == "sign_in" else ["tests/portal"]
        roles = sorted(str(path.relative_to(PROJECT)) for path in PROJECT.glob("tests/*/*/test_views_roles.py"))
        return [near, roles, ["tests/house/test_doors.py"]]

    def __str__(self) -> str:
        return f"{self.path}: {self.name}"


def is_a_rule(function: ast.FunctionDef) -> bool:
    """A rule about somebody; `can_change(registration)` asks about a row alone."""
    return function.name.startswith(tuple(RULES)) and any(argument.arg == "actor" for argument in function.args.args)


def checks_of(path: Path) -> list[Check]:
    found = []
    for function in (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)):
        if path.name == "access.py":
            instead = f"return {GATES[function.name]}" if function.name in GATES else ""
        elif path.parent.name == "sign_in":
            instead = f"return {SIGN_IN[function.name]}" if function.name in SIGN_IN else ""
        elif path.name == "rules.py":
            instead = next((instead for name, instead in RULES.items() if function.name.startswith(name)), "") if is_a_rule(function) else ""
        else:
            instead = "return self.all()" if function.name in NARROWS else ""
        if instead:
            body = function.body
            where = str(path.relative_to(PROJECT))
            found.append(Check(where, function.name, body[0].lineno, body[-1].end_lineno or body[-1].lineno, body[0].col_offset, instead))
    return found


def all_checks() -> list[Check]:
    paths = [PROJECT / "portal/common/access.py", *sorted((PROJECT / "portal/sign_in").glob("*.py"))]
    for app in APPS:
        paths += sorted((PROJECT / app).glob("*/rules.py")) + sorted((PROJECT / app).glob("*/querysets.py"))
    return [check for path in paths for check in checks_of(path)]


def fails(tests: list[str], copy: Path) -> bool:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    return subprocess.run([*command, *tests], cwd=copy, capture_output=True, check=False).returncode == 1


def is_noticed(check: Check, copy: Path) -> bool:
    target = copy / check.path
    whole = target.read_text(encoding="utf-8")
    target.write_text(check.taken_from(whole), encoding="utf-8")
    try:
        return any(fails(tests, copy) for tests in check.tests())
    finally:
        target.write_text(whole, encoding="utf-8")


def red(checks: list[Check], copy: Path) -> list[str]:
    """Tests that fail although nothing was taken away: they would seem to notice everything."""
    different = {tuple(tests) for check in checks for tests in check.tests()}
    return sorted(" ".join(tests) for tests in different if fails(list(tests), copy))


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("only", nargs="?", default="", help="a part of path or name")
    wanted = [check for check in all_checks() if asked.parse_args().only in str(check)]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(PROJECT, copy, ignore=OURS)
        if failing := red(wanted, copy):
            sys.stdout.write("These fail already, so nothing can be said:\n" + "".join(f"  {tests}\n" for tests in failing))
            return 2
        missed = []
        for check in wanted:
            noticed = is_noticed(check, copy)
            sys.stdout.write(f"{'noticed' if noticed else 'MISSED '}  {check}\n")
            sys.stdout.flush()
            missed += [] if noticed else [check]
    sys.stdout.write(f"{len(wanted) - len(missed)} of {len(wanted)} checks are guarded by a test.\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
