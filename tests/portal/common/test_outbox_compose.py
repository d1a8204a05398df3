import email
import email.policy
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.common.outbox.compose import compose, message_id
from portal.common.outbox.kinds import Attachment, Content
from portal.common.outbox.models import Letter
from portal.common.outbox.render import absolute, letter
from portal.common.outbox.transport import stuffed

NAMES = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)


def read(message):
    return email.message_from_bytes(message, policy=email.policy.default)


def test_a_letter_says_who_writes_and_that_a_machine_sent_it(now, settings):
    settings.DEFAULT_FROM_EMAIL = "Setev <no-reply@setev.example>"
    row = Letter(recipient="žana@šola.si", language="sl")
    content = Content("Vaše mesto je potrjeno", "Dobrodošli.", "<p>Dobrodošli.</p>", from_name="Občina Litija", reply_to="obcina@litija.example")
    message = read(compose(row, content, at=now))
    assert [message[name] for name in ("From", "Reply-To", "Subject", "Auto-Submitted", "Content-Language", "Message-ID")] == [
        "Občina Litija <no-reply@setev.example>",
        "obcina@litija.example",
        "Vaše mesto je potrjeno",
        "auto-generated",
        "sl",
        message_id(row),
    ]
    assert message["Date"].datetime == now
    assert [part.get_content().strip() for part in message.iter_parts()] == ["Dobrodošli.", "<p>Dobrodošli.</p>"]


def test_every_letter_is_seven_bit_with_short_lines(now):
    content = Content("Č" * 200, "š" * 5000, f"<p>{'ž' * 5000}</p>", from_name="Ö" * 90, attachments=(Attachment("čas.ics", b"\xff" * 5000, "text/calendar"),))
    message = compose(Letter(recipient="a@example.si", language="sl"), content, at=now)
    assert message.isascii()
    assert [line for line in message.split(b"\r\n") if len(line) > 78] == []
    assert b"\n" not in message.replace(b"\r\n", b"")


def test_an_attachment_arrives_as_it_was(now):
    content = Content("s", "t", "<p>t</p>", attachments=(Attachment("poletna šola.ics", b"BEGIN:VCALENDAR\r\n", "text/calendar; method=PUBLISH"),))
    message = read(compose(Letter(recipient="a@example.si", language="sl"), content, at=now))
    (attachment,) = message.iter_attachments()
    assert (attachment.get_filename(), attachment["Content-Type"].params["method"]) == ("poletna šola.ics", "PUBLISH")
    assert attachment.get_payload(decode=True) == b"BEGIN:VCALENDAR\r\n"


@given(subject=NAMES, name=NAMES)
def test_whatever_people_are_called_stays_in_its_header(subject, name):
    hostile = f"{subject}\r\nBcc: all@example.si\r\n\r\n{name}"
    row = Letter(recipient="a@example.si", language="sl")
    message = read(compose(row, Content(hostile, "t", from_name=hostile, headers={"List-Id": hostile}), at=row_time()))
    assert (message["Bcc"], message["To"], message.get_content().strip()) == (None, "a@example.si", "t")


def row_time():
    return email.utils.parsedate_to_datetime("Mon, 10 May 2027 07:00:00 +0000")


@pytest.mark.parametrize(
    ("message", "on_the_wire"),
    [(b".a\r\n.b", b"..a\r\n..b\r\n.\r\n"), (b"a\r\n", b"a\r\n.\r\n"), (b"a\r\n.\r\nb\r\n", b"a\r\n..\r\nb\r\n.\r\n")],
)
def test_a_line_that_begins_with_a_dot_does_not_end_the_letter(message, on_the_wire):
    assert stuffed(message) == on_the_wire


@pytest.fixture
def templates(settings, tmp_path):
    folder = tmp_path / "tests"
    folder.mkdir()
    (folder / "note_subject.txt").write_text("Seat for {{ name }}\n")
    (folder / "note.txt").write_text("Dear {{ name }},\n\n\n{% if False %}x{% endif %}\n\n{{ municipality.name }} ({{ language }}) {{ site_url }}/x\n")
    (folder / "note.html").write_text("<title>{{ subject }}</title><p>{{ name }}</p>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    settings.SITE_URL = "https://setev.example"


def test_a_letter_is_rendered_from_three_templates_in_the_name_of_the_municipality(templates):
    litija = SimpleNamespace(name="Litija", legal_name="Občina Litija", contact_email="obcina@litija.example")
    content = letter("tests/note", {"name": "Ana & O'Neil"}, municipality=litija)
    assert (content.subject, content.from_name, content.reply_to) == ("Seat for Ana & O'Neil", "Občina Litija", "obcina@litija.example")
    assert content.text == "Dear Ana & O'Neil,\n\nLitija (en) https://setev.example/x\n"
    assert content.html == "<title>Seat for Ana &amp; O&#x27;Neil</title><p>Ana &amp; O&#x27;Neil</p>"


def test_a_letter_without_a_municipality_comes_from_the_portal(templates):
    assert (letter("tests/note", {}).from_name, letter("tests/note", {}).reply_to) == ("", "")


def test_links_in_letters_are_whole(templates):
    assert absolute("/sl/dogodki/") == "https://setev.example/sl/dogodki/"
