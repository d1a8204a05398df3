import time
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.common.outbox import transport as ways
from portal.common.outbox.transport import Parcel, Server, Unavailable, Verdict, all_together, connected


@pytest.fixture
def parcel():
    return Parcel("no-reply@setev.example", "ana@example.si", b"Subject: x\r\n\r\n.dot\r\n", "tests.note", "1", datetime(2027, 5, 10, 7, 0, tzinfo=UTC))


def handed_over(way, parcel):
    (outcome,) = all_together([way.hand_over(parcel)])
    return outcome


def test_the_bytes_arrive_as_they_were_composed(make_sink, parcel):
    sink = make_sink()
    with connected() as (server,):
        server.open()
        assert handed_over(server, parcel).verdict == Verdict.ACCEPTED
    assert sink.accepted == [("", "ana@example.si", parcel.message)]
    assert [line.upper() for line in sink.senders] == ["MAIL FROM:<NO-REPLY@SETEV.EXAMPLE>"]


def test_an_address_in_other_letters_needs_a_server_that_knows_them(make_sink, parcel):
    foreign = Parcel(parcel.sender, "žana@example.si", parcel.message, parcel.kind, parcel.ident, parcel.at)
    for extensions, verdict in ((("SMTPUTF8", "8BITMIME"), Verdict.ACCEPTED), ((), Verdict.REFUSED)):
        sink = make_sink(extensions=extensions)
        with connected() as (server,):
            server.open()
            assert handed_over(server, foreign).verdict == verdict
            assert handed_over(server, parcel).verdict == Verdict.ACCEPTED
        assert sink.recipients[-1] == "ana@example.si"


def test_a_server_that_hangs_is_left_in_time(make_sink, parcel, monkeypatch):
    monkeypatch.setattr(ways, "TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(ways, "DOT_TIMEOUT_SECONDS", 0.2)
    for step, verdict in (("RCPT", Verdict.LATER), ("dot", Verdict.UNANSWERED)):
        make_sink(behave=lambda at, _argument, step=step: "hang" if at == step else None)
        with connected() as (server,):
            server.open()
            assert handed_over(server, parcel).verdict == verdict
            assert server.is_open is False
    make_sink(behave=lambda at, _argument: "hang" if at == "greeting" else None)
    with connected() as (server,), pytest.raises(Unavailable) as trouble:
        server.open()
    assert trouble.value.is_lasting is False


@pytest.mark.parametrize(("step", "verdict"), [("RCPT", Verdict.LATER), ("DATA", Verdict.LATER), ("dot", Verdict.UNANSWERED)])
def test_those_that_wait_at_once_wait_no_longer_than_one(make_sink, parcel, monkeypatch, step, verdict):
    monkeypatch.setattr(ways, "TIMEOUT_SECONDS", 1.0)
    monkeypatch.setattr(ways, "DOT_TIMEOUT_SECONDS", 1.0)
    make_sink(behave=lambda at, _argument: "hang" if at == step else None)
    with connected(4) as servers:
        for server in servers:
            server.open()
        started = time.monotonic()
        outcomes = all_together([server.hand_over(parcel) for server in servers])
        assert time.monotonic() - started < 3
    assert [outcome.verdict for outcome in outcomes] == [verdict] * 4


def test_a_sender_that_is_no_address_is_the_lanes_trouble(make_sink, parcel):
    make_sink()
    with connected() as (server,):
        server.open()
        outcome = handed_over(server, Parcel("občina@setev.example", parcel.recipient, parcel.message, parcel.kind, parcel.ident, parcel.at))
    assert isinstance(outcome, Unavailable)
    assert outcome.is_lasting


def test_a_server_without_encryption_gets_no_letter_when_it_was_asked_for(make_sink):
    sink = make_sink()
    with pytest.raises(Unavailable) as trouble:
        Server(f"smtp+tls://127.0.0.1:{sink.port}").open()
    assert trouble.value.is_lasting is True


def test_a_server_that_does_not_know_our_password_is_a_lasting_trouble(make_sink):
    sink = make_sink(extensions=("AUTH PLAIN",), behave=lambda step, _argument: "535 5.7.8 wrong password" if step == "AUTH" else None)
    with pytest.raises(Unavailable) as trouble:
        Server(f"smtp://user:p%40ss@127.0.0.1:{sink.port}").open()
    assert (trouble.value.code, trouble.value.is_lasting) == (535, True)


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("smtp://localhost", "localhost", 25),
        ("smtp+tls://u:p%40ss@mail.example", "mail.example", 587),
        ("smtps://mail.example", "mail.example", 465),
        ("smtps://mail.example:2465", "mail.example", 2465),
    ],
)
def test_the_address_names_host_and_port(address, host, port):
    server = Server(address)
    assert (server.host, server.port) == (host, port)


def test_a_password_may_hold_any_sign():
    server = Server("smtp+tls://u%40x:p%40s%3As@mail.example")
    assert (server.user, server.password) == ("u@x", "p@s:s")


def test_a_letter_in_the_folder_appears_whole(mail_folder, parcel):
    with connected() as (folder,):
        folder.open()
        handed_over(folder, parcel)
    assert [path.name for path in mail_folder.iterdir()] == ["20270510T070000.000000Z-tests.note-1.eml"]
    assert ways.mail_folder() == mail_folder


def test_a_folder_that_cannot_be_written_is_the_lanes_trouble(settings, parcel):
    settings.EMAIL_URL = "file:///proc/nowhere"
    with connected() as (folder,), pytest.raises(Unavailable):
        folder.open()


def test_another_scheme_is_refused_with_a_word(settings):
    settings.EMAIL_URL = "carrier-pigeon://roof"
    with pytest.raises(ImproperlyConfigured, match="carrier-pigeon"), connected():
        pass
    assert ways.mail_folder() is None
