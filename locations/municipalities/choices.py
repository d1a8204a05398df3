from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.common.registry import Registry

LANGUAGE_CHOICES = list(settings.LANGUAGE_NAMES.items())


class Step(models.TextChoices):
    """What a new municipality says of itself, in this order. What else belongs to a start stands in the workspace."""

    NAMES = "names", _("Names and contact")
    LOOK = "look", _("Logo and colours")
    LANGUAGES = "languages", _("Languages")
    LETTERS = "letters", _("Letters")


class CountryCode(models.TextChoices):
    SI = "SI", _("Slovenia")
    AT = "AT", _("Austria")
    SE = "SE", _("Sweden")


@dataclass(frozen=True)
class Section:
    """A part of a municipality's page that another app fills: what is on, which programmes run."""

    title: str | Promise
    items: Sequence[Any]
    template: str  # draws `section.items`
    more_url: str = ""  # the whole list
    more_label: str | Promise = ""
    facts: dict[str, Any] = field(default_factory=dict)  # what else the template needs
    rank: int = 5  # where it stands on the page


@dataclass(frozen=True)
class PageLink:
    """A page that a municipality has elsewhere: its statements, its records."""

    words: str | Promise
    url: str
    icon: str
    mimetype: str = ""  # of a feed, which the page then names in its head


municipality_links: Registry[Callable[[Any], Sequence[PageLink]]] = Registry("links of a municipality's page")

# Called with a municipality and the moment: what is public only, in as few queries as there are rows to show at all; empty when there is nothing to say.
municipality_sections: Registry[Callable[[Any, datetime], Sequence[Section]]] = Registry("sections of a municipality's page")

# What else is asked in the queries that this page asks anyway: columns of the municipality, and of its districts at a moment.
municipality_columns: Registry[Callable[[], Mapping[str, Any]]] = Registry("columns of a municipality's page")
district_columns: Registry[Callable[[datetime], Mapping[str, Any]]] = Registry("columns of the districts on a municipality's page")
