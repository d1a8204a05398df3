"""Ending sessions, putting codes away, taking a lost second step off an account."""

from collections.abc import Collection
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from portal.common.actor import Actor
from portal.common.audit import record
from portal.sign_in import emails
from stakeholders.people.models import User


def put_recovery_codes_away(*, codes: Authenticator) -> None:
    """From now on they are shown to nobody."""
    codes.wrap().mark_as_viewed()


def end_sessions(*, user: User, rows: Collection[UserSession], actor: Actor | None = None, now: datetime) -> int:
    """From the next click on, nobody is signed in there."""
    with transaction.atomic():
        keys = [row.session_key for row in rows]
        Session.objects.filter(session_key__in=keys).delete()
        UserSession.objects.filter(pk__in=[row.pk for row in rows]).delete()
        if keys:
            record(actor or Actor(user_id=user.pk), "sessions.ended", user, at=now, sessions=len(keys))
    return len(keys)


def reset_second_step(*, user: User, actor: Actor | None, now: datetime) -> bool:
    """For somebody who has lost phone, passkeys and codes. Whoever is signed in with the account is signed out, and its owner is told.

    False when there was nothing to take away.
    """
    with transaction.atomic():
        gone, _by_model = Authenticator.objects.filter(user=user).delete()
        if not gone:
            return False
        end_sessions(user=user, rows=list(UserSession.objects.filter(user=user)), actor=actor, now=now)
        record(actor, "second_step.reset", user, at=now)
        emails.second_step_reset(user)
    return True


def note_second_step(*, user: User, verb: str, kind: str, here: str, now: datetime) -> None:
    """A step was added, removed or renewed: that is written down, and whoever else is signed in with the account is signed out."""
    with transaction.atomic():
        record(Actor(user_id=user.pk), f"second_step.{verb}", user, at=now, kind=kind)
        end_sessions(user=user, rows=list(UserSession.objects.filter(user=user).exclude(session_key=here)), now=now)


def erase_sign_ins(*, email: str, now: datetime) -> int:
    """Ends every session of the account, and cuts its ties to providers."""
    user = User.objects.filter(email=email).first()
    if user is None:
        return 0
    ended = end_sessions(user=user, rows=list(UserSession.objects.filter(user=user)), now=now)
    cut, _by_model = SocialAccount.objects.filter(user=user).delete()
    return ended + cut
