"""Who may say what. Each line of the table is one house rule."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("locations", "stakeholders", "events", "programmes", "portal/home", "portal/workspace", "portal/sign_in")

WRITES = {
    "save", "create", "acreate", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "delete", "select_for_update", "record",
}  # fmt: skip
QUERIES = {"filter", "exclude", "get_queryset", "count", "exists", "aggregate", "annotate", "first", "last", "values_list", "select_related"}
CLOCK = {"now", "today", "utcnow", "localdate", "localtime"}  # the last two only without an argument: with one they convert
QUEUES = {"delay", "apply_async", "delay_on_commit", "send_task"}
RULES = {
    # file: the words it does not say, and where they belong
    "choices.py": (WRITES | CLOCK | QUEUES | {"post"}, "choices are constants and registries"),
    "querysets.py": (CLOCK | QUEUES | {"post"}, "the door reads the clock and hands it on"),
    "models.py": (QUEUES | CLOCK | {"post"}, "a row tells facts; an action has consequences"),
    "rules.py": (WRITES | QUERIES | CLOCK | QUEUES | {"post"}, "a rule decides from what it is given"),
    "presenters.py": (WRITES | CLOCK | QUEUES | {"post"}, "a presenter words what it is given"),
    "documents.py": ((WRITES - {"save"}) | CLOCK | QUEUES | {"post"}, "a document is made from what it is given"),
    "emails.py": (WRITES | CLOCK | QUEUES, "a letter is written at a moment that it is given"),
    "actions.py": (CLOCK | QUEUES | {"render"}, "the door reads the clock; letters go through emails.py"),
    "forms.py": ((WRITES - {"save"}) | QUEUES | {"post"}, "a form validates; an action writes"),
    "views.py": (WRITES | QUEUES | {"post", "update"}, "a view asks an action to write"),
    "feeds.py": (WRITES | QUEUES | {"post", "update"}, "a feed only reads"),
    "tasks.py": (WRITES | QUERIES | {"post", "update"}, "a task is a door: one action"),
    "contributions.py": (WRITES | CLOCK, "a contribution only registers"),
}
ALLOWED = {("form", "save"), ("formset", "save"), ("super", "save"), ("headers", "update")}

pytestmark = pytest.mark.once


def said(source):
    """Each call as (line, owner, name): `form.save()` is (…, "form", "save")."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in {"localdate", "localtime"} and node.args:
                continue
            owner = getattr(node.func, "value", None)
            owner = getattr(owner, "id", getattr(getattr(owner, "func", None), "id", getattr(owner, "attr", "")))
            yield node.lineno, owner, name


def sources(name):
    return sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob(name) if not {"migrations", "demo"} & set(path.parts))


@pytest.mark.parametrize("name", RULES)
def test_each_piece_keeps_to_its_words(name):
    banned, reason = RULES[name]
    faults = [
        f"{path.relative_to(ROOT)}:{line} says {word}(): {reason}"
        for path in sources(name)
        for line, owner, word in said(path.read_text())
        if word in banned and (owner, word) not in ALLOWED
    ]
    assert faults == []


def test_nothing_refused_is_written():
    """Own signals, star imports, class-based doors, `|safe`: refused in review, so refused here."""
    faults = []
    for path in sources("*.py"):
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            where = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.ImportFrom):
                names = {alias.name for alias in node.names}
                if "*" in names:
                    faults.append(f"{where} imports a star")
                if (node.module or "").startswith("django.db.models.signals") or "receiver" in names:
                    faults.append(f"{where} listens to signals")
                if (node.module or "").startswith("django.views.generic"):
                    faults.append(f"{where} is a class-based view")
                if "mark_safe" in names:
                    faults.append(f"{where} marks text as safe")
            if isinstance(node, ast.ExceptHandler) and getattr(node.type, "id", "bare" if node.type is None else "") in {"bare", "Exception", "BaseException"}:
                faults.append(f"{where} catches everything")
    assert faults == []


def test_actions_take_their_arguments_by_name():
    """But a sweep, which takes the moment and nothing else. What only answers is a rule or a queryset's word."""
    faults = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources("actions.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and [argument.arg for argument in node.args.args] not in ([], ["now"])
    ]
    assert faults == []


def test_a_view_is_short():
    faults = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in [*sources("views.py"), *sources("feeds.py")]
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > 30
    ]
    assert faults == []


BANNED_IN_TEMPLATES = re.compile(r"\|safe\b|autoescape off|javascript:|\son(?:click|change|submit|load|input|key\w+)=|<script(?![^>]*\ssrc=)")
INLINE_STYLE = re.compile(r"<style|<[^%{]*?\sstyle=")


def test_templates_carry_no_style_no_script_and_no_unescaped_word():
    """Letters may carry style: mail programs know no other."""
    faults = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", lambda tag: tag[0] if "safe" in tag[0] or "autoescape" in tag[0] else "", path.read_text(), flags=re.DOTALL)
        faults += [f"{path.relative_to(ROOT)} says {found.strip()}" for found in BANNED_IN_TEMPLATES.findall(text)]
        if not {"email", "emails"} & set(path.parts):
            faults += [f"{path.relative_to(ROOT)} says {found[-60:]}" for found in INLINE_STYLE.findall(text)]
    assert faults == []


def test_no_words_are_hidden_in_an_f_string():
    """The collector of translations does not look into them, so that such words would stay English."""
    hidden = []
    for path in sorted(path for folder in (*FOLDERS, "portal/common") for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr):
                calls = [
                    call for call in ast.walk(node) if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"_", "gettext", "ngettext", "pgettext"}
                ]
                hidden += [f"{path.relative_to(ROOT)}:{call.lineno}" for call in calls]
    assert hidden == []
