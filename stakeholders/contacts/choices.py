from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.common.registry import Registry

QUIET = timedelta(days=182)  # nobody has spoken with them for half a year


class Way(models.TextChoices):
    CALL = "call", _("phone call")
    MEETING = "meeting", _("meeting")
    LETTER = "letter", _("letter or e-mail")
    EVENT = "event", _("at an event")
    OTHER = "other", _("otherwise")


@dataclass(frozen=True)
class PartTaken:
    """What a stakeholder does in a programme, as the room to which programmes belong tells it."""

    title: str
    url: str
    role: str | Promise


@dataclass(frozen=True)
class Involvement:
    """`of` gives the parts that rows of a kind take, by their ids; `filter` is a filter of the lists, made for an actor and a kind.

    `add_url` leads to the page that gives one row of a kind a part.
    """

    of: Callable[[str, Sequence[int]], Mapping[int, list[PartTaken]]]
    filter: Callable[..., object]
    add_url: Callable[[str, int], str]


involvements: Registry[Involvement] = Registry("what stakeholders take part in")
