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

from events.agenda.choices import Status
from events.agenda.models import Event
from events.registrations.models import Seats
from locations.places.models import Place
from portal.common.models import AuditEntry
from portal.common.outbox.models import Letter
from tests.factories.events import make_draft, make_event, make_registration
from tests.factories.locations import make_municipality, make_place
from tests.factories.stakeholders import make_coordinator, make_mandate
from tests.reading import titles, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


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
    desk.get("/en/workspace/events/")  # the first page of a session writes it down
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
