"""Deleting in the administration: what others point to is refused, and the page says by what."""

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError
from django.urls import reverse

from locations.municipalities.models import District, Municipality
from locations.places.models import Place
from portal.common.careful import Careful
from portal.common.drafts.models import KeptForm
from portal.common.pointers import NAMED
from stakeholders.organisations.models import Organisation
from stakeholders.people.models import User
from tests.factories.events import make_event
from tests.factories.locations import make_country, make_district, make_municipality, make_place
from tests.factories.programmes import make_partner, make_programme
from tests.factories.stakeholders import make_admin, make_feedback, make_invitation, make_mandate, make_organisation, make_user
from tests.reading import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(client):
    user = make_admin()
    client.force_login(user)
    return user


def address(row, page="delete"):
    return f"/en/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{page}/"


def list_of(row):
    return f"/en/admin/{row._meta.app_label}/{row._meta.model_name}/"


def choose(client, *rows, sure=False):
    """The list's act on the rows that are ticked, and what the page says then."""
    ticked = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], **({"post": "yes"} if sure else {})}
    return page_of(client.post(list_of(rows[0]), ticked, follow=True))


def test_what_leads_to_a_municipality_is_listed_with_numbers_and_links(client):
    home = make_municipality(name="Litija")
    events = [make_event(municipality=home, title_en=f"Fair {number:02}") for number in range(NAMED + 2)]

    page = page_of(client.get(address(home)))

    assert "Nothing was deleted. This leads there and would hang in the air; move or remove it first:" in page.text
    assert "Events: 12" in page.text
    assert page.links["Fair 11, 24 May 2027"] == address(events[-1], "change")
    assert "Fair 01, 24 May 2027" not in page.links
    assert "Take the tick from “takes part” instead" in page.text
    assert page.hidden("post") is None
    assert client.get(page.links["and 2 more"]).context["cl"].result_count == NAMED + 2


def test_insisting_changes_nothing(client):
    home = make_municipality()
    make_place(municipality=home)
    answer = client.post(address(home), {"post": "yes"})
    assert (answer.status_code, Municipality.objects.count()) == (200, 1)
    assert "Places: 1" in page_of(answer).text


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: make_event().place, "Events: 1"),
        (lambda: make_partner(programme=make_programme()).organisation, "Partners: 1"),
        (lambda: make_municipality().region, "Municipalities: 1"),
        (lambda: make_municipality().region.country, "Regions: 1"),
        (lambda: make_mandate().user, "Mandates: 1"),
        (lambda: make_mandate(organisation=make_organisation()).organisation, "Mandates: 1"),
    ],
    ids=["place", "organisation", "region", "country", "account", "represented organisation"],
)
def test_each_kind_of_row_is_held_by_what_leads_to_it_one_by_one_and_ticked_in_the_list(client, make, kind):
    row = make()
    for page in (page_of(client.get(address(row))), choose(client, row), choose(client, row, sure=True), page_of(client.post(address(row), {"post": "yes"}))):
        assert kind in page.text
        assert "Nothing was deleted." in page.text
    assert type(row).objects.filter(pk=row.pk).exists()


def test_what_nothing_leads_to_is_deleted_after_a_question_that_says_what_goes_along(client):
    home = make_municipality(name="Litija")
    make_district(municipality=home)
    make_feedback(municipality=home)

    page = page_of(client.get(address(home)))
    assert "Delete “Litija”? This cannot be taken back." in page.text
    assert "Municipalities: 1Districts: 1Feedback: 1" in page.text
    answer = client.post(address(home), {"post": "yes"})

    assert (answer.status_code, answer.url, Municipality.objects.count(), District.objects.count()) == (302, list_of(home), 0, 0)


def test_several_are_deleted_at_once(client):
    first, second = make_organisation(name="Čebelarji"), make_organisation(name="Gasilci")
    page = choose(client, first, second)
    assert "Delete these? This cannot be taken back." in page.text
    assert "Čebelarji" in page.text
    assert "Organisations: 2" in page.text
    choose(client, first, second, sure=True)
    assert Organisation.objects.count() == 0


