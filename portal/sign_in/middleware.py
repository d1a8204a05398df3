"""Who is asking: the account's mandates, read once and only when somebody asks."""

from collections import defaultdict
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from portal.common.actor import NOBODY, Actor
from stakeholders.mandates.choices import RIGHTS
from stakeholders.mandates.models import Mandate
from stakeholders.people.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]


def actor_of(user: User) -> Actor:
    """The account as an actor: its mandates in force, in one query."""
    if not (user.is_authenticated and user.is_active):
        return NOBODY
    held: dict[str, dict[int, set[str]]] = {"municipality": defaultdict(set), "organisation": defaultdict(set)}
    names: dict[str, set[str]] = {"municipality": set(), "organisation": set()}
    for mandate in Mandate.objects.in_force().filter(user=user).select_related("municipality", "organisation"):
        body = "municipality" if mandate.municipality_id else "organisation"
        held[body][getattr(mandate, f"{body}_id")].add(mandate.role)
        names[body].add(getattr(mandate, body).name)
    return Actor(
        user_id=user.pk,
        name=user.name,
        email=user.email,
        is_admin=user.is_superuser,
        roles={body_id: frozenset(roles) for body_id, roles in held["municipality"].items()},
        organisation_roles={body_id: frozenset(roles) for body_id, roles in held["organisation"].items()},
        acts_for=tuple(sorted(names["municipality"])),
        represents=tuple(sorted(names["organisation"])),
        table=RIGHTS,
    )


def bring_actor(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        # Without a session cookie nobody is signed in, and the session stays untouched: the page may be cached whole.
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        request.actor = SimpleLazyObject(lambda: actor_of(request.user)) if has_session else NOBODY
        return get_response(request)

    return middleware
