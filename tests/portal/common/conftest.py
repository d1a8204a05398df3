"""Letters and kinds for the ground's tests, and a mail server to hand them to."""

from uuid import uuid4

import pytest

from portal.common.outbox.kinds import Content, LetterKind, kinds
from portal.common.outbox.models import Letter
from portal.common.outbox.post import post
from tests.faults.sink import Sink


@pytest.fixture
def make_kind(monkeypatch):
    """A kind of letter that exists for one test."""

    def make(
        name="tests.note", *, still_wanted=lambda _letter, _now: True, render=lambda letter: Content(subject=f"Note {letter.facts}", text="Hello."), many=None
    ):
        kind = LetterKind(name=name, label=name, trigger="", still_wanted=still_wanted, render=render, many=many)
        monkeypatch.setitem(kinds._items, name, kind)
        return kind

    return make


@pytest.fixture
def write(make_kind, now, db):
    """Post letters: `write(3)` returns three of them."""
    kind = make_kind()

    def write(count=1, *, to="resident{}@example.si", **options):
        options = {"kind": kind, "language": "sl", "now": now, **options}
        letters = [
            post(options["kind"], to=to.format(number), once=str(uuid4()), **{k: v for k, v in options.items() if k != "kind"}) for number in range(count)
        ]
        return letters[0] if count == 1 else letters

    return write


@pytest.fixture
def make_sink(settings):
    """A mail server on loopback to which EMAIL_URL points from now on."""
    sinks = []

    def make(**options):
        sinks.append(Sink(**options))
        settings.EMAIL_URL = sinks[-1].url
        return sinks[-1]

    yield make
    for sink in sinks:
        sink.close()


@pytest.fixture
def mail_folder(settings, tmp_path):
    settings.EMAIL_URL = f"file://{tmp_path}/mail"
    return tmp_path / "mail"


@pytest.fixture
def states(db):
    def states():
        return list(Letter.objects.order_by("recipient").values_list("state", flat=True))

    return states
