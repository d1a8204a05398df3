"""Two people at one event, and a browser that closes too early."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.agenda.actions import call_off_event, change_event
from events.agenda.choices import SeatKeeper, seat_keepers
from events.agenda.models import Event
from locations.places.models import Place
from portal.common.drafts.models import KeptForm
from portal.common.versions import ChangedMeanwhile, ensure_unchanged
from portal.sign_in.middleware import actor_of
from stakeholders.mandates.choices import Role
from tests.factories.events import NOW, make_draft, make_event
from tests.factories.locations import make_municipality, make_place
from tests.factories.stakeholders import make_coordinator, make_mandate
from tests.reading import page_of, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
KEEP = "/en/workspace/kept-forms/"


@pytest.fixture
def litija():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture
def ana(client, litija):
    user = make_coordinator(municipality=litija, name="Ana")
    client.force_login(user)
    return user


@pytest.fixture
def event(litija, ana):
    return make_event(municipality=litija, title_sl="Sprehod", title_en="Walk", summary_en="Along the river", capacity=20)


def address(event):
    return f"/en/workspace/events/{event.public_id}/"


def typed(client, event):
    """Everything that stands in the form when it is opened."""
    page = page_of(client.get(address(event)))
    form = next(form for form in page.main.iter("form") if form.get("data-keeps"))
    fields = {field.get("name"): field.get("value", "") for field in form.iter("input") if field.get("type") not in {"checkbox", "file", "submit"}}
    fields |= {field.get("name"): "on" for field in form.iter("input") if field.get("type") == "checkbox" and field.get("checked") is not None}
    fields |= {area.get("name"): area.text or "" for area in form.iter("textarea")}
    for select in form.iter("select"):
        fields[select.get("name")] = next((option.get("value") for option in select.iter("option") if option.get("selected") is not None), "")
    return {name: value for name, value in fields.items() if name and name != "csrfmiddlewaretoken"}


@pytest.fixture
def second(client_of_another, event):
    return client_of_another(event.municipality, "Bojan")


@pytest.fixture
def client_of_another(client):
    def make(municipality, name):
        other = type(client)()
        other.force_login(make_coordinator(municipality=municipality, name=name))
        return other

    return make


# --- Two at one form ---


def test_what_only_one_of_two_changed_stands_in_the_end(client, second, event):
    mine, theirs = typed(client, event), typed(second, event)
    assert second.post(address(event), theirs | {"summary_en": "Along the Sava"}).status_code == 302
    assert client.post(address(event), mine | {"title_en": "Long walk"}).status_code == 302
    event.refresh_from_db()
    assert (event.title_en, event.summary_en) == ("Long walk", "Along the Sava")


def test_what_both_changed_is_shown_and_saved_only_when_it_is_sent_once_more(client, second, event):
    mine, theirs = typed(client, event), typed(second, event)
    second.post(address(event), theirs | {"title_en": "Night walk", "summary_en": "Along the Sava"})
    answer = client.post(address(event), mine | {"title_en": "Long walk"})
    page = page_of(answer)
    assert answer.status_code == 422
    assert "Bojan saved while you were typing." in page.text
    assert "Night walk" in page.text
    assert page.hidden("title_en") == "Long walk"
    assert page.hidden("summary_en") == "Along the Sava"
    event.refresh_from_db()
    assert event.title_en == "Night walk"

    again = {**mine, "title_en": "Long walk", "summary_en": "Along the Sava", "version": page.hidden("version")}
    assert client.post(address(event), again).status_code == 302
    event.refresh_from_db()
    assert (event.title_en, event.summary_en) == ("Long walk", "Along the Sava")


def test_two_who_typed_the_same_are_not_in_each_others_way(client, second, event):
    mine, theirs = typed(client, event), typed(second, event)
    second.post(address(event), theirs | {"title_en": "Night walk"})
    assert client.post(address(event), mine | {"title_en": "Night walk"}).status_code == 302


def test_seats_that_somebody_else_added_are_not_taken_away_by_an_older_form(client, second, event):
    mine, theirs = typed(client, event), typed(second, event)
    second.post(address(event), theirs | {"capacity": "30"})
    client.post(address(event), mine | {"title_en": "Long walk"})
    event.seats.refresh_from_db()
    assert event.seats.capacity == 30


def test_seats_that_both_changed_are_asked_about(client, second, event):
    mine, theirs = typed(client, event), typed(second, event)
    second.post(address(event), theirs | {"capacity": "30"})
    answer = client.post(address(event), mine | {"capacity": "25"})
    assert answer.status_code == 422
    assert "Somebody else set 30 seats meanwhile." in said(answer)
    again = client.post(
        address(event), mine | {"capacity": "25", "capacity_seen": page_of(answer).hidden("capacity_seen"), "version": page_of(answer).hidden("version")}
    )
    assert again.status_code == 302
    event.seats.refresh_from_db()
    assert event.seats.capacity == 25


def test_the_act_itself_refuses_what_was_compared_with_an_older_state(event):
    ensure_unchanged(event, event.history.latest().history_id)
    ensure_unchanged(event, None)
    with pytest.raises(ChangedMeanwhile):
        ensure_unchanged(event, event.history.latest().history_id - 1)


# --- What is typed is kept ---


def test_what_was_typed_and_not_saved_is_offered_again(client, event):
    answer = client.post(KEEP, typed(client, event) | {"title_en": "Half a ti", "page": f"events:desk_event_edit:{event.public_id}"})
    assert answer.status_code == 204
    page = page_of(client.get(address(event)))
    assert "You typed something here and did not save it" in page.text
    assert page.hidden("title_en") == "Walk"
    assert page.links["Go on with it"] == "?kept=take-up"

    taken_up = client.get(address(event) + "?kept=take-up")
    assert taken_up.status_code == 200
    assert page_of(taken_up).hidden("title_en") == "Half a ti"
    assert Event.objects.get().title_en == "Walk"


def test_saving_lets_go_of_what_was_kept(client, event):
    fields = typed(client, event)
    client.post(KEEP, fields | {"page": f"events:desk_event_edit:{event.public_id}"})
    client.post(address(event), fields)
    assert not KeptForm.objects.exists()


def test_what_was_kept_of_a_new_event_stays_until_the_event_is_stored(client, event, monkeypatch):
    def fails(**_facts):
        raise OSError

    create = "/en/workspace/events/create/"
    fields = typed(client, event) | {"title_en": "Long walk"}
    client.post(KEEP, fields | {"page": "events:desk_event_create"})
    monkeypatch.setitem(seat_keepers._items, "broken", SeatKeeper(set_capacity=fails, tell_of_moves=lambda _now: 0, shut=fails))
    with pytest.raises(OSError):  # noqa: PT011 -- that of our own keeper
        client.post(create, fields)
    assert (Event.objects.count(), KeptForm.objects.get().page) == (1, "events:desk_event_create")
    monkeypatch.undo()
    assert client.post(create, fields).status_code == 302
    assert not KeptForm.objects.exists()


def test_what_was_kept_meets_what_somebody_else_saved_since(client, second, event):
    client.post(KEEP, typed(client, event) | {"title_en": "Long walk", "page": f"events:desk_event_edit:{event.public_id}"})
    second.post(address(event), typed(second, event) | {"title_en": "Night walk"})
    assert "Night walk" in said(client.get(address(event) + "?kept=take-up"))


def test_nobody_else_meets_what_was_kept(client, second, event):
    client.post(KEEP, {"title_en": "Half a ti", "page": f"events:desk_event_edit:{event.public_id}"})
    assert "You typed something here" not in said(second.get(address(event)))


def test_what_was_kept_is_thrown_away_on_wish(client, event):
    client.post(KEEP, {"title_en": "Half a ti", "page": f"events:desk_event_edit:{event.public_id}"})
    answer = client.post(f"{KEEP}discard/", {"page": f"events:desk_event_edit:{event.public_id}", "next": address(event)})
    assert (answer.status_code, answer.url) == (302, address(event))
    assert not KeptForm.objects.exists()


def test_throwing_away_leads_nowhere_else(client, ana):
    answer = client.post(f"{KEEP}discard/", {"page": "x", "next": "//evil.example/"})
    assert answer.url == "/en/workspace/"


# --- Publications taken back ---


def test_several_drafts_are_published_at_once_and_taken_back(client, ana, litija):
    ready, not_ready = make_draft(municipality=litija, title_en="Ready", capacity=10), make_draft(municipality=litija, title_en="Half", place=None)
    bulk = "/en/workspace/events/bulk/"
    page = page_of(client.get(bulk, {"act": "publish", "row": [ready.public_id, not_ready.public_id]}))
    assert page.heading == "Publish 1 event?"
    assert "Still missing:" in page.text
    client.post(bulk, {"act": "publish", "row": [ready.public_id, not_ready.public_id]})
    assert sorted(Event.objects.values_list("title_en", "status")) == [("Half", "draft"), ("Ready", "published")]
    client.post(bulk, {"act": "withdraw", "undo": client.session["undo"]["once"]})
    assert set(Event.objects.values_list("status", flat=True)) == {"draft"}


def test_where_nothing_can_be_done_the_question_is_not_asked(client, ana, litija):
    half = make_draft(municipality=litija, title_en="Half", place=None)
    page = page_of(client.get("/en/workspace/events/bulk/", {"act": "publish", "row": [half.public_id]}))
    assert page.heading == page.title.split(" – ")[0] == "Nothing of this can be done now"
    assert "1 row stays as it is" in page.text
    assert "Back to the list" in page.links


def test_only_what_one_leads_can_be_ticked(client, ana, event):
    elsewhere = make_mandate(user=ana, role=Role.VIEWER).municipality
    make_event(municipality=elsewhere, title_en="Elsewhere")
    page = page_of(client.get("/en/workspace/events/"))
    assert "Elsewhere" in page.links
    assert [box.get("aria-label") for box in page.main.iter("input") if box.get("name") == "row"] == ["Tick Walk"]


def test_the_list_shows_what_the_desk_counts(client, ana, litija):
    make_draft(municipality=litija, title_en="Draft")
    make_event(municipality=litija, title_en="Soon", starts_at=NOW + timedelta(days=3))
    make_event(municipality=litija, title_en="Later", starts_at=NOW + timedelta(days=30))

    def found(query):
        return {row.title_en for row in client.get(f"/en/workspace/events/?{query}").context["page_obj"]}

    assert found("when=soon&status=published") == {"Soon"}
    assert found("status=draft") == {"Draft"}
    assert found("waiting=on") == set()


# --- History ---


def test_the_history_of_an_event_tells_what_became_of_its_words(client, event):
    client.post(address(event), typed(client, event) | {"title_en": "Long walk"})
    text = said(client.get(f"{address(event)}history/"))
    assert "changed it" in text
    assert "taken out: Walk put in: Long walk" in text


def test_a_time_that_somebody_moved_is_taken_over_and_told_in_the_history(client, second, event):
    mine, theirs = typed(client, event), typed(second, event)
    moved = {name: theirs[name].replace("T", "T") for name in ("starts_at", "ends_at")}
    moved["ends_at"] = theirs["ends_at"][:-5] + "21:45"
    assert second.post(address(event), theirs | moved).status_code == 302
    assert client.post(address(event), mine | {"title_en": "Long walk"}).status_code == 302
    event.refresh_from_db()
    assert (event.title_en, timezone.localtime(event.ends_at).strftime("%H:%M")) == ("Long walk", "21:45")
    assert "Ends taken out:" in said(client.get(f"{address(event)}history/"))


def test_an_undo_button_takes_back_what_it_stood_beside(client, ana, litija):
    bulk = "/en/workspace/events/bulk/"
    first, other = make_draft(municipality=litija, title_en="First", capacity=10), make_draft(municipality=litija, title_en="Other", capacity=10)
    client.post(bulk, {"act": "publish", "row": [first.public_id]})
    button = client.session["undo"]["once"]
    client.post(bulk, {"act": "publish", "row": [other.public_id]})
    client.post(bulk, {"act": "withdraw", "undo": button})
    assert set(Event.objects.values_list("status", flat=True)) == {"published"}


def test_the_history_tells_why_it_was_cancelled_and_by_whom(client, ana, event, clock):
    clock(NOW + timedelta(hours=1))
    call_off_event(event=event, note={"en": "The river is too high."}, actor=actor_of(ana), now=NOW + timedelta(hours=1))
    (line,) = [line for line in said(client.get(f"{address(event)}history/")).split("Ana,") if "too high" in line]
    assert "The river is too high." in line
    kept = event.history.latest()
    assert (kept.history_user, kept.history_date, kept.cancellation_note_en) == (ana, NOW + timedelta(hours=1), "The river is too high.")


def test_the_history_names_many_places_at_the_price_of_one_and_knows_those_that_are_gone(client, ana, litija, event):
    def move(number):
        event.place = make_place(municipality=litija, name=f"Hall {number}")
        change_event(event=event, capacity=None, actor=actor_of(ana), now=NOW + timedelta(hours=number))

    def asked():
        with CaptureQueriesContext(connection) as queries:
            text = said(client.get(f"{address(event)}history/"))
        return len(queries), text

    move(1)
    asked()  # the first page of a visit notes that somebody is here
    few, _text = asked()
    for number in range(2, 6):
        move(number)
    Place.objects.get(name="Hall 3").delete()
    many, text = asked()
    assert many == few
    assert "taken out: Hall 4 put in: Hall 5" in text
    assert "taken out: Hall 2 put in: no longer there" in text


def test_what_the_history_does_not_keep_is_compared_by_what_the_form_brought(client, second, event):
    mine, theirs = typed(client, event), typed(second, event)
    assert second.post(address(event), theirs | {"contact_name": "Bojan"}).status_code == 302
    assert client.post(address(event), mine | {"title_en": "Long walk"}).status_code == 302
    event.refresh_from_db()
    assert (event.title_en, event.contact_name) == ("Long walk", "Bojan")


def test_while_kept_words_wait_nothing_else_is_kept_in_their_place(client, event):
    client.post(KEEP, {"title_en": "Half a ti", "page": f"events:desk_event_edit:{event.public_id}"})
    waiting, taken_up = (page_of(client.get(address(event) + query)) for query in ("", "?kept=take-up"))
    assert [form.get("data-keeps") for form in waiting.main.iter("form") if form.get("data-keeps")] == []
    assert [form.get("data-keeps") for form in taken_up.main.iter("form") if form.get("data-keeps")] == [f"events:desk_event_edit:{event.public_id}"]
