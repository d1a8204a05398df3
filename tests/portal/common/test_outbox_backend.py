import email
import email.policy

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection, send_mail

from portal.common.outbox.delivery import deliver_transactional
from portal.common.outbox.models import Letter, State

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "portal.common.outbox.backend.OutboxBackend"  # pytest's own keeps letters in memory


def test_djangos_mail_waits_in_the_outbox_one_letter_for_each_recipient(mail_folder):
    assert send_mail("Koda", "Vaša koda je 123456.", None, ["ana@example.si", "bor@example.si"]) == 1
    assert sorted(Letter.objects.values_list("recipient", "kind", "state")) == [
        ("ana@example.si", "django.message", State.QUEUED),
        ("bor@example.si", "django.message", State.QUEUED),
    ]


def test_its_bytes_leave_seven_bit_and_are_forgotten(mail_folder):
    message = EmailMultiAlternatives("Koda ž", "Vaša koda je 123456. " * 90, None, ["ana@example.si"])
    message.attach_alternative("<p>Vaša koda</p>", "text/html")
    message.send()
    letter = Letter.objects.get()
    deliver_transactional(letter.created_at)
    raw = next(mail_folder.iterdir()).read_bytes()
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    letter.refresh_from_db()
    assert raw.isascii()
    assert (parsed["Subject"], parsed["Auto-Submitted"], parsed["Message-ID"]) == ("Koda ž", "auto-generated", letter.message_id)
    assert (len(parsed.get_all("Message-ID")), len(parsed.get_all("Date"))) == (1, 1)
    assert parsed.get_body(("plain",)).get_content().startswith("Vaša koda je 123456.")
    assert (letter.state, bytes(letter.message)) == (State.SENT, b"")


def test_a_copy_that_nobody_should_see_is_not_named(mail_folder):
    EmailMultiAlternatives("s", "t", None, ["ana@example.si"], bcc=["secret@example.si"]).send()
    assert b"secret" not in bytes(Letter.objects.first().message)
    assert Letter.objects.filter(recipient="secret@example.si").count() == 1


def test_the_same_words_twice_are_two_letters(mail_folder):
    for _time in range(2):
        send_mail("Koda", "123456", None, ["ana@example.si"], connection=get_connection())
    assert Letter.objects.count() == 2
