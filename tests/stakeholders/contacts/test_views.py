import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stakeholders.contacts.models import ContactNote
from stakeholders.people.models import Person
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_programme
from tests.factories.stakeholders import make_coordinator, make_mandate, make_membership, make_organisation, make_person
from tests.reading import page_of, said, told, words_of

pytestmark = pytest.mark.django_db
PEOPLE = "/en/workspace/stakeholders/people/"
ORGANISATIONS = "/en/workspace/stakeholders/organisations/"


@pytest.fixture
def litija():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture(autouse=True)
def ana(client, litija, clock):
    user = make_coordinator(municipality=litija, name="Ana")
    client.force_login(user)
    return user


def names(response):
    return [words_of(row.find("th/a")) for table in page_of(response).main.iter("table") for row in table.find("tbody")]


def test_an_empty_list_teaches_two_ways_in(client):
    page = page_of(client.get(PEOPLE))
    assert "Nobody is here yet" in page.text
    assert page.links["Import a list"] == f"{PEOPLE}import/"


def test_a_person_is_written_down_and_found_again(client, litija):
    url, text = told(
        client,
        client.post(
            f"{PEOPLE}create/", {"municipality": litija.pk, "name": "Mojca Kos", "email": "Mojca@Setev.example", "language": "sl", "group": "residents"}
        ),
    )
    person = Person.objects.get()
    assert (url, "“Mojca Kos” is kept." in text) == (f"{PEOPLE}{person.pk}/", True)
    assert person.email == "mojca@setev.example"
    assert names(client.get(f"{PEOPLE}?q=mojca")) == ["Mojca Kos"]
    assert names(client.get(f"{PEOPLE}?group=company")) == []


def test_somebody_who_seems_to_be_there_is_asked_about_and_can_be_kept_twice(client, litija):
    make_person(municipality=litija, name="Mojca Kos", email="mojca@setev.example")
    given = {"municipality": litija.pk, "name": "M. Kos", "email": "mojca@setev.example", "language": "sl"}
    answer = client.post(f"{PEOPLE}create/", given)
    assert answer.status_code == 422
    assert "Mojca Kos is there already." in said(answer)
    assert client.post(f"{PEOPLE}create/", given | {"is_another": "on"}).status_code == 302
    assert Person.objects.count() == 2


def test_the_contact_log_is_written_on_the_page_and_its_next_step_stands_in_a_list(client, litija):
    person = make_person(municipality=litija, name="Mojca Kos")
    client.post(
        f"{PEOPLE}{person.pk}/",
        {"on": "2027-05-09", "way": "call", "text": "Rada bi vodila delavnico.", "next_step": "Poslati predlog", "next_on": "2027-05-12"},
    )
    text = said(client.get(f"{PEOPLE}{person.pk}/"))
    assert "Rada bi vodila delavnico." in text
    assert "Poslati predlog" in said(client.get("/en/workspace/next-steps/"))
    client.post(f"/en/workspace/next-steps/{ContactNote.objects.get().pk}/done/")
    assert "Nothing is left to do" in said(client.get("/en/workspace/next-steps/"))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"on": "2027-05-11"}, "Write down what has been; what is to come is the next step."),
        ({"text": ""}, "What was said"),
        ({"next_on": "2027-05-12"}, "Write what is to be done by then."),
        ({"on": "9999-99-99"}, "Day"),
    ],
)
def test_a_contact_that_cannot_be_is_refused_beside_its_field(client, litija, wrong, words):
    person = make_person(municipality=litija)
    answer = client.post(f"{PEOPLE}{person.pk}/", {"on": "2027-05-09", "way": "call", "text": "Rada bi."} | wrong)
    assert answer.status_code == 422
    assert words in said(answer)
    assert not ContactNote.objects.exists()


def test_who_was_not_spoken_to_for_half_a_year_is_found(client, litija):
    spoken, silent = make_person(municipality=litija, name="Spoken"), make_person(municipality=litija, name="Silent")
    ContactNote.objects.create(municipality=litija, person=spoken, on="2027-05-01", text="x")
    ContactNote.objects.create(municipality=litija, person=silent, on="2026-05-01", text="x")
    assert names(client.get(f"{PEOPLE}?quiet=on")) == ["Silent"]


