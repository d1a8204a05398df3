from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from portal.common.registry import Registry


@dataclass(frozen=True)
class News:
    """Something announced, as a feed tells it."""

    id: str  # for ever the same: urn:uuid:…, or a tag of this site
    title: str
    summary: str
    url: str
    kind: str | Promise
    author: str
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Subject:
    """Whose events a feed tells: a municipality, a programme, or everybody."""

    name: str
    url: str
    language: str
    events: Any  # a queryset of events; the feed narrows it to what is public
    municipality_id: int | None = None
    programme_id: int | None = None


# By the first part of the address: from a slug to the subject, or None. What is not public is not there.
feed_subjects: Registry[Callable[[str], Subject | None]] = Registry("subject of feeds")

# What else is announced there since a moment, besides events.
news_sources: Registry[Callable[[Subject, datetime], list[News]]] = Registry("source of news")
