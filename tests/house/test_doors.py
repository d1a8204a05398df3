"""Every address and who may pass it: anonymous, signed in without a mandate, the coordinator of the row's municipality,
a coordinator of another one, a closed account, an administrator; by GET and by an empty POST.

An address that is not listed fails the suite, and so does a listed one that is gone. What one may not see is answered
byte for byte like what is not there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import translation

from events.registrations.presenters import links_of
from tests.factories.events import make_draft as make_event_draft
from tests.factories.events import make_event, make_registration
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_draft, make_funding, make_item, make_milestone, make_partner, make_programme
from tests.factories.stakeholders import make_admin, make_coordinator, make_user

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "no_mandate", "owner", "foreign", "inactive", "admin")
NOWHERE = UUID("00000000-0000-4000-8000-000000000000")

# Whole families that are not ours, each with a rule and a test of its own below.
FAMILIES = ("admin:", "account_")


class World:
    """One of everything in municipality A, made before anybody knocks."""

    def __init__(self) -> None:
        self.a, self.b = make_municipality(slug="a"), make_municipality(slug="b")
        self.users = {
            "no_mandate": make_user(),
            "owner": make_coordinator(municipality=self.a),
            "foreign": make_coordinator(municipality=self.b),
            "inactive": make_coordinator(municipality=self.a, is_active=False),
            "admin": make_admin(),
        }
        self.event = make_event(municipality=self.a, slug="delavnica")
        self.event_draft = make_event_draft(municipality=self.a, slug="osnutek-delavnice")
        self.registration = make_registration(event=self.event)
        self.offered = make_registration(event=self.event, standing="offered")
        self.held = make_registration(event=self.event, standing="held")
        self.programme = make_programme(municipality=self.a, slug="inlocom")
        self.programme_draft = make_draft(municipality=self.a, slug="osnutek-programa")
        self.phase = self.programme.phases.order_by("position").last()
        self.milestone = make_milestone(programme=self.programme)
        self.item = make_item(phase=self.phase)
        self.partner = make_partner(programme=self.programme)
        self.funding = make_funding(programme=self.programme)
        self.participation = self.programme.participations.get()
        self.programme.events.add(self.event)

    def client(self, role: str) -> Client:
        client = Client(headers={"Accept-Language": "sl"})
        if role != "anonymous":
            client.force_login(self.users[role])
        return client


@dataclass(frozen=True)
class Door:
    """`get` and `post` give for each role the answer: a status, or the status and where it leads."""

    get: dict[str, str]
    post: dict[str, str]
    args: Callable[[World], list] = lambda _world: []
    missing: Callable[[World], list] | None = None  # the same address of a row that does not exist
    hides: bool = field(default=False)  # the row is another municipality's: foreign is missing


def everyone(answer: str) -> dict[str, str]:
    return dict.fromkeys(ROLES, answer)


def desk(answer: str, *, foreign: str | None = None) -> dict[str, str]:
    """Behind the gate: strangers and closed accounts are asked to sign in, those without a mandate are told kindly.

    That a page takes no POST is said to everybody alike; it tells nothing about a row.
    """
    if answer == "405":
        return everyone("405")
    return {"anonymous": "sign in", "no_mandate": "403", "owner": answer, "foreign": foreign or answer, "inactive": "sign in", "admin": answer}


def page(**more) -> Door:
    """A public page: nothing to send."""
    return Door(get=everyone("200"), post=everyone("405"), **more)


def machine(get: str = "200", post: str = "405", **more) -> Door:
    return Door(get=everyone(get), post=everyone(post), **more)


def public_form(get: str = "200", post: str = "422", **more) -> Door:
    return Door(get=everyone(get), post=everyone(post), **more)


def desk_page(**more) -> Door:
    return Door(get=desk("200"), post=desk("405"), **more)


def desk_form(get: str = "200", post: str = "422", **more) -> Door:
    return Door(get=desk(get), post=desk(post), **more)


def of_a_row(get: str, post: str, *, args, missing) -> Door:
    """A page of one row that only its own municipality's coordinators may open."""
    return Door(
        get=desk(get, foreign="404"),
        post=desk(post, foreign="404"),
        args=args,
        missing=missing,
        hides=True,
    )


