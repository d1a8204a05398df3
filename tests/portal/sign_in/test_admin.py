"""What an administrator does for somebody whose phone is lost, and what the administration shows of sign-ins."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from portal.common.models import AuditEntry
from tests.factories.stakeholders import PASSWORD, make_admin, make_coordinator, make_user
from tests.portal.sign_in.codes import give_app, give_codes, number_of
from tests.reading import page_of

pytestmark = pytest.mark.django_db
ACCOUNTS = "/en/admin/stakeholders/user/"


@pytest.fixture
def ada(client):
    ada = make_admin()
    client.force_login(ada)
    return ada


def reset(client, user, **more):
    return client.post(ACCOUNTS, {"action": "reset_second_step", "_selected_action": user.pk, **more})


def test_a_lost_second_step_is_taken_off_after_being_asked(client, ada, maja, required):
    give_app(ada)
    give_app(maja)
    give_codes(maja)
    hers = Client()
    hers.post("/en/account/login/", {"login": maja.email, "password": PASSWORD})
    hers.post("/en/account/second-step/enter/", {"code": number_of()})
    assert hers.get("/en/workspace/").status_code == 200

    asked = reset(client, maja)
    assert page_of(asked).response.status_code == 200
    assert "maja@setev.example" in page_of(asked).text
    assert Authenticator.objects.filter(user=maja).count() == 2

    reset(client, maja, confirmed="yes")
    assert Authenticator.objects.filter(user=maja).count() == 0
    assert Authenticator.objects.filter(user=ada).count() == 1
    assert hers.get("/en/workspace/")["Location"].startswith("/en/account/login/")
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["maja@setev.example"], "Your second step is taken off")
    assert "/en/account/login/" in letter.body
    entry = AuditEntry.objects.get(verb="second_step.reset")
    assert (entry.actor_id, entry.target_id, entry.facts) == (ada.pk, str(maja.pk), {})

    hers.post("/en/account/login/", {"login": maja.email, "password": PASSWORD})
    assert hers.get("/en/workspace/")["Location"].startswith("/en/account/second-step/")


def test_what_is_not_there_is_not_taken_off(client, ada, maja):
    reset(client, maja, confirmed="yes")
    assert (mail.outbox, AuditEntry.objects.filter(verb="second_step.reset").count()) == ([], 0)


def test_only_administrators_take_it_off(client, maja):
    give_app(maja)
    staff = make_user(is_staff=True)
    staff.user_permissions.set(_permissions())
    client.force_login(staff)
    reset(client, maja, confirmed="yes")
    assert Authenticator.objects.count() == 1


def _permissions():
    from django.contrib.auth.models import Permission  # noqa: PLC0415

    return Permission.objects.all()


def test_it_is_taken_off_from_the_command_line(maja, capsys):
    give_app(maja)
    call_command("reset_second_step", " Maja@setev.example ")
    assert capsys.readouterr().out.startswith("The second step of maja@setev.example is taken off")
    assert AuditEntry.objects.get(verb="second_step.reset").actor_id is None
    with pytest.raises(CommandError, match="maja@setev.example has no second step"):
        call_command("reset_second_step", "maja@setev.example")
    with pytest.raises(CommandError, match="There is no account nihce@setev.example"):
        call_command("reset_second_step", "nihce@setev.example")


@pytest.mark.parametrize("page", ["mfa/authenticator", "usersessions/usersession", "socialaccount/socialaccount"])
def test_what_signing_in_wrote_is_only_looked_at(client, ada, page):
    row = give_app(make_coordinator())
    assert client.get(f"/en/admin/{page}/").status_code == 200
    assert client.get(f"/en/admin/{page}/add/").status_code == 403
    seen = client.get(f"/en/admin/mfa/authenticator/{row.pk}/change/")
    assert row.data["secret"] not in seen.content.decode()
    assert client.post(f"/en/admin/mfa/authenticator/{row.pk}/change/", {"user": ada.pk}).status_code == 403
    assert client.post(f"/en/admin/mfa/authenticator/{row.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("page", ["socialaccount/socialapp", "socialaccount/socialtoken"])
def test_no_provider_is_made_in_the_administration(client, ada, page):
    assert client.get(f"/en/admin/{page}/").status_code == 404
