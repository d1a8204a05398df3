"""What belongs to a programme: its events, who takes part, who pays."""

import pytest

from events.agenda.models import Event
from programmes.catalogue.models import Funding, Partner
from tests.factories.events import make_event
from tests.factories.locations import make_municipality
from tests.reading import page_of, said, told, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DESK = "/en/workspace/programmes/"


# --- Events ---


def test_one_of_my_events_is_added_and_taken_out(client, home, programme):
    event, theirs = make_event(municipality=home, title_en="Workshop"), make_event(title_en="Elsewhere")
    options = [words_of(option) for option in page_of(client.get(f"{DESK}litija/events/attach/")).main.iter("option")]
    assert options == ["Workshop, 24 May 2027"]
    assert client.post(f"{DESK}litija/events/attach/", {"event": theirs.pk}).status_code == 422
    assert "The event belongs to the programme now." in told(client, client.post(f"{DESK}litija/events/attach/", {"event": event.pk}))[1]
    assert list(programme.events.all()) == [event]
    assert "It stays among your events." in told(client, client.post(f"{DESK}litija/events/{event.pk}/detach/"))[1]
    assert (programme.events.count(), Event.objects.count()) == (0, 2)


# --- Who takes part, who pays ---


def test_a_new_partner_is_an_organisation_from_now_on(client, programme):
    given = {"name": "Knjižnica", "type": "public_institute", "role": "partner"}
    assert "The partner is at the table." in told(client, client.post(f"{DESK}litija/partners/create/", given))[1]
    partner = Partner.objects.get()
    assert (partner.organisation.name, partner.organisation.type) == ("Knjižnica", "public_institute")
    client.post(f"{DESK}litija/partners/create/", {"name": "knjižnica", "type": "company", "role": "initiator"})  # named again, it is the same one
    assert [(row.organisation, row.role) for row in Partner.objects.all()] == [(partner.organisation, "initiator")]
    assert "The partner has left the programme." in told(client, client.post(f"{DESK}litija/partners/{partner.pk}/remove/"))[1]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"role": "partner"}, "Choose an organisation above, or write the name of a new one."),
        ({"role": "partner", "name": "Knjižnica"}, "Choose what kind of stakeholder the new organisation is."),
        ({"role": "king", "name": "Knjižnica", "type": "company"}, "Select a valid choice. king is not one of the available choices."),
        ({"role": "partner", "organisation": "999999"}, "Select a valid choice."),
    ],
)
def test_a_partner_that_does_not_fit_is_not_added(client, programme, given, error):
    response = client.post(f"{DESK}litija/partners/create/", given)
    assert (response.status_code, error in said(response), Partner.objects.count()) == (422, True, 0)


def test_a_municipality_joins_and_leaves_but_the_leading_one_stays(client, home, programme):
    guest = make_municipality(name="Šmartno")
    options = [words_of(option) for option in page_of(client.get(f"{DESK}litija/municipalities/add/")).main.iter("option")]
    assert ("Šmartno" in options, "Litija" in options) == (True, False)
    assert "The municipality takes part." in told(client, client.post(f"{DESK}litija/municipalities/add/", {"municipality": guest.pk, "role": "partner"}))[1]
    assert "no longer takes part" in told(client, client.post(f"{DESK}litija/municipalities/{programme.participations.get(municipality=guest).pk}/remove/"))[1]
    lead = programme.participations.get()
    assert "The municipality that leads the programme cannot leave it." in told(client, client.post(f"{DESK}litija/municipalities/{lead.pk}/remove/"))[1]
    assert client.post(f"{DESK}litija/municipalities/add/", {"municipality": home.pk, "role": "partner"}).status_code == 422


def test_funding_is_recorded_changed_and_taken_out(client, programme):
    given = {"funder": "Vinnova", "amount": "1940289", "currency": "SEK", "reference": "2021-02939", "source_url": "https://www.vinnova.se/p"}
    assert "The funding is recorded." in told(client, client.post(f"{DESK}litija/funding/create/", given))[1]
    funding = Funding.objects.get()
    client.post(f"{DESK}litija/funding/{funding.pk}/edit/", {**given, "call": "2021", "round": "First", "status": "Avslutat", "is_self_reported": "on"})
    funding.refresh_from_db()
    assert (funding.round, funding.status, funding.is_self_reported) == ("First", "Avslutat", True)
    assert (funding.call, str(funding.amount), funding.programme) == ("2021", "1940289.00", programme)
    client.post(f"{DESK}litija/funding/{funding.pk}/remove/")
    assert Funding.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"funder": ""}, "This field is required."),
        ({"amount": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"amount": "NaN"}, "Enter a number."),
        ({"amount": "1e20"}, "Ensure that there are no more than 14 digits in total."),
        ({"currency": "€"}, "Write three capital letters, such as EUR or SEK."),
        ({"source_url": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_funding_that_does_not_fit_is_not_recorded(client, programme, given, error):
    response = client.post(f"{DESK}litija/funding/create/", {"funder": "Vinnova", "amount": "1", "currency": "SEK", **given})
    assert (response.status_code, error in said(response), Funding.objects.count()) == (422, True, 0)
