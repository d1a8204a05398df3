from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.actor import Right


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
