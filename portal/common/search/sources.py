"""What the search looks through. Each app adds its own from its `contributions.py`; only what everybody may see is ever offered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from portal.common.registry import Registry
from portal.common.search.query import Query


@dataclass(frozen=True)
class Hit:
    """One line of the results. `title` and `text` are marked where they were found; `language` is theirs when it is not the page's."""

    title: str
    url: str
    icon: str
    tone: str = ""
    facts: tuple[str | Promise, ...] = ()
    text: str = ""
    language: str = ""
    text_language: str = ""
    tag: str | Promise = ""
    tag_tone: str = ""


@dataclass(frozen=True)
class Source:
    """One kind of what can be found: `rows` of a `Searchable` that everybody may see, as their results need them, or what `find` finds that is no row."""

    label: str | Promise
    present: Callable[[Sequence[Any], Query, datetime], list[Hit]]
    rows: Callable[[datetime], Any] | None = None
    order: tuple[str, ...] = ()  # of rows that are equally good
    find: Callable[[Query], Sequence[Any]] = lambda _query: ()
    words: Callable[[], Sequence[str]] = list  # in which its kinds are called: no row holds them


search_sources: Registry[Source] = Registry("source of the search")
