from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.actor import Right
from portal.common.registry import Registry


class Role(models.TextChoices):
    """As what somebody acts for a municipality or an organisation."""

    COORDINATOR = "coordinator", _("coordinator")
    EDITOR = "editor", _("editor")
    DOOR_HELPER = "door_helper", _("door helper")
    VIEWER = "viewer", _("viewer")


RIGHTS: Mapping[str, frozenset[Right]] = {
    Role.COORDINATOR: frozenset(Right),
    Role.EDITOR: frozenset({Right.LOOK, Right.WRITE}),
    Role.DOOR_HELPER: frozenset({Right.MEET}),
    Role.VIEWER: frozenset({Right.LOOK}),
}
"""Nobody sees a resident's name but those who lead and those at the door."""

ALLOWS = {
    Role.COORDINATOR: _("does everything: starts and publishes, sees who registered, invites colleagues."),
    Role.EDITOR: _("writes events, places and the words of programmes; publishes nothing and sees no names."),
    Role.DOOR_HELPER: _("sees the names of those who come to an event, and changes nothing."),
    Role.VIEWER: _("sees plans and numbers, and changes nothing."),
}
"""Each role in half a sentence, for whoever gives it."""


@dataclass(frozen=True)
class HandOver:
    """What hangs on somebody's mandate in an app further up: how many things, and giving them to a colleague, or to nobody.

    `count(user_id=…, municipality_id=…)` and `hand(user_id=…, municipality_id=…, to=…, actor=…, now=…)`, which returns how many.
    """

    count: Callable[..., int]
    hand: Callable[..., int]


hand_overs: Registry[HandOver] = Registry("what is handed over")
