"""What an anonymous visitor is answered from what was made for another: the same, at once, and only while it is so."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from events.agenda.models import Event
from events.registrations.models import Seats
from locations.municipalities.models import Municipality
from portal import urls as site
from portal.common.warm.pages import MEGABYTE, for_everybody, narrowed, plain
from stakeholders.people.models import Person
from tests.factories.events import make_draft, make_event
from tests.factories.stakeholders import make_coordinator
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "warm")]

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def queries(client, address, **headers):
    """How many queries an answer costs, and the answer."""
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address, headers=headers)
    return len(asked), response


def is_warm(client, address, **headers):
    return queries(client, address, **headers)[0] <= 1


# --- The same, at once --------------------------------------------------------------------------


def test_the_second_visitor_costs_one_small_query_and_reads_the_same(client):
    make_event()
    cold, first = queries(client, "/en/events/")
    warm, second = queries(Client(), "/en/events/")

    assert (cold > 1, warm) == (True, 1)
    assert (second.status_code, second.content, dict(second.headers)) == (200, first.content, dict(first.headers))
    assert second.headers["Cache-Control"] == "no-cache"


def test_a_page_without_rows_costs_none(client):
    assert [queries(client, "/en/privacy/")[0] for _ in range(2)] == [0, 0]
    assert len(plain) == 1


def test_whoever_has_the_page_hears_that_it_still_holds_and_gets_no_words(client):
    event = make_event(title_en="Seed swap")
    tag = client.get("/en/events/").headers["ETag"]

    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        response = client.get("/en/events/", headers={"If-None-Match": known})
        assert (response.status_code, response.content, response.headers["ETag"], response.headers["Cache-Control"]) == (304, b"", tag, "no-cache")

    Event.objects.filter(pk=event.pk).update(title_en="Plant swap")
    response = client.get("/en/events/", headers={"If-None-Match": tag})
    assert (response.status_code, response.headers["ETag"] != tag) == (200, True)
    assert "Plant swap" in words(response)


def test_a_page_made_anew_with_the_same_words_still_holds_for_who_has_it(client, clock, now):
    make_event()
    tag = client.get("/en/events/").headers["ETag"]
    clock(now + MINUTE)
    response = client.get("/en/events/", headers={"If-None-Match": tag})
    assert (response.status_code, response.content) == (304, b"")


def test_a_head_request_is_answered_with_the_headers_alone(client):
    make_event()
    page = client.get("/en/events/")
    with CaptureQueriesContext(connection) as asked:
        head = client.head("/en/events/")
    assert (len(asked), head.status_code, head.content, head.headers["Content-Length"]) == (1, 200, b"", str(len(page.content)))


def test_each_language_and_each_host_has_its_own(client):
    make_event(title_sl="Menjava semen", title_en="Seed swap")
    assert "Seed swap" in words(client.get("/en/events/"))
    assert "Menjava semen" in words(client.get("/sl/events/"))
    assert is_warm(client, "/en/events/")
    assert not is_warm(Client(headers={"host": "localhost"}), "/en/events/")
    assert Client(headers={"host": "evil.example"}).get("/en/events/").status_code == HTTPStatus.BAD_REQUEST


def test_where_the_address_names_no_language_the_visitor_s_counts(client):
    event = make_event()
    for address in (f"/events/{event.slug}.ics", "/events.ics", "/events.atom"):
        assert [is_warm(client, address, accept_language=language) for language in ("sl", "en", "sl", "en")] == [False, False, True, True]
    for _ in range(2):
        assert [client.get("/", headers={"Accept-Language": language}).url for language in ("sl", "en", "sl")] == ["/sl/", "/en/", "/sl/"]


# --- Only while it is so ------------------------------------------------------------------------


def test_what_is_over_at_noon_is_over_at_noon(client, clock, now):
    noon = now + 5 * MINUTE
    event = make_event(registration_closes_at=noon)
    address = event.get_absolute_url().replace("/sl/", "/en/")
    clock(noon - timedelta(microseconds=1))
    assert "Registration is closed" not in words(client.get(address))
    assert is_warm(client, address)
    clock(noon)
    assert "Registration is closed" in words(client.get(address))


def test_a_moment_that_a_page_waits_for_is_a_whole_minute_however_it_is_written(now):
    odd = now + timedelta(days=1, seconds=30, microseconds=5)
    event = make_event(starts_at=odd)
    event.refresh_from_db()
    assert (event.starts_at, event.ends_at) == (now + DAY, now + DAY + timedelta(hours=2))
    Event.objects.filter(pk=event.pk).update(registration_closes_at=odd)
    event.refresh_from_db()
    assert event.registration_closes_at == now + DAY
    event.registration_opens_at = odd - timedelta(hours=1)
    event.full_clean()
    Event.objects.bulk_update([event], ["registration_opens_at"])
    event.refresh_from_db()
    assert event.registration_opens_at == now + timedelta(hours=23)


def test_a_new_day_is_told_at_midnight(client, clock, now):
    make_event(starts_at=now + DAY)
    clock(now.replace(hour=21, minute=59, second=59))  # it is summer: an hour before midnight in UTC is two here
    before = client.get("/en/").content
    clock(now.replace(hour=22, minute=0))
    assert client.get("/en/").content != before


def test_what_is_taken_back_before_it_is_committed_changes_nothing(client):
    event = make_event(title_en="Seed swap")
    client.get("/en/events/")
    with transaction.atomic():
        Event.objects.filter(pk=event.pk).update(title_en="Plant swap")
        assert "Plant swap" in words(client.get("/en/events/"))
        transaction.set_rollback(True)
    assert "Seed swap" in words(client.get("/en/events/"))


def test_what_does_not_stand_on_the_page_leaves_it_warm(client):
    event = make_event()
    client.get("/en/municipalities/")
    Seats.objects.filter(event=event).update(taken=3)
    Person.objects.create(name="Ana", municipality=event.municipality)
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=event.ends_at)
    assert is_warm(client, "/en/municipalities/")


# --- Nobody else's ------------------------------------------------------------------------------


def test_a_session_is_neither_answered_from_what_is_kept_nor_kept(client):
    draft = make_draft(title_en="Secret plans")
    coordinator, address = make_coordinator(municipality=draft.municipality), f"/en/events/{draft.slug}/"
    client.force_login(coordinator)
    assert "Secret plans" in words(client.get(address))
    assert (len(plain), Client().get(address).status_code) == (0, 404)

    Client().get("/en/events/")
    cold, response = queries(client, "/en/events/")
    assert (cold > 1, response.headers["Cache-Control"]) == (True, "no-store")
    response = client.get("/en/events/", headers={"If-None-Match": Client().get("/en/events/").headers["ETag"]})
    assert response.status_code == 200


@pytest.mark.parametrize("bring", [{"messages": "for me"}, {"session": "of long ago"}])
def test_whoever_brings_a_word_of_their_own_is_answered_for_themselves(client, bring):
    client.get("/en/events/")
    client.cookies.load(bring)
    assert not is_warm(client, "/en/events/")


def test_a_cookie_that_pages_do_not_read_makes_no_difference(client):
    client.get("/en/events/")
    client.cookies.load({"csrf": "x" * 32, "_pk_id": "1"})
    assert is_warm(client, "/en/events/")


def test_who_signs_in_to_the_server_itself_is_answered_for_themselves(client):
    client.get("/en/events/")
    assert not is_warm(client, "/en/events/", authorization="Basic YTpi")


def read_and_write(_request):
    Municipality.objects.update(name="Litija")
    return HttpResponse()


def with_cookie(_request):
    response = HttpResponse(f"{Event.objects.count()}")
    response.set_cookie("seen", "1")
    return response


def of_everything(answer):
    return lambda _request: answer(f"{Event.objects.count()} events, {Municipality.objects.count()} municipalities")


class Wiring:
    """The site with doors that promise too much, and one that does not."""

    handler400, handler403, handler404, handler500 = site.handler400, site.handler403, site.handler404, site.handler500
    doors = {
        "good": of_everything(HttpResponse),
        "writes": read_and_write,
        "reads-what-nobody-watches": lambda _request: HttpResponse(f"{Person.objects.count()}"),
        "cookie": with_cookie,
        "not-kept": of_everything(lambda text: HttpResponse(text, headers={"Cache-Control": "no-store"})),
        "private": of_everything(lambda text: HttpResponse(text, headers={"Cache-Control": "private, max-age=60"})),
        "varies": of_everything(lambda text: HttpResponse(text, headers={"Vary": "User-Agent"})),
        "streams": of_everything(lambda text: StreamingHttpResponse([text])),
        "missing": of_everything(lambda text: HttpResponse(text, status=404)),
        "huge": of_everything(lambda text: HttpResponse(text * 50_000)),
    }
    urlpatterns = [*(path(f"{name}/", for_everybody()(door)) for name, door in doors.items()), path("undeclared/", doors["good"]), *site.urlpatterns]


@pytest.mark.parametrize(("door", "kept"), [*((name, int(name == "good")) for name in Wiring.doors), ("undeclared", 0)])
def test_only_what_is_safe_to_keep_is_kept(client, settings, door, kept):
    settings.ROOT_URLCONF = Wiring
    client.get(f"/{door}/")
    assert (len(plain) + len(narrowed), is_warm(client, f"/{door}/") and "ETag" in client.get(f"/{door}/").headers) == (kept, bool(kept))


# --- Addresses that somebody invents --------------------------------------------------------------


def test_what_narrows_a_list_is_kept_and_what_it_does_not_know_is_not(client):
    event = make_event()
    known = ["?page=1", "?when=past", f"?municipality={event.municipality.slug}&kind=workshop&q=", "?from_day=2027-05-10&to_day=2027-05-10", "?free=on"]
    unknown = ["?q=seeds", "?utm_source=letter", "?page=1&page=2", f"?page={'1' * 400}", "?fbclid=x", "?page=1;x=2&y=%00"]
    for query in (*known, *unknown):
        client.get(f"/en/events/{query}")
    assert len(narrowed) == len(known)
    assert all(is_warm(client, f"/en/events/{query}") for query in known)
    assert [client.get(f"/en/events/{query}").status_code for query in unknown] == [200, 200, 200, 200, 200, 400]


def test_a_page_tells_its_own_address_whatever_the_order_of_its_query(client):
    """The links to the other languages repeat it."""
    make_event()
    for query in ("kind=workshop&when=past", "when=past&kind=workshop"):
        for _ in range(2):
            assert f"/sl/events/?{query.replace('&', '&amp;')}" in client.get(f"/en/events/?{query}").content.decode()


def test_a_flood_of_addresses_pushes_no_plain_page_off_and_stays_within_its_share(client, settings):
    settings.WARM_PAGES = 1
    make_event()
    client.get("/en/events/")
    for number in range(40):
        client.get(f"/en/events/?page={number}")
    assert (1 < len(narrowed) < 40, narrowed.size <= MEGABYTE // 4, is_warm(client, "/en/events/")) == (True, True, True)
    for number in range(1, 13):
        for year in range(2001, 2011):
            client.get(f"/en/calendar/{year}/{number}/")
    assert plain.size <= MEGABYTE * 3 // 4


def test_it_can_be_switched_off(client, settings):
    settings.WARM_PAGES = 0
    client.get("/en/events/")
    cold, response = queries(client, "/en/events/")
    assert (cold > 1, "ETag" in response.headers, "Cache-Control" in response.headers, len(plain)) == (True, False, False, 0)
