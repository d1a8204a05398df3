"""A filled skeleton and the slow path say the same, whatever people are called."""

import email
import email.policy
import re
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.common.outbox.compose import compose
from portal.common.outbox.kinds import Content
from portal.common.outbox.models import Letter
from portal.common.outbox.skeleton import Skeleton, filled, gap, without_gaps

NAMES = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=120)
LINK = "https://setev.example/unsubscribe/0a1b2c3d/4e5f/" + "Ab_-" * 11
CONTENT = Content(
    subject="Novice iz Litije: žetev in še kaj",
    text=f"Pozdravljeni {gap('name')},\n\n.{gap('name')}\n{'č' * 90} {gap('link')}\n\nKonec \n",
    html=f'<p>Pozdravljeni {gap("name")},</p><p title="{gap("name")}">{"š " * 60}</p><p>.{gap("name")}.<a href="{gap("link")}">Odjava</a></p>',
    from_name="Občina Litija",
    reply_to="novice@litija.example",
    headers={"List-Unsubscribe": f"<{gap('link')}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "Precedence": "bulk"},
)
MOMENT = datetime(2027, 5, 10, 7, 0, tzinfo=UTC)
SKELETON = Skeleton.of(CONTENT, language="sl")


def read(message):
    return email.message_from_bytes(message, policy=email.policy.default)


def said(message):
    """What a mail program makes of it: headers without the boundary, and both texts."""
    headers = {name: re.sub(r'boundary="[^"]*"', "", str(value)) for name, value in message.items()}
    return headers, [part.get_content() for part in message.iter_parts()]


@given(name=NAMES)
@example(name="")
@example(name="Žiga <script>alert(1)</script> & sinovi")
@example(name="Bcc: vsi@example.si\r\nSubject: zastonj\r\n\r\n.")
@example(name=".\r\n.\r\n")
@example(name="=C3=A7 =\r\n 100 %")
@example(name="ime\x00s\x1fčudnimi\u2028znaki\u202e")
@example(name="{{ 7*7 }} %(name)s {0.__class__}")
@example(name="\ue000link\ue001")
@example(name="x" * 120)
def test_the_skeleton_says_what_the_slow_path_says(name):
    letter = Letter(recipient="žana@šola.si", language="sl")
    values = {"name": name, "link": LINK}
    fast, slow = (read(message) for message in (SKELETON.fill(letter, values, at=MOMENT), compose(letter, filled(CONTENT, values), at=MOMENT)))
    assert said(fast) == said(slow)


@given(name=NAMES)
def test_whatever_somebody_is_called_the_message_stays_seven_bit_with_short_lines(name):
    message = SKELETON.fill(Letter(recipient="ana@example.si", language="sl"), {"name": name, "link": LINK}, at=MOMENT)
    assert message.isascii()
    assert b"\0" not in message
    body = message.split(b"\r\n\r\n", 1)[1]
    assert max(len(line) for line in body.split(b"\r\n")) <= 76


def test_the_address_to_unsubscribe_at_is_on_one_line(now):
    message = SKELETON.fill(Letter(recipient="ana@example.si", language="sl"), {"name": "Ana", "link": LINK}, at=now)
    assert f"\r\nList-Unsubscribe: <{LINK}>\r\n".encode() in message


def test_a_gap_without_a_value_is_a_mistake_and_not_a_hole(now):
    with pytest.raises(KeyError):
        SKELETON.fill(Letter(recipient="ana@example.si", language="sl"), {"name": "Ana"}, at=now)


def test_people_cannot_write_gaps_themselves():
    assert without_gaps(f"Živjo {gap('link')}!") == "Živjo link!"
