import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from events.agenda.choices import Status
from events.registrations.choices import LIVE, Standing
from events.registrations.forms import stamp
from events.registrations.models import Registration, Seats
from events.registrations.presenters import links_of
from portal.common.links import token
from portal.common.models import AuditEntry
from portal.common.outbox.models import Letter
from tests.factories.events import make_draft, make_event, make_registration
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "fresh_counts", "english")]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def answers(now, **given):
    return {
        "name": "Ana Novak",
        "email": "ana@setev.example",
        "party_size": "2",
        "opened": stamp(now - 10 * timedelta(seconds=1)),
        "submission_key": str(uuid4()),
        **given,
    }


def register_url(event):
    return f"/en/events/{event.slug}/register/"


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Registration, Seats, Letter, AuditEntry)]


# --- The form -----------------------------------------------------------------------------------------------


def test_the_form_names_who_answers_for_the_data_and_until_when_it_is_kept(client):
    event = make_event()

    page = words(client.get(register_url(event)))

    assert f"{event.municipality.legal_name} is responsible for your data" in page
    assert "We keep your answers until 23 June 2027" in page


def test_registering_leads_to_the_page_that_asks_to_look_for_the_letter(client, now):
    event = make_event()

    response = client.post(register_url(event), answers(now))

    assert (response.status_code, response["Location"]) == (302, f"/en/events/{event.slug}/registered/")
    row = Registration.objects.get()
    assert (row.name, row.email, row.party_size, row.language, row.standing) == ("Ana Novak", "ana@setev.example", 2, "en", Standing.HELD)
    assert "One click is left" in words(client.get(response["Location"]))


def test_known_and_unknown_addresses_get_the_same_answer(client, now):
    event = make_event()
    make_registration(event=event, email="ana@setev.example")

    known, unknown = (client.post(register_url(event), answers(now, email=email)) for email in ("ana@setev.example", "nova@setev.example"))

    assert (known.status_code, known["Location"], known.content) == (unknown.status_code, unknown["Location"], unknown.content)


def test_whoever_comes_back_after_their_own_seat_ran_out_gets_it_again_also_when_all_are_taken(client, now, clock):
    event = make_event(capacity=1)
    make_registration(event=event, email="ana@setev.example", standing=Standing.HELD, expires_at=now - HOUR)
    client.post(register_url(event), answers(now, party_size="1"))
    assert Registration.objects.get(email="ana@setev.example", standing__in=LIVE).standing == Standing.HELD
    assert Seats.objects.get(event=event).taken == 1


def test_an_address_that_grows_when_it_is_written_small_is_none(client, now):
    response = client.post(register_url(make_event()), answers(now, email=f"{'İ' * 240}@example.si"))
    assert "Write the whole address, such as name@example.si." in words(response)
    assert not Registration.objects.exists()


def test_sending_the_same_form_twice_registers_once(client, now):
    event, form = make_event(), answers(now)

    assert [client.post(register_url(event), form).status_code for _ in range(2)] == [302, 302]
    assert (Registration.objects.count(), Letter.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Write your name; a first name is enough."),
        ({"email": "ana@"}, "Write the whole address, such as name@example.si."),
        ({"party_size": "99"}, "Select a valid choice. 99 is not one of the available choices."),
        ({"party_size": "two"}, "Select a valid choice. two is not one of the available choices."),
        ({"opened": "not-ours"}, "This page has been open for long. Look over your answers and send them once more."),
    ],
)
def test_what_needs_another_look_is_said_and_nothing_is_stored(client, now, wrong, said):
    response = client.post(register_url(make_event()), answers(now, **wrong))

    assert response.status_code == 422
    assert said in words(response)
    assert everything()[0] == []


def test_a_form_sent_within_two_seconds_is_asked_for_once_more_and_then_taken(client, now, clock):
    event, form = make_event(), answers(now, opened=stamp(now))

    assert client.post(register_url(event), form).status_code == 422
    clock(now + timedelta(seconds=3))
    assert client.post(register_url(event), form).status_code == 302


def test_a_form_that_has_been_open_for_a_day_can_be_sent_again(client, now, clock):
    event, form = make_event(), answers(now)
    clock(now + DAY)

    response = client.post(register_url(event), form)
    fresh = re.search(r'name="opened" value="([^"]+)"', response.content.decode()).group(1)
    clock(now + DAY + timedelta(seconds=5))

    assert (response.status_code, client.post(register_url(event), {**form, "opened": fresh}).status_code) == (422, 302)


