"""Who sees which names: coordinators all of them, helpers at the door those who come, everybody else numbers."""

import pytest
from django.urls import reverse

from tests.factories.events import make_event, make_registration
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_colleague, make_mandate
from tests.reading import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def event():
    event = make_event(municipality=make_municipality())
    make_registration(event=event, name="Ana Novak", email="ana@setev.example", needs="Rampa", party_size=2)
    make_registration(event=event, name="Bine Kos", email="bine@setev.example", standing="waiting")
    return event


@pytest.fixture
def seen(client, event):
    """What somebody with the role reads on the page of registrations."""

    def read(role):
        client.force_login(make_colleague(role, municipality=event.municipality))
        response = client.get(reverse("events:desk_registration_list", args=[event.public_id]))
        return response.content.decode(), page_of(response)

    return read


SECRETS = ("Ana Novak", "ana@setev.example", "Rampa", "Bine Kos", "bine@setev.example", "registrations/export", "/cancel/")


@pytest.mark.parametrize(
    ("role", "shown"),
    [("coordinator", SECRETS), ("door_helper", ("Ana Novak",)), ("editor", ()), ("viewer", ())],
)
def test_a_role_reads_no_more_of_people_than_it_needs(seen, role, shown):
    content, _page = seen(role)
    assert tuple(secret for secret in SECRETS if secret in content) == shown


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_those_who_see_no_names_see_how_many_come_and_wait(seen, role):
    _content, page = seen(role)
    rows = [[cell for cell in row if cell] for row in ([" ".join("".join(cell.itertext()).split()) for cell in tr] for tr in page.main.iter("tr"))]
    assert [row[1:] for row in rows[1:]] == [["1", "2"], ["1", "1"]]


def test_the_helper_at_the_door_is_told_how_many_come(seen):
    _content, page = seen("door_helper")
    assert "2 people are expected." in page.text
    assert {href for href in page.links.values() if href.endswith("/workspace/events/")} == {"/en/workspace/events/"}


def test_a_helper_at_the_door_meets_nobody_of_a_draft(client, event):
    event.status = "draft"
    event.save()
    client.force_login(make_colleague("door_helper", municipality=event.municipality))
    assert client.get(reverse("events:desk_registration_list", args=[event.public_id])).status_code == 404


def test_who_helps_and_edits_sees_names_and_may_write(client, event):
    both = make_colleague("door_helper", municipality=event.municipality)
    make_mandate(user=both, municipality=event.municipality, role="editor")
    client.force_login(both)
    assert "Ana Novak" in client.get(reverse("events:desk_registration_list", args=[event.public_id])).content.decode()
    assert client.get(reverse("events:desk_event_edit", args=[event.public_id])).status_code == 200
