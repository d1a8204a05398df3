import pytest
from django.urls import reverse
from django.utils.translation import override

from locations.places.models import Place
from tests.factories.events import make_draft, make_event
from tests.factories.locations import make_district, make_municipality, make_place
from tests.factories.stakeholders import make_coordinator, make_mandate, make_user
from tests.reading import page_of

pytestmark = pytest.mark.django_db

CREATE = "/en/workspace/places/create/"


@pytest.fixture
def desk(client):
    """A browser in which the coordinator of `desk.home` is signed in and reads English."""
    client.home = make_municipality(name="Litija")
    client.force_login(make_coordinator(municipality=client.home))
    with override("en"):
        yield client


def edit_url(place):
    return reverse("locations:desk_place_edit", args=[place.pk])


def form_of(**changes):
    answers = dict.fromkeys(("step_free", "accessible_toilet", "induction_loop", "disabled_parking"), "unknown")
    return {"name": "Knjižnica", "street": "Trg 2", "postcode": "1270", "town": "Litija", **answers, **changes}


def test_the_list_shows_ones_own_places_and_how_much_is_known(desk):
    make_place(municipality=desk.home, name="Dvorana")
    make_place(municipality=desk.home, name="Knjižnica", step_free="yes")
    make_place(name="Drugje")

    page = page_of(desk.get("/en/workspace/places/"))

    assert page.heading == "Places"
    assert "2 places of your municipalities." in page.text
    assert "KnjižnicaGlavni trg 1, 1270 LitijaLitijanot setPartly checked" in page.text
    assert "Drugje" not in page.text
    assert page.links["Dvorana"] == edit_url(Place.objects.get(name="Dvorana"))


def test_an_empty_list_says_how_to_begin(desk):
    assert page_of(desk.get("/en/workspace/places/")).links["Add a place"] == CREATE


def test_a_place_is_added_with_what_is_known_of_it(desk):
    response = desk.post(
        CREATE,
        form_of(
            municipality=desk.home.pk, latitude="46.058", longitude="14.826", step_free="partly", directions_sl="Ob cerkvi.", directions_en="By the church."
        ),
        follow=True,
    )

    place = Place.objects.get()
    assert (place.municipality, place.address, place.step_free, place.induction_loop) == (desk.home, "Trg 2, 1270 Litija", "partly", "unknown")
    assert (float(place.latitude), place.directions_sl, place.directions_en) == (46.058, "Ob cerkvi.", "By the church.")
    assert "“Knjižnica” is added to your places." in page_of(response).text


def test_the_form_needs_a_name_and_a_town_only(desk):
    assert desk.post(CREATE, {"municipality": desk.home.pk}).status_code == 422
    assert desk.post(CREATE, form_of(municipality=desk.home.pk, street="", postcode="")).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"latitude": "46.058"}, "Write both latitude and longitude, or neither."),
        ({"latitude": "460", "longitude": "14"}, "Ensure this value is less than or equal to 90."),
        ({"step_free": "perhaps"}, "Select a valid choice. perhaps is not one of the available choices."),
        ({"capacity": "-1"}, "Ensure this value is greater than or equal to 0."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(desk, wrong, said):
    response = desk.post(CREATE, form_of(municipality=desk.home.pk, name="Stara šola", **wrong))

    assert response.status_code == 422
    assert said in page_of(response).text
    assert b"Stara \xc5\xa1ola" in response.content
    assert Place.objects.count() == 0


def test_a_district_belongs_to_the_places_own_municipality(desk):
    kresnice = make_municipality()
    make_mandate(user=make_user(), municipality=kresnice)
    own, foreign = make_district(municipality=desk.home), make_district(municipality=kresnice)

    codes = [desk.post(CREATE, form_of(municipality=desk.home.pk, district=district.pk)).status_code for district in (own, foreign)]

    assert codes == [302, 422]


def test_another_municipality_cannot_be_given_a_place(desk):
    assert desk.post(CREATE, form_of(municipality=make_municipality().pk)).status_code == 422


def test_a_place_is_mended_and_stays_in_its_municipality(desk):
    place = make_place(municipality=desk.home, name="Dvorana")

    response = desk.post(edit_url(place), form_of(name="Velika dvorana", municipality=make_municipality().pk), follow=True)

    place.refresh_from_db()
    assert (place.name, place.municipality) == ("Velika dvorana", desk.home)
    assert "“Velika dvorana” is saved." in page_of(response).text


@pytest.mark.parametrize(
    ("wished", "leads"),
    [
        ("/en/workspace/events/", "/en/workspace/events/?place={pk}"),
        ("/en/workspace/events/?next=x#y", "/en/workspace/events/?place={pk}"),
        ("https://evil.example/", "/en/workspace/places/"),
        ("//evil.example/", "/en/workspace/places/"),
        ("/\\evil.example/", "/en/workspace/places/"),
        ("javascript:alert(1)", "/en/workspace/places/"),
        ("", "/en/workspace/places/"),
    ],
)
def test_whoever_was_sent_here_goes_back_but_never_to_another_site(desk, wished, leads):
    response = desk.post(f"{CREATE}?next={wished.replace('#', '%23').replace('?', '%3F')}", form_of(municipality=desk.home.pk))

    assert response["Location"] == leads.format(pk=Place.objects.get().pk)


def test_a_place_that_nobody_uses_is_deleted_after_a_question(desk):
    place = make_place(municipality=desk.home, name="Dvorana")
    asked = page_of(desk.get(edit_url(place))).links["Delete this place"]
    page = page_of(desk.get(asked))
    assert (page.heading, page.buttons) == ("Delete Dvorana?", ["Yes, delete it"])
    assert Place.objects.count() == 1

    response = desk.post(asked, follow=True)

    assert response.redirect_chain == [("/en/workspace/places/", 302)]
    assert "The place “Dvorana” is deleted." in page_of(response).text
    assert Place.objects.count() == 0


def test_a_place_in_use_stays_and_the_page_says_by_what(desk):
    place = make_place(municipality=desk.home, name="Dvorana")
    own = make_event(place=place, title_en="Fair")
    make_draft(place=place, municipality=make_municipality(), title_en="Their secret")
    address = reverse("locations:desk_place_discard", args=[place.pk])

    page = page_of(desk.get(address))

    assert (page.heading, page.buttons) == ("Dvorana cannot be deleted yet", [])
    assert "Events: 2" in page.text
    assert page.links["Fair, 24 May 2027"] == reverse("events:desk_event_edit", args=[own.public_id])
    assert "Their secret" not in page.text
    insisted = desk.post(address, follow=True)
    assert "“Dvorana” stays, because this leads to it: Events: 2." in page_of(insisted).text
    assert Place.objects.count() == 1
