"""Every address and who may pass it: anonymous, signed in without a mandate, viewer, door helper, editor and coordinator of the
row's municipality, a coordinator of another one, somebody of an organisation, a closed account, an administrator; by GET and by
an empty POST.

An address that is not listed fails the suite, and so does a listed one that is gone. What one may not see is answered
byte for byte like what is not there.
"""

import re

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import translation

from tests.factories.events import make_event
from tests.factories.programmes import make_funding, make_item, make_milestone, make_partner, make_person_part, make_programme
from tests.house.doors import DOORS, ROLES, World

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Whole families that are not ours, each with a rule and a test of its own below.
FAMILIES = ("admin:", "account_")


def names_of_all_addresses(patterns=None, prefix: str = "") -> set[str]:
    found = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            if not prefix.startswith("admin:"):
                assert pattern.name, f"{pattern} has no name"
            found.add(f"{prefix}{pattern.name}")
        else:
            found |= names_of_all_addresses(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
    return found


def ours() -> set[str]:
    return {name for name in names_of_all_addresses() if not name.startswith(FAMILIES)}


def answer_of(response) -> str:
    where = response.get("Location", "")
    return "sign in" if response.status_code == 302 and "/account/login/" in where else str(response.status_code)


def knock(client: Client, method: str, address: str):
    response = client.get(address) if method == "get" else client.post(address)
    response.content = b"".join(response.streaming_content) if response.streaming else response.content
    return response


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return World()


def test_every_address_is_listed_and_every_listed_address_is_there():
    assert ours() - set(DOORS) == set(), "not listed in DOORS"
    assert set(DOORS) - ours() == set(), "listed in DOORS, and gone"


@pytest.mark.parametrize("name", sorted(DOORS))
def test_each_role_is_answered_as_the_table_says(world, name):
    door = DOORS[name]
    address = reverse(name, args=door.args(world))
    answers = {"get": {}, "post": {}}
    # Those who may do least knock first, so that what the owner changes is not in their way; each POST stands alone.
    for role in ("anonymous", "inactive", "no_mandate", "organisation", "foreign", "viewer", "door_helper", "editor", "owner", "admin"):
        answers["get"][role] = answer_of(knock(world.client(role), "get", address))
    for role in ROLES:
        answers["post"][role] = answer_of(alone(world, role, address))
    assert answers == {"get": door.get, "post": door.post}


def alone(world: World, role: str, address: str):
    """An empty POST whose effects are taken back."""
    client = world.client(role)
    point = transaction.savepoint()
    try:
        return knock(client, "post", address)
    finally:
        transaction.savepoint_rollback(point)


CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


def bytes_of(response, address: str) -> tuple:
    """Status, headers and body, without what differs in any two answers: the token of a form, and the address that was asked for."""
    headers = {name: value for name, value in response.items() if name not in {"Date", "Content-Length"}}
    asked = re.sub(r"^/(sl|en)?/?", "", address).encode()
    return response.status_code, headers, CSRF.sub(b"", response.content).replace(asked, b"ADDRESS")


HIDDEN = sorted(name for name, door in DOORS.items() if door.hides)


@pytest.mark.parametrize("name", HIDDEN)
def test_another_municipalitys_row_is_byte_for_byte_a_missing_one(world, name):
    door = DOORS[name]
    theirs, nowhere = reverse(name, args=door.args(world)), reverse(name, args=door.missing(world))
    client = world.client("foreign")
    for method in ("get", "post"):
        assert bytes_of(knock(client, method, theirs), theirs) == bytes_of(knock(client, method, nowhere), nowhere), method


@pytest.mark.parametrize(
    ("name", "draft"),
    [
        ("events:event_detail", "event_draft"),
        ("events:register", "event_draft"),
        ("events:register_done", "event_draft"),
        ("feeds:event_ics", "event_draft"),
        ("programmes:programme_detail", "programme_draft"),
    ],
)
def test_a_draft_is_byte_for_byte_a_missing_page(world, name, draft):
    theirs, nowhere = reverse(name, args=[getattr(world, draft).slug]), reverse(name, args=["atlantida-in-se-kaj"])
    for role in ("anonymous", "no_mandate", "foreign", "organisation", "door_helper", "inactive"):
        client = world.client(role)
        for method in ("get", "post"):
            assert bytes_of(knock(client, method, theirs), theirs) == bytes_of(knock(client, method, nowhere), nowhere), f"{method} as {role}"


def test_a_draft_is_named_on_no_page_of_the_public(world):
    """Neither its title nor its address, on any page that a stranger can open."""
    world.programme.events.add(world.event_draft)
    secrets = [text.encode() for draft in (world.event_draft, world.programme_draft) for text in (draft.slug, draft.title_sl, draft.title_en)]
    for role in ("anonymous", "no_mandate", "foreign", "organisation", "door_helper"):
        client = world.client(role)
        for name, door in sorted(DOORS.items()):
            seen = knock(client, "get", reverse(name, args=door.args(world))).content
            assert [secret for secret in secrets if secret in seen] == [], f"{name} as {role}"


def test_a_part_of_another_programme_is_not_found_under_ones_own(world):
    """The owner of programme A cannot reach B's phase by writing its number behind A's address."""
    elsewhere = make_programme(municipality=world.b)
    owner = world.client("owner")
    strange = {
        "phase": elsewhere.phases.first().pk,
        "milestone": make_milestone(programme=elsewhere).pk,
        "item": make_item(phase=elsewhere.phases.first()).pk,
        "partner": make_partner(programme=elsewhere).pk,
        "funding": make_funding(programme=elsewhere).pk,
        "participation": elsewhere.participations.get().pk,
        "event": make_event(municipality=world.b).pk,
        "part": make_person_part(programme=elsewhere).pk,
    }
    parts = {
        "phases": "phase",
        "milestones": "milestone",
        "checklist": "item",
        "partners": "partner",
        "funding": "funding",
        "municipalities": "participation",
        "events": "event",
        "people": "part",
    }
    tried = 0
    for name in HIDDEN:
        args = DOORS[name].args(world)
        if name.startswith("programmes:desk_") and len(args) == 2 and args[0] == world.programme.slug:
            part = parts[reverse(name, args=args).split(f"{args[0]}/", 1)[1].split("/")[0]]
            for method in ("get", "post"):
                assert knock(owner, method, reverse(name, args=[args[0], strange[part]])).status_code in {404, 405}, name
            tried += 1
    assert tried == sum(name.startswith("programmes:desk_") and "involvement" not in name and len(DOORS[name].args(world)) == 2 for name in HIDDEN) > 0


# --- Following a link changes nothing -----------------------------------------------------------


def rows() -> dict[str, list]:
    """Every row there is, but the session that a visit may open; words as they are stored, whichever language a page left behind."""
    with translation.override("sl"):
        return {
            model._meta.label: list(model._base_manager.order_by("pk").values_list())
            for model in apps.get_models()
            if model._meta.managed and not model._meta.proxy and model._meta.label != "sessions.Session"
        }


@pytest.mark.parametrize("role", ["anonymous", "viewer", "owner", "admin"])
def test_following_any_link_changes_no_row(world, role):
    client, before = world.client(role), rows()
    for name, door in sorted(DOORS.items()):
        knock(client, "get", reverse(name, args=door.args(world)))
    after = rows()
    assert {model: after[model] for model in before if after[model] != before[model]} == {}


# --- The two families ---------------------------------------------------------------------------


def addresses_of(family: str) -> list[str]:
    """Those of the family that need no row in their address."""
    return sorted(name for name in names_of_all_addresses() if name.startswith(family) and name not in NEED_A_ROW)


NEED_A_ROW = {"account_reset_password_from_key"}


OPEN_IN_THE_ADMINISTRATION = {
    "admin:login": "where one is sent to sign in",
    "admin:logout": "signs out, and leads to the index",
    "admin:jsi18n": "the words of the pickers",
}


@pytest.mark.parametrize("role", ["anonymous", "no_mandate", "viewer", "door_helper", "editor", "owner", "foreign", "organisation", "inactive"])
def test_the_administration_is_closed_to_all_but_staff(world, role):
    """Every page of every model leads to the sign-in of the administration, which sends strangers to ours and refuses others kindly."""
    client = world.client(role)
    for name in sorted(name for name in names_of_all_addresses() if name.startswith("admin:") and not name.endswith("None")):
        args = [1] if name.endswith(("_change", "_delete", "_history", "_password_change")) and name != "admin:password_change" else []
        args = {"admin:app_list": ["events"], "admin:view_on_site": [1, 1]}.get(name, args)
        if name in OPEN_IN_THE_ADMINISTRATION:
            continue
        for method in ("get", "post"):
            response = knock(client, method, reverse(name, args=args))
            assert response.get("Location", "").startswith(f"{reverse('admin:login')}?next="), f"{method} {name} as {role}"
    asked = knock(client, "get", reverse("admin:login"))
    assert answer_of(asked) == ("sign in" if role in {"anonymous", "inactive"} else "403")


def test_the_account_pages_never_fail_and_never_show_another_account(world):
    for name in addresses_of("account_"):
        for role in ROLES:
            for method in ("get", "post"):
                response = knock(world.client(role), method, reverse(name))
                assert response.status_code in {200, 302, 405}, f"{method} {name} as {role}"
                others = [user.email for other, user in world.users.items() if other != role]
                assert [email for email in others if email.encode() in response.content] == [], f"{method} {name} as {role}"