def test_what_only_a_machine_fills_in_is_answered_like_everybody_and_stored_nowhere(client, now):
    event = make_event()

    response = client.post(register_url(event), answers(now, website="https://spam.example"))

    assert (response.status_code, response["Location"]) == (302, f"/en/events/{event.slug}/registered/")
    assert Registration.objects.count() == 0


def test_nobody_elsewhere_learns_how_often_an_address_was_used_and_its_mailbox_is_not_filled(client, now):
    networks = [f"10.0.{number}.1" for number in range(3)]

    codes = [
        client.post(register_url(make_event()), answers(now, email=f"ana+{number}@setev.example"), REMOTE_ADDR=network).status_code
        for network in networks
        for number in range(5)
    ]

    assert (codes, Registration.objects.count(), Letter.objects.count()) == ([302] * 15, 10, 10)


@pytest.mark.parametrize("email", ["ana@localhost", "ana@[127.0.0.1]", '"a\x0cb"@setev.example', f"ana@{'é' * 60}.example"])
def test_an_address_to_which_no_letter_can_go_is_refused(client, now, email):
    response = client.post(register_url(make_event()), answers(now, email=email))

    assert (response.status_code, "Write the whole address, such as name@example.si." in words(response)) == (422, True)


def test_the_sixth_registration_of_an_address_in_a_day_is_asked_to_wait(client, now):
    codes = [client.post(register_url(make_event()), answers(now)).status_code for _ in range(6)]

    assert codes == [302] * 5 + [429]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"status": Status.CANCELLED}, "The event is cancelled. Nobody can register any more."),
        ({"needs_registration": False}, "You do not need to register. Just come."),
        ({"capacity": None}, "Registration is not open yet."),
    ],
)
def test_a_closed_registration_is_explained_on_the_page_and_refused_to_the_form(client, now, fields, said):
    event = make_event(**fields)

    assert said in words(client.get(register_url(event)))
    assert client.post(register_url(event), answers(now)).status_code == 422
    assert Registration.objects.count() == 0


def test_a_draft_cannot_be_registered_for(client, now):
    assert client.get(register_url(make_draft())).status_code == 404


def test_a_full_event_offers_the_waiting_list(client):
    event = make_event(capacity=1)
    make_registration(event=event)

    page = words(client.get(register_url(event)))

    assert "Join the waiting list" in page
    assert "All seats are taken." in page


# --- Behind the links ---------------------------------------------------------------------------------------------


def test_the_link_in_the_first_letter_confirms_by_a_button(client, now):
    row = make_registration(standing=Standing.HELD, party_size=2)
    url = links_of(row)["confirm"]

    assert "2 seats are kept for you." in words(client.get(url))
    response = client.post(url)

    row.refresh_from_db()
    assert (row.standing, response.status_code, response["Location"]) == (Standing.CONFIRMED, 302, links_of(row)["manage"])
    assert "You are in" in words(client.get(response["Location"]))


def test_a_second_click_on_the_button_leads_to_the_same_place(client):
    row = make_registration(standing=Standing.HELD)
    url = links_of(row)["confirm"]

    assert [client.post(url)["Location"] for _ in range(2)] == [links_of(row)["manage"]] * 2


@pytest.mark.parametrize(
    "standing", [Standing.HELD, Standing.UNVERIFIED, Standing.CONFIRMED, Standing.WAITING, Standing.OFFERED, Standing.CANCELLED, Standing.EXPIRED]
)
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_at_a_link_changes_no_row(client, standing, method):
    row = make_registration(standing=standing)
    before = everything()

    for url in links_of(row).values():
        getattr(client, method)(url)

    assert everything() == before


@pytest.mark.parametrize("page", ["confirm", "manage", "cancel", "offer"])
def test_a_link_is_good_for_one_purpose(client, page):
    row = make_registration(standing=Standing.OFFERED)
    purpose = {"cancel": "manage"}.get(page, page)
    right = links_of(row)[page]
    own = token(purpose, row.public_id, row.version)

    answered = {}
    for other in {"confirm", "manage", "offer"} - {purpose}:
        wrong = right.replace(own, token(other, row.public_id, row.version))
        answered[other] = (client.get(wrong).status_code, client.post(wrong).status_code)

    assert set(answered.values()) == {(404, 404)}


