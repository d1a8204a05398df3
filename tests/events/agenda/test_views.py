import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from events.agenda.choices import Status, programme_links
from events.agenda.models import Event
from events.registrations.choices import Standing
from events.registrations.models import Seats
from locations.places.models import Place
from portal.common.models import AuditEntry
from portal.common.outbox.models import Letter
from tests.factories.events import make_draft, make_event, make_registration
from tests.factories.locations import make_municipality, make_place
from tests.factories.stakeholders import make_coordinator, make_mandate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def words(response):
    """What a person reads on the page."""
    text = re.sub(r"<(script|style|svg)[\s\S]*?</\1>", " ", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").split())


def titles(response):
    return [event.title_en for event in response.context["page_obj"].object_list]


def agenda(client, **query):
    return client.get("/en/events/", query)


# --- The list ----------------------------------------------------------------------------------------------


def test_the_list_shows_what_is_to_come_soonest_first(client, now):
    make_event(title_en="Later", starts_at=now + 3 * DAY)
    make_event(title_en="Sooner", starts_at=now + DAY)
    make_event(title_en="Over", starts_at=now - DAY)
    make_event(title_en="Running", starts_at=now - HOUR)
    make_event(title_en="Called off", starts_at=now + 4 * DAY, status=Status.CANCELLED)
    make_draft(title_en="Draft", starts_at=now + DAY)

    response = agenda(client)

    assert titles(response) == ["Running", "Sooner", "Later", "Called off"]
    assert "4 events" in words(response)


def test_the_past_is_shown_latest_first(client, now):
    make_event(title_en="Long ago", starts_at=now - 30 * DAY)
    make_event(title_en="Yesterday", starts_at=now - DAY)
    make_event(title_en="Tomorrow", starts_at=now + DAY)

    response = agenda(client, when="past")

    assert titles(response) == ["Yesterday", "Long ago"]
    assert "2 events" in words(response)


def test_the_list_is_narrowed_by_each_filter(client, now):
    litija = make_municipality(name="Litija", slug="litija")
    make_event(title_en="Walk", title_sl="Šolska pot", municipality=litija, kind="workshop", starts_at=now + 2 * DAY)
    full = make_event(title_en="Full talk", title_sl="Polno", kind="lecture", capacity=1, starts_at=now + 10 * DAY)
    make_registration(event=full)
    make_event(title_en="Open day", title_sl="Odprti dan", kind="open_day", needs_registration=False, capacity=None, starts_at=now + 20 * DAY)

    found = {
        str(query): titles(agenda(client, **query))
        for query in (
            {"municipality": "litija"},
            {"kind": "lecture"},
            {"from_day": "2027-05-15"},
            {"to_day": "2027-05-15"},
            {"from_day": "2027-05-12", "to_day": "2027-05-12"},
            {"free": "on"},
            {"q": "šolska"},
            {"q": "POT"},
            {"q": "open DAY"},
            {"q": "Glavni"},
            {"q": "nothing like it"},
        )
    }

    assert found == {
        "{'municipality': 'litija'}": ["Walk"],
        "{'kind': 'lecture'}": ["Full talk"],
        "{'from_day': '2027-05-15'}": ["Full talk", "Open day"],
        "{'to_day': '2027-05-15'}": ["Walk"],
        "{'from_day': '2027-05-12', 'to_day': '2027-05-12'}": ["Walk"],
        "{'free': 'on'}": ["Walk", "Open day"],
        "{'q': 'šolska'}": ["Walk"],
        "{'q': 'POT'}": ["Walk"],
        "{'q': 'open DAY'}": ["Open day"],
        "{'q': 'Glavni'}": ["Walk", "Full talk", "Open day"],
        "{'q': 'nothing like it'}": [],
    }


@pytest.mark.parametrize(
    "query",
    [
        "municipality=atlantis",
        "kind=zzz",
        "from_day=abc",
        "to_day=2027-99-99",
        "free=perhaps",
        "page=-1",
        "page=zz",
        "page=99999999999",
        "when=never",
        "programme=x",
        "q=" + "x" * 500,
        "from_day=0001-01-01",
        "to_day=9999-12-31",
        "kind=a&kind=b",
    ],
)
def test_whatever_stands_in_the_address_the_list_answers(client, query):
    make_event(title_en="Walk")

    response = client.get(f"/en/events/?{query}")

    assert response.status_code == 200
    assert titles(response) in (["Walk"], [])


def test_a_value_that_cannot_be_read_is_said_beside_its_field(client):
    assert "Enter a valid date." in words(agenda(client, from_day="abc"))


def test_nothing_found_is_explained_with_a_way_on(client):
    make_event()

    page = words(agenda(client, q="zzzz"))

    assert "No event fits" in page
    assert "Show all" in page


def test_an_empty_agenda_says_so(client):
    assert "Nothing is planned just now" in words(agenda(client))


def test_twenty_events_stand_on_a_page_and_the_filters_stay(client, now):
    litija = make_municipality(slug="litija")
    for days in range(21):
        make_event(municipality=litija, starts_at=now + days * DAY)

    first, second = agenda(client, municipality="litija"), agenda(client, municipality="litija", page=2)

    assert (len(titles(first)), len(titles(second))) == (20, 1)
    assert "municipality=litija&amp;page=2" in first.content.decode()


def test_the_list_asks_the_database_equally_often_for_one_and_for_many(client):
    make_registration(event=make_event())
    agenda(client)
    with CaptureQueriesContext(connection) as one:
        agenda(client)
    for _ in range(3):
        make_registration(event=make_event(), standing=Standing.WAITING)
    with CaptureQueriesContext(connection) as many:
        agenda(client)

    assert len(one) == len(many)


# --- The page ------------------------------------------------------------------------------------------------


def page_of(client, event):
    return words(client.get(f"/en/events/{event.slug}/"))


def test_the_page_says_when_where_and_how_many_seats_are_free(client, now):
    place = make_place(name="Knjižnica", street="Parmova 9", town="Litija")
    event = make_event(place=place, title_en="Walk", capacity=5, starts_at=now + 3 * DAY)
    make_registration(event=event, party_size=2)

    page = page_of(client, event)

    assert "Thursday, 13 May 2027" in page
    assert "09:00 to 11:00" in page
    assert "Knjižnica , Parmova 9, 1270 Litija" in page
    assert "3 seats are free. 2 of 5 are taken." in page
    assert "Open until Thursday, 13 May 2027, 09:00. You may register up to 4 people." in page


def test_whether_one_can_get_in_is_said_openly(client):
    event = make_event(place=make_place(step_free="yes", accessible_toilet="partly", induction_loop="no", disabled_parking="unknown"))

    page = page_of(client, event)

    assert "The place has not been checked on site yet." in page
    for said in ("Step-free from the street", "Toilet accessible with help", "No induction loop", "Parking for disabled badge holders: not checked"):
        assert said in page


@pytest.mark.parametrize(
    ("fields", "shift", "said", "has_button"),
    [
        ({}, None, "Seats free", True),
        ({"capacity": None}, None, "Registration is not open yet.", False),
        ({"needs_registration": False}, None, "You do not need to register.", False),
        ({"status": Status.CANCELLED, "cancellation_note_en": "A flood"}, None, "A flood", False),
        ({"starts_at": -DAY}, None, "The event is over.", False),
        ({"registration_opens_at": 3 * DAY}, None, "Registration opens on Thursday, 13 May 2027 at 09:00.", False),
        ({"registration_closes_at": -DAY}, None, "Registration is closed.", False),
    ],
)
def test_the_page_says_how_one_can_come(client, now, fields, shift, said, has_button):
    event = make_event(**{name: now + value if isinstance(value, timedelta) else value for name, value in fields.items()})

    response = client.get(f"/en/events/{event.slug}/")

    assert said in words(response)
    assert (f"/en/events/{event.slug}/register/" in response.content.decode()) is has_button


def test_no_free_seats_are_shown_when_nobody_can_take_them(client, now):
    open_still, closed = make_event(capacity=10), make_event(capacity=10, registration_closes_at=now - DAY)

    assert "seats are free" in page_of(client, open_still)
    assert "seats are free" not in page_of(client, closed)


def test_why_an_event_is_cancelled_stands_before_everything_else_about_it(client):
    told = page_of(client, make_event(status=Status.CANCELLED, cancellation_note_en="A flood"))

    assert told.index("A flood") < told.index("Copy the link")


def test_the_last_seats_and_a_full_event_are_told_apart(client):
    nearly, full = make_event(capacity=10), make_event(capacity=1)
    make_registration(event=nearly, party_size=9)
    make_registration(event=full)
    make_registration(event=full, standing=Standing.WAITING, party_size=2)

    assert "Last seats" in page_of(client, nearly)
    assert "All seats are taken. 2 people are waiting." in page_of(client, full)
    assert "Join the waiting list" in page_of(client, full)
    assert "If it is full" in page_of(client, full)


def test_the_programmes_of_an_event_come_from_upstream(client, monkeypatch):
    event = make_event()
    monkeypatch.setattr(programme_links, "_items", {"test": lambda events: {event.pk: [("InLoCom Litija", "/en/programmes/inlocom/")]}})

    assert "Part of InLoCom Litija" in page_of(client, event)


def test_a_draft_is_shown_to_its_coordinators_only(client):
    event = make_draft()
    url = f"/en/events/{event.slug}/"
    seen = [client.get(url).status_code]
    client.force_login(make_coordinator())
    seen.append(client.get(url).status_code)
    client.force_login(make_coordinator(municipality=event.municipality))
    response = client.get(url)

    assert [*seen, response.status_code] == [404, 404, 200]
    assert "This is a draft" in words(response)


def test_a_public_page_holds_nothing_of_the_visitor(client):
    event = make_event()
    anonymous = client.get(f"/en/events/{event.slug}/").content
    user = make_coordinator(municipality=event.municipality, name="Maja Kovač")
    client.force_login(user)

    assert client.get(f"/en/events/{event.slug}/").content == anonymous


# --- The desk ----------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(client):
    """A browser in which the coordinator of `desk.home` is signed in and reads English."""
    client.home = make_municipality(name="Litija")
    client.coordinator = make_coordinator(municipality=client.home)
    client.force_login(client.coordinator)
    with override("en"):
        yield client


def local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def form_of(event, **changes):
    fields = {
        "municipality": event.municipality_id,
        "kind": event.kind,
        "title_sl": event.title_sl,
        "title_en": event.title_en,
        "starts_at": local(event.starts_at),
        "ends_at": local(event.ends_at),
        "place": event.place_id or "",
        "needs_registration": "on",
        "capacity": "10",
        "party_limit": "4",
    }
    return {**fields, **changes}


def edit_url(event):
    return reverse("events:desk_event_edit", args=[event.public_id])


def test_the_desk_lists_what_comes_next_and_then_what_was_last(desk, now):
    for title, days in (("Next", 1), ("Later", 5), ("Just over", -1), ("Long over", -9)):
        make_event(title_en=title, municipality=desk.home, starts_at=now + days * DAY)
    make_draft(title_en="Draft", municipality=desk.home, starts_at=now + 2 * DAY)
    make_event(title_en="Foreign")

    assert titles(desk.get("/en/workspace/events/")) == ["Next", "Draft", "Later", "Just over", "Long over"]
    assert titles(desk.get("/en/workspace/events/?status=draft")) == ["Draft"]
    assert titles(desk.get("/en/workspace/events/?when=past&q=just")) == ["Just over"]
    assert desk.get("/en/workspace/events/?status=zzz&when=zzz&page=zz").status_code == 200


def test_the_desk_s_list_asks_the_database_equally_often_for_one_and_for_many(desk):
    make_event(municipality=desk.home)
    with CaptureQueriesContext(connection) as one:
        desk.get("/en/workspace/events/")
    for _ in range(3):
        make_registration(event=make_event(municipality=desk.home))
    with CaptureQueriesContext(connection) as many:
        desk.get("/en/workspace/events/")

    assert len(one) == len(many)


def test_a_new_event_is_a_draft_with_its_seats(desk, now):
    event = make_event(municipality=desk.home)
    response = desk.post("/en/workspace/events/create/", form_of(event, title_sl="Nova delavnica", capacity="25"))

    created = Event.objects.get(title_sl="Nova delavnica")
    assert response["Location"] == edit_url(created)
    assert (created.status, created.slug, created.seats.capacity, created.starts_at) == (Status.DRAFT, "nova-delavnica", 25, event.starts_at)


def test_the_title_is_required_in_the_municipality_s_first_language_only(desk):
    kalmar = make_municipality(name="Kalmar", official_languages=["en"])
    make_mandate(user=desk.coordinator, municipality=kalmar)
    event = make_event(municipality=desk.home)
    sent = [
        {"title_sl": "Samo slovensko", "title_en": ""},
        {"title_sl": "", "title_en": "English only"},
        {"title_sl": "", "title_en": "English only", "municipality": kalmar.pk, "place": ""},
        {"municipality": "abc"},
    ]

    assert [desk.post("/en/workspace/events/create/", form_of(event, **words)).status_code for words in sent] == [302, 422, 302, 422]


def test_a_new_event_is_answered_for_by_who_writes_it_down(desk):
    form = desk.get("/en/workspace/events/create/").context["form"]

    assert {name: form[name].value() for name in ("contact_name", "contact_email", "party_limit")} == {
        "contact_name": desk.coordinator.name,
        "contact_email": desk.coordinator.email,
        "party_limit": 4,
    }


def test_a_missing_place_is_added_on_the_way_without_losing_a_word(desk):
    event = make_event(municipality=desk.home)
    response = desk.post("/en/workspace/events/create/", form_of(event, title_sl="Nova delavnica", place="", then="place"))
    created = Event.objects.get(title_sl="Nova delavnica")
    assert response["Location"] == f"/en/workspace/places/create/?next={quote(edit_url(created), safe='')}&municipality={desk.home.pk}"

    known = ("step_free", "accessible_toilet", "induction_loop", "disabled_parking")
    place = {"municipality": desk.home.pk, "name": "Stara šola", "town": "Litija", **dict.fromkeys(known, "unknown")}
    response = desk.post(response["Location"], place, follow=True)

    assert response.context["event"] == created
    assert str(response.context["form"]["place"].value()) == str(Place.objects.get(name="Stara šola").pk)
    assert "“Stara šola” is added to your places." in words(response)
    assert "The new place is chosen below. Save the event to keep it." in words(response)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title_sl": ""}, "Write a title. Without one, nobody finds the event."),
        ({"starts_at": "yesterday"}, "Enter a valid date/time."),
        ({"ends_at": "2020-01-01T10:00"}, "The event ends before it begins."),
        ({"capacity": ""}, "Write how many seats there are, or say that nobody needs to register."),
        ({"capacity": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"registration_opens_at": "2027-05-12T10:00", "registration_closes_at": "2027-05-11T10:00"}, "Registration closes before it opens."),
        ({"online_url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"contact_email": "nobody"}, "Enter a valid email address."),
        ({"kind": "party"}, "Select a valid choice. party is not one of the available choices."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(desk, wrong, said):
    event = make_event(municipality=desk.home)

    response = desk.post(edit_url(event), form_of(event, **{"title_sl": "Drug naslov", **wrong}))

    assert response.status_code == 422
    assert said in words(response)
    event.refresh_from_db()
    assert event.title_sl != "Drug naslov"


def test_a_place_of_another_municipality_and_a_foreign_municipality_are_refused(desk):
    event, foreign = make_draft(municipality=desk.home), make_place()

    codes = [desk.post(edit_url(event), form_of(event, **wrong)).status_code for wrong in ({"place": foreign.pk}, {"municipality": foreign.municipality_id})]

    assert codes == [422, 422]


def test_saving_the_form_keeps_what_is_taken_and_raises_the_seats(desk):
    event = make_event(municipality=desk.home, capacity=10)
    make_registration(event=event, party_size=3)

    desk.post(edit_url(event), form_of(event, capacity="12"))

    seats = Seats.objects.get(event=event)
    assert (seats.capacity, seats.taken, Letter.objects.count()) == (12, 3, 0)


def test_moving_a_published_event_writes_to_those_who_come(desk):
    event = make_event(municipality=desk.home)
    make_registration(event=event)

    response = desk.post(edit_url(event), form_of(event, starts_at=local(event.starts_at + HOUR)), follow=True)

    assert "Everybody who registered gets a letter with the new time or place." in words(response)
    event.refresh_from_db()
    assert (event.sequence, [letter.kind for letter in Letter.objects.all()]) == (1, ["registrations.event_changed"])


def picture(kind="PNG", size=(40, 30)):
    file = BytesIO()
    Image.new("RGB", size, "green").save(file, kind)
    return file.getvalue()


def test_a_picture_is_stored_anew_under_a_name_that_tells_nothing(desk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    event = make_event(municipality=desk.home)

    desk.post(edit_url(event), form_of(event, picture=SimpleUploadedFile("../../Maja na dopustu.png", picture(), "image/png")))

    event.refresh_from_db()
    assert re.fullmatch(r"events/[0-9a-f]{32}\.png", event.picture.name)


def test_what_is_no_picture_is_refused_beside_its_field(desk):
    event = make_event(municipality=desk.home)

    response = desk.post(edit_url(event), form_of(event, picture=SimpleUploadedFile("x.png", b"<svg onload=alert(1)>", "image/png")))

    assert response.status_code == 422
    assert "This is not a picture in JPEG, PNG or WebP." in words(response)


def test_publishing_names_what_is_missing_and_acts_by_post_only(desk):
    lacking, ready = make_draft(municipality=desk.home, place=None, capacity=None), make_draft(municipality=desk.home)
    urls = {event: reverse("events:desk_event_publish", args=[event.public_id]) for event in (lacking, ready)}

    page = words(desk.get(urls[lacking]))
    assert "a place, or a link for taking part online" in page
    assert "the number of seats" in page
    desk.get(urls[ready])
    for url in urls.values():
        desk.post(url)

    lacking.refresh_from_db(), ready.refresh_from_db()
    assert (lacking.status, ready.status) == (Status.DRAFT, Status.PUBLISHED)
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["event.published"]


def test_whoever_publishes_stays_at_the_desk_and_is_told(desk):
    event = make_draft(municipality=desk.home)

    response = desk.post(reverse("events:desk_event_publish", args=[event.public_id]), follow=True)

    assert response.redirect_chain[-1][0] == edit_url(event)
    assert "The event is published." in words(response)


def test_a_draft_is_thrown_away_after_a_question(desk):
    draft = make_draft(municipality=desk.home, title_en="Market of ideas")
    address = reverse("events:desk_event_discard", args=[draft.public_id])
    assert "Throw the draft “Market of ideas” away?" in words(desk.get(address))

    response = desk.post(address, follow=True)

    assert "The draft “Market of ideas” is thrown away." in words(response)
    assert Event.objects.count() == 0


def test_what_was_announced_meanwhile_is_kept(desk):
    event = make_event(municipality=desk.home)
    address = reverse("events:desk_event_discard", args=[event.public_id])
    assert "What was announced is cancelled instead." in words(desk.get(address))
    assert "Only a draft can be thrown away." in words(desk.post(address, follow=True))
    assert Event.objects.count() == 1


@pytest.mark.parametrize("facts", [{"status": Status.CANCELLED}, {"starts_at": timezone.now() - timedelta(days=4000)}])
def test_the_form_of_what_is_history_is_folded_away(desk, facts):
    event = make_event(municipality=desk.home, **facts)
    assert "Change its words and facts all the same" in words(desk.get(reverse("events:desk_event_edit", args=[event.public_id])))
