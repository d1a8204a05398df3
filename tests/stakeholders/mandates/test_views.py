import pytest
from django.urls import reverse

from stakeholders.mandates.emails import link_of
from stakeholders.mandates.models import Invitation, Mandate
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_programme
from tests.factories.stakeholders import make_colleague, make_coordinator, make_invitation, make_user
from tests.reading import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/en/workspace/colleagues/"
PASSWORD = "trava-pod-kozolcem-7"


@pytest.fixture
def litija():
    return make_municipality(name="Litija")


@pytest.fixture
def maja(client, litija):
    maja = make_coordinator(municipality=litija, name="Maja Zorman")
    client.force_login(maja)
    return maja


@pytest.fixture
def link(litija, maja):
    return link_of(make_invitation(municipality=litija, invited_by=maja, email="jan@setev.example"))


def test_the_page_tells_who_holds_what_and_who_has_not_answered(client, litija, maja, link):
    make_colleague("viewer", municipality=litija, name="Vida Videc")
    make_coordinator(name="Tujec Tuji")
    text = page_of(client.get(LIST)).text
    assert [word for word in ("Maja Zorman", "Vida Videc", "Viewer", "jan@setev.example", "Tujec Tuji") if word in text] == [
        "Maja Zorman",
        "Vida Videc",
        "Viewer",
        "jan@setev.example",
    ]


def test_a_viewer_sees_the_own_mandate_only_and_invites_nobody(client, litija, maja, link):
    client.force_login(make_colleague("viewer", municipality=litija, name="Vida Videc"))
    page = page_of(client.get(LIST))
    assert ("Vida Videc" in page.text, "Maja Zorman" in page.text, "jan@setev.example" in page.text) == (True, False, False)
    assert f"{LIST}invite/" not in page.links.values()


def test_inviting_again_and_withdrawing(client, litija, maja):
    sent = {"email": "jan@setev.example", "body": f"municipality-{litija.pk}", "role": "door_helper", "language": "en"}
    assert "A letter with the invitation is on its way to jan@setev.example." in page_of(client.post(f"{LIST}invite/", sent, follow=True)).text
    row = Invitation.objects.get()
    client.post(f"{LIST}invitations/{row.public_id}/resend/")
    row.refresh_from_db()
    assert row.version == 2
    assert "The invitation is withdrawn." in page_of(client.post(f"{LIST}invitations/{row.public_id}/withdraw/", follow=True)).text
    assert client.get(link_of(row)).status_code == 404


def test_another_municipality_cannot_be_chosen(client, maja):
    sent = {"email": "jan@setev.example", "body": f"municipality-{make_municipality().pk}", "role": "viewer", "language": "en"}
    assert (client.post(f"{LIST}invite/", sent).status_code, Invitation.objects.count()) == (422, 0)


def test_a_new_colleague_accepts_and_signs_in_with_the_password(client, link):
    client.logout()
    assert "Maja Zorman invites you as editor." in page_of(client.get(link)).text
    assert client.post(link, {"name": "Jan Kos", "password": "kratko"}).status_code == 422
    assert client.post(link, {"name": "Jan Kos", "password": PASSWORD})["Location"] == "/en/workspace/"
    assert client.login(email="jan@setev.example", password=PASSWORD)
    assert client.get(link).status_code == 404


def test_the_wrong_person_is_told_kindly_and_spends_nothing(client, link):
    client.force_login(make_user(email="vida@setev.example"))
    english = link.replace("/sl/", "/en/")
    page = page_of(client.get(english))
    assert page.heading == "This invitation is for another address"
    assert "It was written to jan@setev.example, and you are signed in as vida@setev.example." in page.text
    assert client.post(english, {"name": "Vida"}).status_code == 409
    assert Invitation.objects.unanswered().count() == 1


def test_a_link_with_a_wrong_token_opens_nothing(client, link):
    client.logout()
    assert client.get(f"{link[:-5]}xxxx/").status_code == 404


def test_leaving_names_how_much_is_handed_over_and_to_whom(client, litija, maja):
    jan = make_coordinator(municipality=litija, name="Jan Kos")
    programmes = [make_programme(municipality=litija, coordinator=maja) for _ in range(2)]
    address = reverse("mandates:desk_mandate_end", args=[maja.mandates.get().pk])
    assert "2 programmes name this person as their coordinator." in page_of(client.get(address)).text
    assert client.post(address).status_code == 422
    assert client.post(address, {"successor": jan.pk})["Location"] == "/en/workspace/"
    assert [type(row).objects.get(pk=row.pk).coordinator for row in programmes] == [jan, jan]
    assert Mandate.objects.in_force().filter(user=maja).count() == 0


def test_the_last_coordinator_is_asked_to_find_a_successor(client, maja):
    address = reverse("mandates:desk_mandate_end", args=[maja.mandates.get().pk])
    assert "Nobody else coordinates here. Invite a successor first" in page_of(client.post(address, follow=True)).text
