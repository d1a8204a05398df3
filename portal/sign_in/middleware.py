"""Who is asking: the account's mandates, read once and only when somebody asks."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from portal.common.access import to_second_step
from portal.common.actor import NOBODY, Actor
from portal.sign_in.second_step import is_lacking
from portal.sign_in.sessions import user_within_limits
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


def actor_in(request: HttpRequest) -> Actor:
    """Who asks in this session. Without the second step that is asked of them they may do nothing at all yet, anywhere."""
    actor = actor_of(request.user)
    if actor is not NOBODY and is_lacking(request, request.user, actor):
        return replace(actor, is_admin=False, roles={}, organisation_roles={}, lacks_second_step=True)
    return actor


def end_old_sessions(get_response: GetResponse) -> GetResponse:
    """A session that has lasted long enough, or in which nobody has done anything for long, is nobody's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: user_within_limits(request))
        return get_response(request)

    return middleware


def bring_actor(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        # Without a session cookie nobody is signed in, and the session stays untouched: the page may be cached whole.
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        request.actor = SimpleLazyObject(lambda: actor_in(request)) if has_session else NOBODY
        return get_response(request)

    return middleware


def guard_administration(get_response: GetResponse) -> GetResponse:
    """Django's administration asks the account and not the actor; so it is asked here."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        where = request.resolver_match
        is_inside = "admin" in where.app_names and where.url_name != "logout"
        return to_second_step(request) if is_inside and request.actor.lacks_second_step else None

    middleware.process_view = process_view  # type: ignore[attr-defined]  # where Django looks for it
    return middleware
