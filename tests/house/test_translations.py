"""Slovenian is complete: every word of the interface, in four plural forms, compiled. English stands in the code."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "locale/sl/LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

pytestmark = pytest.mark.once


def catalogue(path=LOCALE / "django.po"):
    with path.open("rb") as file:
        return read_po(file)


def ids(found):
    return {(message.context, message.id if isinstance(message.id, str) else message.id[0]) for message in found if message.id}


def forms(message):
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)  # read from .mo they are a list


def test_every_message_has_its_translation_and_none_is_only_guessed():
    found = catalogue()
    assert [message.id for message in found if message.id and not all(forms(message))] == []
    assert [message.id for message in found if message.id and message.fuzzy] == []


def test_slovenian_has_four_forms():
    found = catalogue()
    assert found.num_plurals == 4
    assert [message.id for message in found if isinstance(message.id, tuple) and len(message.string) != 4] == []


def test_no_placeholder_is_lost():
    """A plural's form may leave its number out ("one seat"), never invent one."""
    faults = []
    for message in catalogue():
        if isinstance(message.id, str):
            if sorted(PLACEHOLDER.findall(message.id)) != sorted(PLACEHOLDER.findall(message.string)):
                faults.append(message.id)
        elif any(set(PLACEHOLDER.findall(form)) - {name for words in message.id for name in PLACEHOLDER.findall(words)} for form in message.string):
            faults.append(message.id)
    assert faults == []


def test_what_is_compiled_is_what_is_written():
    with (LOCALE / "django.mo").open("rb") as file:
        compiled = read_mo(file)
    assert {key_of(message): forms(message) for message in compiled if message.id} == {key_of(message): forms(message) for message in catalogue() if message.id}


def key_of(message):
    context = message.context.decode() if isinstance(message.context, bytes) else message.context  # the reader of .mo leaves it raw
    return (context, message.id if isinstance(message.id, str) else message.id[0])


@pytest.mark.gettext
def test_every_word_of_the_code_stands_in_the_catalogue(tmp_path):
    """The words are collected anew from a copy of the code, and compared."""
    for name in ("portal", "locations", "stakeholders", "events", "programmes", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "locale/sl/LC_MESSAGES").mkdir(parents=True)
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", "sl", "--no-location", "--verbosity", "0"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
    )
    written, collected = ids(catalogue()), ids(catalogue(tmp_path / "locale/sl/LC_MESSAGES/django.po"))
    assert sorted(map(str, collected - written)) == [], "Not translated: make messages"
    assert sorted(map(str, written - collected)) == [], "No longer said: make messages"
