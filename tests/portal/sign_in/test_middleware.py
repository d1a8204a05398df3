"""Who is asking."""

import pytest
from django.http import HttpResponse
from django.urls import path

from portal import urls as site
from portal.common.access import desk_required
from portal.common.actor import NOBODY
from portal.sign_in.middleware import actor_of
from stakeholders.mandates.choices import Role
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import GRANTED_AT, actor_for, make_admin, make_coordinator, make_mandate, make_user
from tests.reading import page_of

pytestmark = pytest.mark.django_db


class Wiring:
    handler400, handler403, handler404, handler500 = site.handler400, site.handler403, site.handler404, site.handler500
    urlpatterns = [
        path("untouched/", lambda _request: HttpResponse("for everyone")),
        path("who/", lambda request: HttpResponse(f"{request.actor.name}|{request.actor.is_coordinator}")),
        path("desk/", desk_required(lambda request: HttpResponse(f"desk of {request.actor.name}"))),
        *site.urlpatterns,
    ]


@pytest.fixture(autouse=True)
def wired(settings):
    settings.ROOT_URLCONF = Wiring


def test_an_actor_carries_the_mandates_in_force():
    litija, kranj = make_municipality(), make_municipality()
    maja = make_coordinator(name="Maja", municipality=litija)
    make_mandate(user=maja, municipality=kranj, ended_at=GRANTED_AT)
    actor = actor_of(maja)
    assert actor.roles == {litija.pk: frozenset({Role.COORDINATOR})}
    assert (actor.holds(Role.COORDINATOR, litija.pk), actor.holds(Role.COORDINATOR, kranj.pk), actor.holds(Role.COORDINATOR, None)) == (True, False, False)
    assert (actor.name, actor.email, actor.is_admin, actor.is_coordinator) == ("Maja", maja.email, False, True)


def test_an_administrator_holds_every_role_everywhere():
    actor = actor_for(make_admin())
    assert (actor.is_admin, actor.is_coordinator, actor.holds(Role.COORDINATOR, 99)) == (True, True, True)


def test_an_account_without_mandate_holds_nothing():
    actor = actor_for(make_user())
    assert (actor.is_signed_in, actor.is_coordinator, actor.is_admin) == (True, False, False)


def test_a_staff_member_is_not_yet_an_administrator():
    assert actor_for(make_user(is_staff=True)).is_admin is False


def test_a_closed_account_is_nobody():
    assert actor_for(make_admin(is_active=False)) == NOBODY


def test_a_page_that_does_not_ask_who_costs_no_query(client, django_assert_num_queries):
    client.force_login(make_coordinator())
    with django_assert_num_queries(0):
        assert client.get("/untouched/").content == b"for everyone"


def test_asking_who_costs_session_account_and_mandates_once(client, django_assert_num_queries):
    client.force_login(make_coordinator(name="Maja"))
    client.get("/who/")
    with django_assert_num_queries(3):
        assert client.get("/who/").content == b"Maja|True"


def test_a_stranger_leaves_the_session_untouched(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/who/")
    assert response.content == b"|False"
    assert "Cookie" not in response.get("Vary", "")


def test_a_session_cookie_that_means_nothing_is_nobody(client):
    client.cookies["session"] = "x" * 5000
    assert client.get("/who/").content == b"|False"


def test_closing_an_account_ends_it_at_the_next_click(client):
    maja = make_coordinator(name="Maja")
    client.force_login(maja)
    assert client.get("/who/").content == b"Maja|True"
    maja.is_active = False
    maja.save()
    assert client.get("/who/").content == b"|False"


def test_the_desk_is_for_those_who_hold_a_mandate(client):
    client.force_login(make_coordinator(name="Maja"))
    assert client.get("/desk/").content == b"desk of Maja"


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client):
    assert client.get("/desk/?kind=workshop")["Location"] == "/sl/account/login/?next=/desk/%3Fkind%3Dworkshop"


def test_a_stranger_who_sends_a_form_comes_back_to_the_workspace(client):
    assert client.post("/desk/")["Location"] == "/sl/account/login/?next=/sl/workspace/"


def test_who_holds_no_mandate_is_told_kindly(client):
    client.force_login(make_user())
    response = client.get("/desk/")
    assert response.status_code == 403
    assert page_of(response).heading == "Za zdaj ne koordinirate nobene občine"