def test_one_that_is_used_keeps_all_that_are_ticked(client):
    free, used = make_organisation(), make_organisation(name="Gasilci")
    make_partner(programme=make_programme(), organisation=used)
    assert "Partners: 1" in choose(client, free, used, sure=True).text
    assert Organisation.objects.count() == 2


def test_who_takes_part_is_told_by_the_programme_and_leads_to_its_desk(client):
    programme = make_programme(title_en="Circle")
    partner = make_partner(programme=programme)
    links = page_of(client.get(address(partner.organisation))).links
    assert links[f"Circle ({partner.get_role_display()})"] == f"/en/workspace/programmes/{programme.slug}/"


def test_what_stays_but_loses_its_district_is_told_before(client):
    district = make_district()
    make_place(municipality=district.municipality, district=district, name="Dvorana")
    for page in (page_of(client.get(address(district))), choose(client, district)):
        assert "What stays, and no longer names it" in page.text
        assert "Places: 1" in page.text
        assert page.links["Dvorana"] == address(Place.objects.get(), "change")
    client.post(address(district), {"post": "yes"})
    assert (District.objects.count(), Place.objects.get().district) == (0, None)


def test_a_district_is_not_deleted_in_passing_on_the_page_of_its_municipality(client):
    page = client.get(address(make_district().municipality, "change")).content.decode()
    assert "districts-0-DELETE" not in page
    assert "districts-0-id" in page


def test_an_account_without_a_mandate_goes_with_its_own_small_things(client, now):
    user = make_user()
    KeptForm.objects.create(owner=user, page="events:desk_event_create", fields={}, kept_at=now)
    make_invitation(invited_by=user)
    client.post(address(user), {"post": "yes"})
    assert not User.objects.filter(pk=user.pk).exists()


def test_an_account_that_has_acted_is_closed_instead(client):
    assert "Take the tick from “active” instead" in page_of(client.get(address(make_mandate().user))).text


def test_whoever_may_not_delete_what_would_go_along_is_told_so_and_refused(client):
    staff = make_user(is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=["view_municipality", "delete_municipality"]))
    client.force_login(staff)
    home = make_municipality()
    make_feedback(municipality=home)
    assert "your account doesn't have permission to delete" in page_of(client.get(address(home))).text.replace("’", "'")
    assert client.post(address(home), {"post": "yes"}).status_code == 403
    assert choose(client, home).links
    assert client.post(list_of(home), {"action": "delete_selected", "_selected_action": [home.pk], "post": "yes"}).status_code == 403
    assert Municipality.objects.count() == 1


def test_what_one_may_not_look_at_is_counted_and_not_named(client):
    staff = make_user(is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=["view_municipality", "delete_municipality"]))
    client.force_login(staff)
    page = page_of(client.get(address(make_event(title_en="Fair").municipality)))
    assert "Events: 1" in page.text
    assert "Fair" not in page.text


@pytest.mark.parametrize("sure_at", ["page", "list"])
def test_somebody_who_was_quicker_is_no_error(client, monkeypatch, sure_at):
    """The database notices at the last moment, when the page had found nothing."""
    home = make_municipality(name="Litija")

    def refuse(*_given):
        raise IntegrityError

    monkeypatch.setattr(Careful, "delete_model", refuse)
    monkeypatch.setattr(Careful, "delete_queryset", refuse)
    ways = {"page": lambda: page_of(client.post(address(home), {"post": "yes"}, follow=True)), "list": lambda: choose(client, home, sure=True)}
    page = ways[sure_at]()
    assert "Something has come to lead there meanwhile, so nothing was deleted." in page.text
    assert Municipality.objects.count() == 1


def test_a_row_that_is_gone_already_is_said_kindly(client):
    home = make_municipality()
    gone = address(home)
    home.delete()
    assert client.get(gone).url == reverse("admin:index")


def test_a_country_is_known_by_its_code(client):
    """Its key is no number; the list behind "and more" is found all the same."""
    country = make_country()
    for number in range(NAMED + 1):
        country.regions.create(code=f"SI9{number:02}", name_sl=f"Regija {number}", name_en=f"Region {number}")
    page = page_of(client.get(address(country)))
    assert client.get(page.links["and 1 more"]).context["cl"].result_count == NAMED + 1
