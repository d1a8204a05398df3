"""What the search answers: each kind with how much was found of it, and the words that were probably meant."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Window
from django.utils.functional import Promise

from events.agenda.models import Event
from events.agenda.presenters import on_cards
from portal.common.counting import PaginatorUpTo
from portal.common.search.excerpt import spelt
from portal.common.search.query import Query
from portal.common.search.querysets import MOST
from portal.common.search.sources import Hit, Source, search_sources
from portal.common.search.vocabulary import probably_meant

# What most people look for stands first.
ORDER = ("events", "programmes", "municipalities", "places", "methods", "past")
SHOWN_OF_EACH, PAGE, SUGGESTED = 4, 20, 3


@dataclass(frozen=True)
class Group:
    """One kind of what was found."""

    name: str
    label: str | Promise
    count: int
    hits: list[Hit]
    is_cut: bool = False  # there are more than are counted

    @property
    def has_more(self) -> bool:
        return self.count > len(self.hits)


def answer(query: Query, *, wanted: str, page: str | None, now: datetime) -> dict[str, Any]:
    """What the page shows. Whatever is asked, each kind is looked through once, and twice when a word was misspelt."""
    facts: dict[str, Any] = {"query": query, "suggested": []}
    chosen = wanted if wanted in search_sources else ""
    groups, page_obj = look_for(query, chosen, page, now) if query else ([], None)
    if query and not any(one.count for one in groups) and (meant := probably_meant(query, now)):
        again, its_page = look_for(meant, chosen, page, now)
        if any(one.count for one in again):
            query, groups, page_obj = meant, again, its_page
    facts |= {"marks": query, "groups": groups, "chosen": chosen, "page_obj": page_obj}
    facts |= {"total": sum(one.count for one in groups), "is_cut": any(one.is_cut for one in groups)}
    facts["shows_some"] = any(one.is_cut for one in groups if one.name == chosen or not chosen)
    facts["instead"] = instead_words(query, groups) if query != facts["query"] else []
    if not facts["total"]:
        facts["suggested"] = on_cards(Event.objects.published().upcoming(now).soonest_first()[:SUGGESTED], now=now)
    return facts


def look_for(query: Query, chosen: str, page: str | None, now: datetime) -> tuple[list[Group], Page | None]:
    """The first of each kind; of a chosen one a whole page, and of the others only how many there are."""
    names = [*(name for name in ORDER if name in search_sources), *(name for name in search_sources.names() if name not in ORDER)]
    groups, page_obj = [], None
    for name in names:
        source = search_sources[name]
        if name == chosen:
            page_obj = page_of(source, query, page, now)
            some, number = page_obj.object_list, page_obj.paginator.counted
        else:
            some, number = first_of(source, query, 0 if chosen else SHOWN_OF_EACH, now)
        groups.append(Group(name, source.label, min(number, MOST), source.present(some, query, now), is_cut=number > MOST))
    return groups, page_obj


def first_of(source: Source, query: Query, most: int, now: datetime) -> tuple[list[Any], int]:
    """Some of what is found, the best first, and the number of all."""
    if source.rows is None:
        found = source.find(query)
        return list(found[:most]), len(found)
    best = source.rows(now).best(query, *source.order)
    if not most:
        return [], best.order_by().count()
    some = list(best.annotate(number_found=Window(Count("pk")))[:most])
    return some, some[0].number_found if some else 0


def page_of(source: Source, query: Query, number: str | None, now: datetime) -> Page:
    """Of the chosen kind."""
    found = source.find(query) if source.rows is None else source.rows(now).best(query, *source.order)
    return PaginatorUpTo(found, PAGE, most=MOST).get_page(number)


def instead_words(query: Query, groups: list[Group]) -> list[str]:
    """The words that were looked for instead, as people write them."""
    texts = [text for one in groups for hit in one.hits for text in (hit.title, hit.text, *map(str, hit.facts), str(hit.tag))]
    texts += [word for source in search_sources for word in source.words()]
    return list(dict.fromkeys(spelt(word, texts).lower() for term in query.terms for word in term.instead[:2]))
