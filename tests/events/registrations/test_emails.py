import re
from datetime import timedelta

import pytest
from django.utils import translation
from icalendar import Calendar

from events.agenda.actions import change_event
from events.registrations import actions, emails
from events.registrations.choices import Standing
from events.registrations.models import Registration
from portal.common.outbox.kinds import kinds
from portal.common.outbox.models import Letter, State
from portal.common.reminders.sweep import send_due_reminders
from tests.factories.events import make_draft, make_event, make_registration
from tests.factories.locations import make_place

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TYPED = "Pozor<b>klikni</b>"


def sign_up(event, now, **answers):
    return actions.register(event=event, **{"name": TYPED, "email": "ana@setev.example", "party_size": 2, "language": "en", "needs": TYPED, **answers}, now=now)


def text_of(letter):
    return letter.get_body(("plain",)).get_content()


def html_of(letter):
    return letter.get_body(("html",)).get_content()


def calendar_of(letter):
    part = next(part for part in letter.iter_attachments())
    return part["Content-Type"], Calendar.from_ical(part.get_content() if isinstance(part.get_content(), bytes) else part.get_content().encode())


def links_in(letter):
    return re.findall(r"https?://\S+/registrations/\S+", text_of(letter))


def test_the_first_letter_holds_nothing_that_the_visitor_typed(now, letters):
    event = make_event(capacity=2, title_en="Repair club")
    sign_up(event, now)
    sign_up(event, now, email="bor@setev.example")

    first, second = letters(now)

    assert [first["Subject"], second["Subject"]] == ["Please confirm: Repair club", "Please confirm your place in line: Repair club"]
    for letter in (first, second):
        assert "Pozor" not in letter.as_string()
        assert not list(letter.iter_attachments())


def test_the_link_of_the_first_letter_confirms(now, letters, client, clock):
    row = sign_up(make_event(), now)
    link = links_in(letters(now)[0])[0]

    response = client.post(link)

    row.refresh_from_db()
    assert (response.status_code, row.standing) == (302, Standing.CONFIRMED)


def test_a_confirmed_seat_comes_with_an_entry_for_the_calendar(now, letters):
    row = make_registration(standing=Standing.HELD, language="en", name="Ana Novak", party_size=2)
    actions.confirm(registration=row, now=now)

    letter = letters(now)[0]
    content_type, calendar = calendar_of(letter)

    assert "2 seats are yours" in text_of(letter)
    assert "Hello Ana Novak" in text_of(letter)
    assert "method=REQUEST" in content_type.replace('"', "")
    assert calendar["METHOD"] == "REQUEST"
    assert links_in(letter)[0].startswith("http://127.0.0.1:8000/en/registrations/")


def test_what_was_typed_is_text_in_a_letter(now, letters):
    row = make_registration(standing=Standing.HELD, language="en", name=TYPED)
    actions.confirm(registration=row, now=now)

    letter = letters(now)[0]

    assert "Pozor<b>klikni</b>" in text_of(letter)
    assert "Pozor&lt;b&gt;klikni&lt;/b&gt;" in html_of(letter)


def test_the_letter_of_an_offer_says_until_when(now, letters):
    event = make_event(capacity=1)
    make_registration(event=event, standing=Standing.WAITING, language="en")
    actions.offer_freed_seats(now)

    sent = letters(now)[0]
    assert sent["Subject"] == f"A seat is free for you: {event.title_en}"
    assert "The seat is kept for you until Tuesday, 11 May 2027, 09:00." in text_of(sent)


def test_a_letter_says_the_whole_address_and_that_one_can_come_online(now, letters):
    place = make_place(name="Old mill", street="Mill Lane 4")
    sign_up(make_event(place=place, online_url="https://meet.setev.example/mill"), now)

    sent = letters(now)[0]

    lines = text_of(sent).splitlines()
    assert lines[lines.index("Old mill, Mill Lane 4, 1270 Litija") + 1] == "online"
    assert "Old mill, Mill Lane 4, 1270 Litija<br>online" in html_of(sent)


def test_a_move_says_first_where_and_when_and_then_how_to_get_there(now, letters):
    place = make_place(name="Old mill", street="Mill Lane 4", directions_en="Ring at the gate.")
    event = make_event(place=place)
    make_registration(event=event, language="en")
    event.starts_at += DAY
    event.ends_at += DAY
    change_event(event=event, capacity=None, actor=None, now=now)

    told = text_of(letters(now)[0])

    assert (
        told.index("This is how it stands now:")
        < told.index("Old mill, Mill Lane 4")
        < told.index("Ring at the gate.")
        < told.index("brings your calendar up to date")
    )