def test_wrong_spent_revoked_and_unknown_links_get_the_same_page(client):
    row = make_registration(standing=Standing.CONFIRMED)
    revoked = links_of(row)["manage"]
    Registration.objects.filter(pk=row.pk).update(version=2)
    unknown = reverse("events:manage_registration", args=[uuid4(), token("manage", uuid4())])
    spent = make_registration(standing=Standing.CANCELLED)

    pages = [client.get(url) for url in (revoked, unknown, links_of(spent)["confirm"], links_of(spent)["offer"])]

    assert {page.status_code for page in pages} == {404}
    assert len({re.sub(rb"/registrations/[^\"]+", b"", page.content) for page in pages}) == 1
    assert "This link no longer works" in words(pages[0])


@pytest.mark.parametrize("purpose", ["confirm", "offer"])
def test_a_link_that_has_done_its_work_leads_to_how_it_stands(client, purpose):
    row = make_registration(standing=Standing.CONFIRMED)
    response = client.get(links_of(row)[purpose])
    assert (response.status_code, response.url) == (302, links_of(row)["manage"])


def test_the_pages_behind_links_are_kept_by_nobody(client):
    row = make_registration()

    headers = client.get(links_of(row)["manage"]).headers

    assert (headers["Cache-Control"], headers["X-Robots-Tag"], headers["Referrer-Policy"]) == ("no-store", "noindex", "same-origin")


def test_whoever_waits_sees_their_place_in_line(client):
    event = make_event(capacity=1)
    make_registration(event=event)
    make_registration(event=event, standing=Standing.WAITING)
    row = make_registration(event=event, standing=Standing.WAITING)

    assert "Place in line 2." in words(client.get(links_of(row)["manage"]))


def test_the_number_of_people_is_changed_with_the_manage_link(client):
    row = make_registration(party_size=3)

    assert client.post(links_of(row)["manage"], {"party_size": "1"}).status_code == 302

    row.refresh_from_db()
    assert (row.party_size, Seats.objects.get(event=row.event).taken) == (1, 1)


def test_more_people_than_fit_are_refused_beside_the_field(client):
    event = make_event(capacity=3)
    row = make_registration(event=event)
    make_registration(event=event)

    response = client.post(links_of(row)["manage"], {"party_size": "3"})

    assert response.status_code == 422
    assert "So many seats are not free. Your registration stays as it was." in words(response)


@pytest.mark.parametrize(("party_size", "asked"), [(1, "Give your seat back?"), (3, "Give your 3 seats back?")])
def test_cancelling_asks_first(client, party_size, asked):
    row = make_registration(party_size=party_size)
    url = links_of(row)["cancel"]

    assert asked in words(client.get(url))
    assert client.post(url)["Location"] == links_of(row)["manage"]

    row.refresh_from_db()
    assert row.standing == Standing.CANCELLED
    assert "Your registration is cancelled" in words(client.get(links_of(row)["manage"]))


@pytest.mark.parametrize(("answer", "standing"), [("take", Standing.CONFIRMED), ("pass_on", Standing.WAITING)])
def test_an_offer_is_taken_or_passed_on(client, answer, standing):
    row = make_registration(standing=Standing.OFFERED)

    assert client.post(links_of(row)["offer"], {"answer": answer})["Location"] == links_of(row)["manage"]

    row.refresh_from_db()
    assert row.standing == standing


@pytest.mark.parametrize(
    ("party_size", "heading", "kept"), [(1, "A seat is free for you", "We keep it until"), (2, "2 seats are free for you", "We keep them until")]
)
def test_an_offer_is_worded_for_one_and_for_many(client, party_size, heading, kept):
    links = links_of(make_registration(standing=Standing.OFFERED, party_size=party_size))

    assert heading in words(client.get(links["manage"]))
    assert heading in words(client.get(links["offer"]))
    assert kept in words(client.get(links["offer"]))


def test_whoever_waits_is_told_that_the_last_step_is_the_line(client):
    event = make_event(capacity=1)
    make_registration(event=event)

    assert "You are in line" in words(client.get(f"/en/events/{event.slug}/register/"))


def test_an_offer_past_its_deadline_is_explained(client, clock, now):
    row = make_registration(standing=Standing.OFFERED)
    clock(now + 2 * HOUR)

    response = client.post(links_of(row)["offer"], {"answer": "take"})

    assert response.status_code == 409
    assert "has gone to the next person" in words(response)
