"""The documents say what the code does."""

import ast
import re
from pathlib import Path

import pytest

from portal.home.demo.story import SIGN_INS
from portal.home.management.commands.data_model import draw

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]

pytestmark = pytest.mark.once


def settings_read():
    """The names that settings.py asks of the environment."""
    for node in ast.walk(ast.parse((ROOT / "portal/settings.py").read_text())):
        is_asked = isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] in {"env", "required"}
        if is_asked and node.args and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value


def test_every_setting_stands_in_the_example_and_no_other():
    explained = re.findall(r"^#?\s?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    of_the_containers = re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text())
    assert sorted(explained) == sorted({*settings_read(), *of_the_containers, "COMPOSE_PROFILES", "WEB_CONCURRENCY"})


def test_the_example_shows_the_values_that_hold_without_it():
    shown = dict(re.findall(r"^# ([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    held = {
        node.args[0].value: as_written(keyword.value)
        for node in ast.walk(ast.parse((ROOT / "portal/settings.py").read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] == "env" and isinstance(node.args[0], ast.Constant)
        for keyword in node.keywords
        if keyword.arg == "default"
    }
    assert {name: shown[name] for name, value in held.items() if name in shown and value not in (None, shown[name])} == {}


def as_written(default):
    """A default as the example writes it; None when it is worked out at start."""
    try:
        value = ast.literal_eval(default)
    except ValueError:
        return None
    return ",".join(value) if isinstance(value, list) else str(int(value)) if isinstance(value, bool) else str(value)


def test_the_example_holds_no_usable_secret():
    values = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert values["SECRET_KEY"] == ""


def test_every_command_stands_in_the_readme():
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    told = set(re.findall(r"`make ([a-z-]+)", (ROOT / "README.md").read_text())) | set(
        re.findall(r"^make ([a-z-]+)", (ROOT / "README.md").read_text(), re.MULTILINE)
    )
    assert targets - told == set()
    assert told - targets == set()


def test_the_data_model_is_fresh():
    assert (ROOT / "docs/data-model.md").read_text(encoding="utf-8") == draw(), "Stale: make data-model"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_link_to_a_file_finds_it(document):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_a_path_named_in_the_house_exists():
    named = re.findall(r"`((?:portal|programmes|events|stakeholders|locations|templates|tests|docs|static)/[\w./-]*)`", (ROOT / "docs/house.md").read_text())
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_house_is_told_in_two_hundred_lines():
    assert len((ROOT / "docs/house.md").read_text().splitlines()) <= 200


def test_the_readme_tells_the_sign_ins_of_the_demo():
    text = (ROOT / "README.md").read_text()
    assert [sign_in for sign_in in SIGN_INS if f"| `{sign_in.email}` | {sign_in.who} |" not in text or f"`{sign_in.password}`" not in text] == []