def test_a_letter_about_a_seat_that_was_given_back_is_not_sent(now, letters):
    row = make_registration(standing=Standing.HELD)
    actions.confirm(registration=row, now=now)
    actions.cancel(registration=row, now=now)

    sent = letters(now)

    assert len(sent) == 1
    assert Letter.objects.get(kind="registrations.seat_confirmed").state == State.CANCELLED


def test_cancelling_takes_the_event_out_of_the_calendar_of_whoever_had_a_seat(now, letters):
    event = make_event(capacity=1)
    seated, waiting = make_registration(event=event), make_registration(event=event, standing=Standing.WAITING)
    actions.cancel_event(event=event, note={"sl": "Poplava", "en": "A flood"}, actor=None, now=now)

    by_address = {letter["To"]: letter for letter in letters(now)}

    assert "Poplava" in text_of(by_address[seated.email])
    assert calendar_of(by_address[seated.email])[1]["METHOD"] == "CANCEL"
    assert not list(by_address[waiting.email].iter_attachments())


def test_moving_an_event_is_told_once_with_what_is_true_at_last(now, letters):
    event = make_event()
    make_registration(event=event, language="en")
    make_registration(event=event, standing=Standing.HELD)
    for days in (1, 2):
        event.starts_at += DAY
        event.ends_at += DAY
        change_event(event=event, capacity=None, actor=None, now=now + days * MINUTE)

    sent = letters(now + HOUR)

    assert [letter["Subject"] for letter in sent] == [f"New time or place: {event.title_en}"]
    entry = next(iter(calendar_of(sent[0])[1].walk("VEVENT")))
    assert (entry["SEQUENCE"], entry["DTSTART"].dt) == (2, event.starts_at)


@pytest.mark.parametrize("language", ["sl", "en"])
@pytest.mark.parametrize("kind", emails.KINDS, ids=lambda kind: kind.name)
def test_every_letter_can_be_written_for_one_and_for_many(now, kind, language):
    for people in (1, 3):
        row = make_registration(standing=Standing.OFFERED, party_size=people, event=make_event(online_url="https://meet.example/x"))
        letter = Letter(kind=kind.name, recipient=row.email, language=language, facts={"registration": row.pk, "position": 2}, created_at=now)
        with translation.override(language):
            content = kind.render(letter)

        assert content.subject
        assert row.event.municipality.legal_name in content.text
        assert "\n\n\n" not in content.text
        assert not re.search(r"[{}]|None", content.text + content.subject)


def test_every_kind_is_known_to_the_outbox():
    assert {kind.name for kind in emails.KINDS} <= set(kinds.names())


def test_a_letter_about_a_row_that_is_gone_is_not_wanted(now):
    assert not any(kind.still_wanted(Letter(kind=kind.name, facts={"registration": 0}), now) for kind in emails.KINDS)


# --- The day before ---------------------------------------------------------------------------------------


def test_the_day_before_everybody_with_a_seat_is_reminded_once(now, letters):
    event = make_event(starts_at=now + 2 * DAY)
    make_registration(event=event, language="en")
    make_registration(event=event, standing=Standing.WAITING)
    make_registration(event=make_draft(starts_at=now + 2 * DAY))

    counts = [send_due_reminders(moment) for moment in (now + DAY - MINUTE, now + DAY, now + DAY + HOUR)]

    assert counts == [0, 1, 0]
    assert [letter["Subject"] for letter in letters(now + DAY)] == [f"Soon: {event.title_en}"]


def test_whoever_comes_later_is_not_reminded_of_what_was_due_before(now):
    event = make_event(starts_at=now + 12 * HOUR)
    make_registration(event=event, confirmed_at=now)

    assert send_due_reminders(now + HOUR) == 0
    assert Registration.objects.confirmed().count() == 1


def test_moving_the_event_reminds_again_before_the_new_date(now):
    event = make_event(starts_at=now + DAY)
    make_registration(event=event, confirmed_at=now - DAY)
    assert send_due_reminders(now) == 1
    event.starts_at, event.ends_at = now + 5 * DAY, now + 5 * DAY + HOUR
    change_event(event=event, capacity=None, actor=None, now=now)

    assert [send_due_reminders(now + days * DAY) for days in (1, 4, 4)] == [0, 1, 0]


def test_asked_about_some_events_only_their_people_are_read(now, django_assert_num_queries):
    events = [make_event(starts_at=now + 2 * DAY) for _ in range(3)]
    for event in events:
        make_registration(event=event)
    wanted = [f"events.event:{event.pk}" for event in events[:2]]

    with django_assert_num_queries(1):
        found = [due.subject for due in emails.due_tomorrow(now, now + 2 * DAY, subjects=[*wanted, "programmes.phase:1"])]
    with django_assert_num_queries(0):
        assert list(emails.due_tomorrow(now, now + 2 * DAY, subjects=[])) == []

    assert (sorted(found), len(list(emails.due_tomorrow(now, now + 2 * DAY)))) == (sorted(wanted), 3)
