"""The house has a fixed vocabulary of file names, so that from one path the others follow."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("locations", "stakeholders", "events", "programmes")
FRONT = {"__init__", "apps", "models", "urls", "admin", "tasks", "contributions", "translation"}
ROOM = {"__init__", "choices", "querysets", "models", "rules", "presenters", "documents", "emails", "actions", "forms", "views", "feeds", "admin"}
NOT_ROOMS = {"migrations", "management", "__pycache__"}
VAGUE = {"core", "utils", "util", "helpers", "services", "misc", "config", "base", "lib", "tools", "shared"}
TOP = {"portal", *APPS, "templates", "static", "tests", "docs", "locale"}

ROOMS = sorted(path for app in APPS for path in (ROOT / app).iterdir() if path.is_dir() and path.name not in NOT_ROOMS)
SOURCES = sorted(path for folder in ("portal", *APPS) for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)
TESTS = sorted(path for path in (ROOT / "tests").rglob("test_*.py"))

pytestmark = pytest.mark.once


def names(folder):
    return {path.stem for path in folder.glob("*.py")}


def test_the_top_level_holds_only_what_is_decided():
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert folders - {"var", "staticfiles", "htmlcov", "test-results"} <= TOP


@pytest.mark.parametrize("app", APPS)
def test_the_front_of_an_app_holds_only_what_django_and_celery_knock_on(app):
    assert names(ROOT / app) - FRONT == set()


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: f"{room.parent.name}.{room.name}")
def test_a_room_holds_only_pieces_of_known_names(room):
    assert names(room) - ROOM == set()
    assert [path.name for path in room.iterdir() if path.is_dir() and path.name != "__pycache__"] == []


def test_nothing_has_a_vague_name():
    assert [str(path.relative_to(ROOT)) for path in SOURCES if VAGUE & {path.stem, path.parent.name}] == []


def test_a_file_fits_on_a_few_screens():
    files = [*SOURCES, *(ROOT / "tests").rglob("*.py")]
    sizes = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}
    assert {path: size for path, size in sizes.items() if size > 400} == {}


def piece_of(test):
    """`test_views.py` and `test_views_desk.py` are both about views: a piece with much to prove has several files."""
    return test.stem.split("_")[1]


@pytest.mark.parametrize("app", APPS)
def test_tests_mirror_the_house(app):
    strays = [
        str(path.relative_to(ROOT))
        for path in TESTS
        if path.relative_to(ROOT / "tests").parts[0] == app and not (ROOT / path.relative_to(ROOT / "tests")).with_name(f"{piece_of(path)}.py").exists()
    ]
    assert strays == []


@pytest.mark.parametrize("app", APPS)
def test_decisions_and_acts_have_tests_of_their_own(app):
    untested = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if path.parts[len(ROOT.parts)] == app
        and path.stem in {"rules", "actions"}
        and not (ROOT / "tests" / path.relative_to(ROOT)).with_name(f"test_{path.name}").exists()
    ]
    assert untested == []


def test_templates_mirror_the_rooms():
    """`templates/<app>/<room>/…`: no folder without a room."""
    strays = [
        str(path.relative_to(ROOT)) for app in APPS for path in (ROOT / "templates" / app).glob("*") if path.is_dir() and not (ROOT / app / path.name).is_dir()
    ]
    assert strays == []