def test_a_person_gets_a_part_in_a_programme_and_is_found_by_it(client, litija):
    programme, person = make_programme(municipality=litija, slug="krog", title_en="Round"), make_person(municipality=litija, name="Mojca Kos")
    make_person(municipality=litija, name="Somebody else")
    _url, text = told(client, client.post(f"{PEOPLE}{person.pk}/programmes/", {"programme": programme.pk, "role": "mentor"}))
    assert "Mojca Kos takes part in “Round”." in text
    assert names(client.get(f"{PEOPLE}?programmes=krog")) == ["Mojca Kos"]
    desk = client.get("/en/workspace/programmes/krog/")
    assert "Mojca Kos" in said(desk)
    client.post(f"/en/workspace/programmes/krog/people/{programme.person_parts.get().pk}/remove/")
    assert "Mojca Kos" not in said(client.get("/en/workspace/programmes/krog/"))


def test_an_organisation_gets_a_part_as_a_partner(client, litija):
    programme, organisation = make_programme(municipality=litija, title_en="Round"), make_organisation(municipality=litija, name="Gozd d.o.o.", type="company")
    client.post(f"{ORGANISATIONS}{organisation.pk}/programmes/", {"programme": programme.pk, "role": "partner"})
    assert "Round" in said(client.get(f"{ORGANISATIONS}{organisation.pk}/"))


def test_deleting_is_refused_with_the_list_of_what_points_there(client, litija):
    programme, person = make_programme(municipality=litija, slug="krog", title_en="Round"), make_person(municipality=litija, name="Mojca Kos")
    client.post(f"{PEOPLE}{person.pk}/programmes/", {"programme": programme.pk, "role": "mentor"})
    page = page_of(client.get(f"{PEOPLE}{person.pk}/remove/"))
    assert page.heading == "Mojca Kos cannot be deleted yet"
    assert page.links["Round"] == "/en/workspace/programmes/krog/"
    _url, text = told(client, client.post(f"{PEOPLE}{person.pk}/remove/"))
    assert "because it still takes part: Round (mentor)" in text


def test_the_contacts_of_another_municipality_are_not_there(client):
    theirs, them = make_person(municipality=make_municipality()), make_organisation(municipality=make_municipality())
    for address in (
        f"{PEOPLE}{theirs.pk}/",
        f"{PEOPLE}{theirs.pk}/edit/",
        f"{PEOPLE}{theirs.pk}/remove/",
        f"{PEOPLE}{theirs.pk}/programmes/",
        f"{ORGANISATIONS}{them.pk}/",
    ):
        assert client.get(address).status_code == 404
    assert names(client.get(PEOPLE)) == []


def test_an_export_holds_what_the_list_shows_and_spreadsheets_can_open(client, litija):
    make_person(municipality=litija, name="=1+1")
    make_person(municipality=litija, name="Mojca", group="company")
    assert client.get(f"{PEOPLE}export/csv/").status_code == 405
    answer = client.post(f"{PEOPLE}export/csv/?group=company")
    assert answer["Content-Disposition"] == 'attachment; filename="people-2027-05-10.csv"'
    assert "Mojca" in answer.content.decode("utf-8-sig")
    assert "'=1+1" in client.post(f"{PEOPLE}export/csv/").content.decode("utf-8-sig")
    assert client.post(f"{PEOPLE}export/pdf/").status_code == 404


@pytest.mark.parametrize("address", ["/en/workspace/stakeholders/planets/", f"{PEOPLE}99999999999999999/", f"{PEOPLE}?municipality=x&page=-1"])
def test_nonsense_is_answered(client, address):
    assert client.get(address).status_code in {200, 404}


def test_a_long_list_costs_no_more_queries_than_a_short_one(client, litija):
    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(PEOPLE)
        return len(queries)

    make_membership(organisation=make_organisation(municipality=litija), person=make_person(municipality=litija))
    count()  # the first page of a session writes it down
    few = count()
    for _ in range(4):
        make_membership(organisation=make_organisation(municipality=litija), person=make_person(municipality=litija))
    assert count() == few <= 12


def test_an_organisation_for_which_somebody_acts_stays_and_the_page_says_so(client, litija):
    organisation = make_organisation(municipality=litija, name="Gasilci")
    make_mandate(organisation=organisation)
    page = page_of(client.get(f"{ORGANISATIONS}{organisation.pk}/remove/"))
    assert (page.heading, page.buttons) == ("Gasilci cannot be deleted yet", [])
    assert "Mandates: 1" in page.text
    assert "“Gasilci” stays, because this leads to it: Mandates: 1." in told(client, client.post(f"{ORGANISATIONS}{organisation.pk}/remove/"))[1]
