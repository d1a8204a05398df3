from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from events.agenda.models import Event
from programmes.catalogue.models import Programme
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import make_admin, make_coordinator, make_user
from tests.reading import page_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
START, LAY_OUT = "/en/workspace/start-programme/", "/en/workspace/start-programme/lay-out/"


@pytest.fixture
def home():
    return make_municipality(name="Litija", slug="litija")


@pytest.fixture
def ana(client, home, clock):
    user = make_coordinator(municipality=home, name="Ana")
    client.force_login(user)
    return user


def chosen(home, **changes):
    return {"method": "inlocom", "municipality": str(home.pk), "title": "Town of innovation", "starts_on": "2027-06-07", **changes}


def filled(page, **changes):
    """The form as the browser would send it, with some fields changed; None unticks a box."""
    form = next(form for form in page.main.iter("form") if form.get("method") == "post")
    values = {
        field.get("name"): field.get("value") or ("on" if field.get("type") == "checkbox" else "")
        for field in form.iter("input")
        if field.get("type") != "checkbox" or field.get("checked") is not None
    }
    return {name: value for name, value in {**values, **changes}.items() if value is not None and name != "csrfmiddlewaretoken"}


def test_only_coordinators_start_programmes(client):
    assert client.get(START).status_code == 302
    client.force_login(make_user())
    assert client.get(START).status_code == 403


@pytest.mark.usefixtures("ana")
def test_the_first_step_explains_each_method_and_offers_my_municipalities_only(client, home):
    make_municipality(name="Kranj")
    page = page_of(client.get(START))
    assert "InLoCom, innovative local community" in page.text
    assert "Sowing, Growth, Harvest, Re-harvest" in page.text
    assert [words_of(option) for option in page.main.iter("option")] == ["Litija"]


def test_an_administrator_starts_one_anywhere(client, home):
    client.force_login(make_admin())
    assert "Litija" in [words_of(option) for option in page_of(client.get(START)).main.iter("option")]


@pytest.mark.usefixtures("ana")
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"title": ""}, "This field is required."),
        ({"method": "alchemy"}, "Select a valid choice. alchemy is not one of the available choices."),
        ({"municipality": "999999"}, "Select a valid choice. That choice is not one of the available choices."),
        ({"municipality": "none"}, "Select a valid choice. That choice is not one of the available choices."),
        ({"starts_on": "yesterday"}, "Enter a valid date."),
        ({"starts_on": "2099-01-01"}, "Choose a day between 1990 and 2100."),
    ],
)
def test_the_first_step_says_what_does_not_fit_and_keeps_the_rest(client, home, changes, error):
    response = client.post(START, chosen(home, **changes))
    page = page_of(response)
    assert response.status_code == 422
    assert error in page.text
    assert page.title.startswith("Error:")
    if "title" not in changes:
        assert page.hidden("title") == "Town of innovation"


@pytest.mark.usefixtures("ana")
def test_the_first_step_leads_to_the_second_and_stores_nothing(client, home):
    response = client.post(START, chosen(home))
    assert (response.status_code, urlsplit(response.url).path) == (302, LAY_OUT)
    assert {name: values[0] for name, values in parse_qs(urlsplit(response.url).query).items()} == chosen(home)
    assert Programme.objects.count() == 0


@pytest.mark.usefixtures("ana")
@pytest.mark.parametrize("changes", [{"method": ""}, {"municipality": "999999"}, {"starts_on": "x"}, {"title": ""}])
def test_the_second_step_without_the_first_leads_back(client, home, changes):
    response = client.get(LAY_OUT, chosen(home, **changes))
    assert (response.status_code, response.url) == (302, START)


def test_nobody_lays_out_a_programme_for_another_municipality(client, home):
    client.force_login(make_coordinator())
    assert client.get(LAY_OUT, chosen(home)).url == START
    assert client.post(f"{LAY_OUT}?method=inlocom&municipality={home.pk}&title=x&starts_on=2027-06-07").url == START
    assert Programme.objects.count() == 0


@pytest.mark.usefixtures("ana")
def test_the_second_step_lays_out_phases_milestones_and_events(client, home):
    page = page_of(client.get(LAY_OUT, chosen(home)))
    assert page.heading == "Town of innovation"
    assert (page.hidden("phase_0_starts_on"), page.hidden("phase_0_ends_on"), page.hidden("phase_1_starts_on")) == ("2027-06-07", "2027-12-05", "2027-12-06")
    assert (page.hidden("milestone_0_due_on"), page.hidden("event_0_day"), page.hidden("event_0_time")) == ("2027-08-02", "2027-06-21", "18:00")
    for words in ("The core group is named", "First meeting: what we want together", "Meeting, 2 hours, 80 seats."):
        assert words in page.text


def test_saving_makes_the_programme_its_phases_milestones_checklists_and_draft_events(client, home, ana):
    address = client.post(START, chosen(home)).url
    response = client.post(address, filled(page_of(client.get(address)), event_9_make=None, phase_3_ends_on="2029-12-31"))
    programme = Programme.objects.get()
    assert response.url == f"/en/workspace/programmes/{programme.slug}/"
    assert (programme.status, programme.title_en, programme.title_sl, programme.coordinator) == ("draft", "Town of innovation", None, ana)
    assert (programme.starts_on, programme.ends_on) == (date(2027, 6, 7), date(2029, 12, 31))
    assert (programme.phases.count(), programme.milestones.count(), programme.events.count(), Event.objects.public().count()) == (4, 8, 9, 0)
    page = page_of(client.get(response.url))
    for words in (
        "The programme is laid out as a draft.",
        "Not public yet",
        "A title in the language of the municipality",
        "First meeting: what we want together",
    ):
        assert words in page.text


@pytest.mark.usefixtures("ana")
def test_saving_twice_from_one_page_makes_one_programme(client, home):
    address = client.post(START, chosen(home)).url
    form = filled(page_of(client.get(address)))
    assert client.post(address, form).url == client.post(address, form).url
    assert Programme.objects.count() == 1


@pytest.mark.usefixtures("ana")
def test_a_phase_that_ends_before_it_begins_is_said_beside_it_and_everything_typed_is_kept(client, home):
    address = client.post(START, chosen(home)).url
    response = client.post(
        address, filled(page_of(client.get(address)), phase_0_ends_on="2027-06-01", milestone_0_due_on="2027-09-09", event_0_make=None, event_0_time="")
    )
    page = page_of(response)
    assert response.status_code == 422
    field = next(field for field in page.main.iter("input") if field.get("name") == "phase_0_ends_on")
    error = next(element for element in page.main.iter("p") if element.get("id") == field.get("aria-describedby"))
    assert "The phase ends before it begins." in words_of(error)
    assert (page.hidden("phase_0_ends_on"), page.hidden("milestone_0_due_on")) == ("2027-06-01", "2027-09-09")
    assert next(field for field in page.main.iter("input") if field.get("name") == "event_0_make").get("checked") is None
    assert (Programme.objects.count(), Event.objects.count()) == (0, 0)