def of_event(get: str, post: str, *more: str) -> Door:
    return of_a_row(get, post, args=lambda world: [world.event.public_id, *more], missing=lambda _world: [NOWHERE, *more])


def of_programme(get: str, post: str) -> Door:
    return of_a_row(get, post, args=lambda world: [world.programme.slug], missing=lambda _world: ["atlantida"])


def of_part(part: str, get: str, post: str) -> Door:
    """A part of a programme, whose address begins with the programme's."""
    return of_a_row(get, post, args=lambda world: [world.programme.slug, getattr(world, part).pk], missing=lambda world: ["atlantida", getattr(world, part).pk])


def link(purpose: str, row: str) -> Callable[[World], list]:
    return lambda world: links_of(getattr(world, row))[purpose].strip("/").split("/")[2:4]


def unlinked(_world: World) -> list:
    return [NOWHERE, "x" * 43]


DOORS: dict[str, Door] = {
    # portal.home
    "machine:choose_language": machine("302"),
    "machine:healthz": machine(),
    "machine:readyz": machine(),
    "machine:robots": machine(),
    "machine:favicon": machine("301"),
    "machine:media": machine("404", "405", args=lambda _world: ["nothing.jpg"]),
    "machine:dev_mail": machine(),
    "machine:dev_mail_letter": machine("404", "405", args=lambda _world: ["nothing"]),
    "machine:dev_mail_html": machine("404", "405", args=lambda _world: ["nothing"]),
    "machine:dev_mail_attachment": machine("404", "405", args=lambda _world: ["nothing", 1]),
    "home:home": page(),
    "home:accessibility": page(),
    "home:privacy": page(),
    "home:patterns": page(),
    # portal.workspace
    "workspace:home": desk_page(),
    # locations
    "places:brand_stylesheet": page(args=lambda _world: ["a"]),
    "locations:municipality_list": page(),
    "locations:municipality_detail": page(args=lambda _world: ["a"]),
    "locations:desk_place_list": desk_page(),
    "locations:desk_place_create": desk_form(),
    "locations:desk_place_edit": of_a_row("200", "422", args=lambda world: [world.event.place_id], missing=lambda _world: [10**6]),
    # events, for everyone
    "feeds:event_ics": page(args=lambda world: [world.event.slug]),
    "events:event_list": page(),
    "events:event_detail": page(args=lambda world: [world.event.slug]),
    "events:register": public_form(args=lambda world: [world.event.slug]),
    "events:register_done": page(args=lambda world: [world.event.slug]),
    "events:confirm_registration": public_form(post="302", args=link("confirm", "held")),
    "events:manage_registration": public_form(args=link("manage", "registration")),
    "events:cancel_registration": public_form(post="302", args=link("cancel", "registration")),
    "events:take_offer": public_form(post="302", args=link("offer", "offered")),
    # events, at the desk
    "events:desk_event_list": desk_page(),
    "events:desk_event_create": desk_form(),
    "events:desk_event_edit": of_event("200", "422"),
    "events:desk_event_publish": of_event("200", "302"),
    "events:desk_event_cancel": of_event("200", "302"),
    "events:desk_event_discard": of_event("200", "302"),
    "events:desk_registration_list": of_event("200", "405"),
    "events:desk_registration_export": of_event("405", "200", "csv"),
    "events:desk_registration_cancel": of_a_row("200", "302", args=lambda world: [world.registration.public_id], missing=lambda _world: [NOWHERE]),
    # programmes, for everyone
    "programmes:programme_list": page(),
    "programmes:programme_detail": page(args=lambda world: [world.programme.slug]),
    "programmes:method_list": page(),
    "programmes:method_detail": page(args=lambda _world: ["inlocom"]),
    # programmes, at the desk
    "programmes:reminder_plan": desk_page(),
    "programmes:desk_programme_list": desk_page(),
    "programmes:desk_programme_start": desk_form(),
    "programmes:desk_programme_lay_out": desk_form("302", "302"),
    "programmes:desk_programme_detail": of_programme("200", "405"),
    "programmes:desk_programme_edit": of_programme("200", "422"),
    "programmes:desk_programme_publish": of_programme("405", "302"),
    "programmes:desk_programme_close": of_programme("405", "302"),
    "programmes:desk_programme_reopen": of_programme("405", "302"),
    "programmes:desk_programme_discard": of_programme("200", "302"),
    "programmes:desk_phase_move": of_part("phase", "200", "422"),
    "programmes:desk_phase_move_confirm": of_part("phase", "302", "302"),
    "programmes:desk_phase_close": of_part("phase", "200", "302"),
    "programmes:desk_phase_reopen": of_part("phase", "405", "302"),
    "programmes:desk_milestone_create": of_programme("200", "422"),
    "programmes:desk_milestone_edit": of_part("milestone", "200", "422"),
    "programmes:desk_milestone_reach": of_part("milestone", "200", "302"),
    "programmes:desk_milestone_discard": of_part("milestone", "200", "302"),
    "programmes:desk_checklist_tick": of_part("item", "405", "302"),
    "programmes:desk_event_attach": of_programme("200", "422"),
    "programmes:desk_event_detach": of_part("event", "405", "302"),
    "programmes:desk_partner_create": of_programme("200", "422"),
    "programmes:desk_partner_remove": of_part("partner", "405", "302"),
    "programmes:desk_municipality_add": of_programme("200", "422"),
    "programmes:desk_municipality_remove": of_part("participation", "405", "302"),
    "programmes:desk_funding_create": of_programme("200", "422"),
    "programmes:desk_funding_edit": of_part("funding", "200", "422"),
    "programmes:desk_funding_remove": of_part("funding", "405", "302"),
}


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
    for role in ("anonymous", "inactive", "no_mandate", "foreign", "owner", "admin"):
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
    for role in ("anonymous", "no_mandate", "foreign", "inactive"):
        client = world.client(role)
        for method in ("get", "post"):
            assert bytes_of(knock(client, method, theirs), theirs) == bytes_of(knock(client, method, nowhere), nowhere), f"{method} as {role}"


