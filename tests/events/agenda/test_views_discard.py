"""A draft that is thrown away, unless people had registered for it before it was taken back."""

import pytest

from events.agenda.models import Event
from tests.factories.events import make_draft, make_registration
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_draft as make_draft_programme
from tests.factories.stakeholders import make_coordinator
from tests.reading import page_of, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BULK = "/en/workspace/events/bulk/"


@pytest.fixture
def litija(client):
    home = make_municipality(name="Litija")
    client.force_login(make_coordinator(municipality=home))
    return home


@pytest.fixture
def used(litija):
    """Published once, taken back when the only one who had registered had cancelled."""
    event = make_draft(municipality=litija, title_en="Market")
    make_registration(event=event, standing="cancelled", name="Mojca Kos")
    return event


def address(event):
    return f"/en/workspace/events/{event.public_id}/discard/"


def test_a_draft_for_which_people_had_registered_stays_and_the_page_says_why(client, used):
    page = page_of(client.get(address(used)))
    assert (page.heading, page.buttons) == ("The draft “Market” stays", [])
    assert "Registrations: 1" in page.text
    assert "Mojca" not in page.text
    assert page.links["Registrations"] == f"/en/workspace/events/{used.public_id}/registrations/"


def test_insisting_is_refused_in_words(client, used):
    answer = client.post(address(used), follow=True)
    assert answer.redirect_chain == [(address(used), 302)]
    assert "“Market” stays, because this leads to it: Registrations: 1." in said(answer)
    assert Event.objects.count() == 1


def test_of_several_those_that_are_used_stay_and_the_others_go(client, litija, used):
    free = make_draft(municipality=litija, title_en="Fair")
    chosen = {"act": "discard", "row": [used.public_id, free.public_id]}
    page = page_of(client.get(BULK, chosen))
    assert page.heading == "Throw 1 draft away?"
    assert "Market: People had registered for it, so it stays." in page.text
    client.post(BULK, chosen)
    assert list(Event.objects.all()) == [used]


def test_somebody_who_registered_at_the_last_moment_holds_nobody_up(client, litija, used, monkeypatch):
    """The list had found nothing; the act itself refuses, and the other drafts go."""
    monkeypatch.setattr("events.agenda.presenters.free_among", list)
    free = make_draft(municipality=litija)
    answer = client.post(BULK, {"act": "discard", "row": [used.public_id, free.public_id]}, follow=True)
    assert "1 draft is thrown away." in said(answer)
    assert "1 row stayed as it is." in said(answer)
    assert list(Event.objects.all()) == [used]


def test_the_page_names_the_programmes_from_which_the_draft_disappears(client, litija):
    event, programme = make_draft(municipality=litija), make_draft_programme(municipality=litija, title_en="Circle")
    programme.events.add(event)
    page = page_of(client.get(address(event)))
    assert "It also disappears from here:" in page.text
    assert page.links["Circle"] == f"/en/workspace/programmes/{programme.slug}/"
    client.post(address(event))
    assert (Event.objects.count(), programme.events.count()) == (0, 0)
