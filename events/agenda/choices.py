"""The kinds of events, and the registries through which others add to the agenda."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from portal.common.registry import Registry

FIRST_YEAR, LAST_YEAR = 1990, 2100  # in which an event may take place


class Kind(models.TextChoices):
    WORKSHOP = "workshop", _("workshop")
    LECTURE = "lecture", _("lecture")
    MEETING = "meeting", _("meeting")
    CONFERENCE = "conference", _("conference")
    HACKATHON = "hackathon", _("hackathon")
    STUDY_VISIT = "study_visit", _("study visit")
    CEREMONY = "ceremony", _("award ceremony")
    OPEN_DAY = "open_day", _("open day")


@cache
def kind_words() -> dict[str, list[str]]:
    """What each kind is called in the languages of the installation, for the search."""
    words: dict[str, list[str]] = {kind.value: [] for kind in Kind}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for kind in Kind:
                words[kind.value].append(str(kind.label))
    return words


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CANCELLED = "cancelled", _("cancelled")


KIND_TONES: dict[str, str] = {
    Kind.WORKSHOP: "leaf",
    Kind.LECTURE: "sky",
    Kind.MEETING: "plum",
    Kind.CONFERENCE: "sky",
    Kind.HACKATHON: "clay",
    Kind.STUDY_VISIT: "plum",
    Kind.CEREMONY: "wheat",
    Kind.OPEN_DAY: "wheat",
}


class Window(models.TextChoices):
    """Where an event stands for somebody who would like to come."""

    DRAFT = "draft", _("draft")
    CANCELLED = "cancelled", _("cancelled")
    PAST = "past", _("over")
    FREE_ENTRY = "free_entry", _("no registration needed")
    NOT_READY = "not_ready", _("registration is not set up")
    OPENS_LATER = "opens_later", _("registration opens later")
    OPEN = "open", _("open")
    CLOSED = "closed", _("registration is closed")


SOON = timedelta(days=14)  # what is near: the desk counts it, and its lists show it


@dataclass(frozen=True)
class SeatCount:
    """What lists show of an event's seats. `waiting` counts people, not entries."""

    capacity: int
    taken: int
    waiting: int = 0

    @property
    def free(self) -> int:
        return max(self.capacity - self.taken, 0)


@dataclass(frozen=True)
class SeatCounter:
    """Tells the seats of events, which another room keeps."""

    of: Callable[[list[Any]], Mapping[int, SeatCount]]  # by the event's id; one query
    onto: Callable[[Any], Any]  # a query of events that brings their seats along
    on: Callable[[Any], SeatCount | None]  # an event that such a query brought


@dataclass(frozen=True)
class Call:
    """What the event's page says about coming: one word, one sentence, at most one button."""

    word: str | Promise
    tone: str = ""
    icon: str = ""
    sentence: str | Promise = ""
    button: str | Promise = ""
    url: str = ""
    explains_waiting: bool = False


# Each is filled by the app to which the facts belong; the agenda imports none of them.
programme_links: Registry[Callable[[list[Any]], Mapping[int, list[tuple[str, str]]]]] = Registry("source of programme links")
agenda_filters: Registry[Callable[[], Filter]] = Registry("agenda filter")
seat_counters: Registry[SeatCounter] = Registry("counter of seats")
desk_filters: Registry[Callable[[Any], Filter]] = Registry("filter of the desk's events")  # made for an actor
registration_calls: Registry[Callable[[Any, SeatCount | None, datetime], Call]] = Registry("registration call")


@dataclass(frozen=True)
class SeatKeeper:
    """Keeps the seats of an event: its form shows them, but another room writes them."""

    set_capacity: Callable[..., Any]
    tell_of_moves: Callable[[datetime], int]
    shut: Callable[..., bool]  # lets nobody in from now on, or again; False when somebody is in already


seat_keepers: Registry[SeatKeeper] = Registry("seat keeper")