def test_a_draft_is_named_on_no_page_of_the_public(world):
    """Neither its title nor its address, on any page that a stranger can open."""
    world.programme.events.add(world.event_draft)
    secrets = [text.encode() for draft in (world.event_draft, world.programme_draft) for text in (draft.slug, draft.title_sl, draft.title_en)]
    for role in ("anonymous", "no_mandate", "foreign"):
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
    }
    parts = {
        "phases": "phase",
        "milestones": "milestone",
        "checklist": "item",
        "partners": "partner",
        "funding": "funding",
        "municipalities": "participation",
        "events": "event",
    }
    tried = 0
    for name in HIDDEN:
        args = DOORS[name].args(world)
        if name.startswith("programmes:") and len(args) == 2:
            part = parts[reverse(name, args=args).split(f"{args[0]}/", 1)[1].split("/")[0]]
            for method in ("get", "post"):
                assert knock(owner, method, reverse(name, args=[args[0], strange[part]])).status_code in {404, 405}, name
            tried += 1
    assert tried == sum(name.startswith("programmes:") and len(DOORS[name].args(world)) == 2 for name in HIDDEN) > 0


# --- Following a link changes nothing -----------------------------------------------------------


def rows() -> dict[str, list]:
    """Every row there is, but the session that a visit may open; words as they are stored, whichever language a page left behind."""
    with translation.override("sl"):
        return {
            model._meta.label: list(model._base_manager.order_by("pk").values_list())
            for model in apps.get_models()
            if model._meta.managed and not model._meta.proxy and model._meta.label != "sessions.Session"
        }


@pytest.mark.parametrize("role", ["anonymous", "owner", "admin"])
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


@pytest.mark.parametrize("role", ["anonymous", "no_mandate", "owner", "foreign", "inactive"])
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
