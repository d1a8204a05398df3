"""Who is asking: the account's mandates, read once and only when somebody asks."""

from collections import defaultdict
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from portal.common.actor import NOBODY, Actor
from stakeholders.mandates.models import Mandate
from stakeholders.people.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]


def actor_of(user: User) -> Actor:
    """The account as an actor: its mandates in force, in one query."""
    if not (user.is_authenticated and user.is_active):
        return NOBODY
    roles: dict[int, set[str]] = defaultdict(set)
    for municipality_id, role in Mandate.objects.in_force().filter(user=user).values_list("municipality_id", "role"):
        roles[municipality_id].add(role)
    return Actor(
        user_id=user.pk,
        name=user.name,
        email=user.email,
        is_admin=user.is_superuser,
        roles={municipality_id: frozenset(held) for municipality_id, held in roles.items()},
    )


def bring_actor(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        # Without a session cookie nobody is signed in, and the session stays untouched: the page may be cached whole.
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        request.actor = SimpleLazyObject(lambda: actor_of(request.user)) if has_session else NOBODY
        return get_response(request)

    return middleware
