"""allauth tells of a changed second step by its own signals, and in no other way. What follows from it is an action of ours."""

from functools import partial
from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from portal.common.clock import now
from portal.sign_in.actions import note_second_step
from stakeholders.people.models import User

TOLD = {"added": signals.authenticator_added, "removed": signals.authenticator_removed, "renewed": signals.authenticator_reset}


def note(request: HttpRequest, user: User, authenticator: Authenticator, *, verb: str, **_more: Any) -> None:
    note_second_step(user=user, verb=verb, kind=authenticator.type, here=request.session.session_key or "", now=now())


def listen() -> None:
    for verb, signal in TOLD.items():
        signal.connect(partial(note, verb=verb), weak=False, dispatch_uid=f"setev.second_step.{verb}")
