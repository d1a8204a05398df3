"""How long somebody stays signed in, and where they are."""

from datetime import datetime
from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest

from portal.common.clock import now, real
from stakeholders.people.models import User

SINCE, SEEN = "signed_in_at", "seen_at"  # seconds, in the session
UNKNOWN = "0.0.0.0"  # noqa: S104  no address to listen at: where a proxy or a socket hides who asks
STEP = 300  # that somebody was here is written down at most every five minutes
KEPT = "_session_expiry"  # where Django keeps an expiry that was asked for; 0 ends with the browser


def begin(session: Any) -> None:
    """From this moment the time of a session is counted."""
    session[SINCE] = session[SEEN] = _seconds()


def is_kept(session: Any) -> bool:
    """Whether “Keep me signed in” was ticked."""
    return bool(session.get(KEPT))


def is_over(session: Any, moment: int) -> bool:
    """Kept sessions end two weeks after signing in. All others after twelve hours, and after an hour in which nobody did anything."""
    age, rest = moment - session[SINCE], moment - session[SEEN]
    if is_kept(session):
        return age > settings.ACCOUNT_SESSION_COOKIE_AGE
    idle = settings.SESSION_IDLE_MINUTES * 60
    return age > settings.SESSION_COOKIE_AGE or bool(idle and rest > idle)


def user_within_limits(request: HttpRequest) -> User | AnonymousUser:
    """Who the session says, as long as it may say so."""
    user = get_user(request)
    if not user.is_authenticated:
        return user
    session, moment = request.session, _seconds()
    if not (isinstance(session.get(SINCE), int) and isinstance(session.get(SEEN), int)):
        begin(session)  # of before these limits
    elif is_over(session, moment):
        session.flush()
        return AnonymousUser()
    elif moment - session[SEEN] >= STEP:
        session[SEEN] = moment
    return user


def _seconds() -> int:
    return int(real(now()).timestamp())


def sessions_of(user: User) -> QuerySet[UserSession]:
    """Those that still hold, newest first."""
    holding = Session.objects.filter(expire_date__gt=real(now())).values("session_key")
    return UserSession.objects.filter(user=user, session_key__in=holding).order_by("-created_at")


def stored(row: UserSession) -> dict[str, Any]:
    """What stands in somebody's session; nothing when it is over."""
    store = import_module(settings.SESSION_ENGINE).SessionStore(row.session_key)
    return dict(store.load())


def forget_sessions(_now: datetime) -> int:
    """Where and with what somebody was signed in is no longer known once the session is gone."""
    living = Session.objects.values("session_key")
    gone, _by_model = UserSession.objects.exclude(session_key__in=living).delete()
    return gone
