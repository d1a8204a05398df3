"""What is installed is what was locked: every package with its hashes, from wherever the machine gets its packages."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKED = re.compile(r"^(?P<name>[a-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^ ;\\]+)", re.MULTILINE)

pytestmark = pytest.mark.once


def packages(name):
    """Each locked package with its lines."""
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text().strip())
    return {LOCKED.match(entry)["name"]: entry for entry in entries}


def plain(requirement):
    return re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower().replace("_", "-").replace(".", "-")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_has_its_hashes(name):
    assert [package for package, entry in packages(name).items() if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_no_line_says_where_packages_come_from(name):
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links|file:", (ROOT / name).read_text()) == []


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("requirements.txt", PROJECT["project"]["dependencies"]),
        ("requirements-dev.txt", [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]),
    ],
)
def test_every_dependency_that_is_asked_for_is_locked(name, wanted):
    assert {plain(requirement) for requirement in wanted} - set(packages(name)) == set()


def test_tests_run_with_the_versions_that_are_shipped():
    shipped, tested = packages("requirements.txt"), packages("requirements-dev.txt")
    assert {name for name in shipped if LOCKED.match(shipped[name])["version"] != LOCKED.match(tested.get(name, "none==0"))["version"]} == set()
