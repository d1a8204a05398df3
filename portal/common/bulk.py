"""Doing one thing to several rows of a list: chosen by ticks, asked for once more with count and effect, taken back where that is possible.

The list's form leads by GET to the page that asks; nothing has happened until that page is sent. Each row is done by its own
action, so that one that is refused holds nobody up.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.actor import Actor
from portal.common.errors import Refused

AT_ONCE = 200  # rows; more are done in several goes, so that nobody waits for a page that does not come
SHOWN = 20
NAMED = 5  # rows of which a message says why they stayed
UNDO = "undo"  # in the session: what can be taken back, and how


@dataclass(frozen=True)
class BulkAct:
    """`question` and `done` are told the number of rows; `refusal` says why a row would stay as it is, or nothing."""

    name: str
    label: str | Promise
    icon: str
    question: Callable[[int], str]
    effect: str | Promise
    refusal: Callable[[Actor, Any, datetime], str]
    do: Callable[[Actor, Any, datetime], Any]
    done: Callable[[int], str]
    prepare: Callable[[list[Any], datetime], Any] | None = None  # for all rows at once: what the refusal needs to know of each
    takes_back: str = ""  # the act that undoes this one
    is_final: bool = False
    is_offered: bool = True  # in the list; False: only as an undo


@dataclass(frozen=True)
class Chosen:
    fit: list[Any]
    stay: list[tuple[Any, str]]
    left_out: int


def chosen(act: BulkAct, rows: QuerySet[Any], actor: Actor, now: datetime) -> Chosen:
    """Which of the rows the act would change, and which would stay, with the reason."""
    found = list(rows[: AT_ONCE + 1])
    if act.prepare:
        act.prepare(found, now)
    reasons = [(row, act.refusal(actor, row, now)) for row in found[:AT_ONCE]]
    left_out = max(rows.count() - AT_ONCE, 0) if len(found) > AT_ONCE else 0
    return Chosen([row for row, reason in reasons if not reason], [(row, reason) for row, reason in reasons if reason], left_out)


def bulk_page(
    request: HttpRequest, *, acts: Mapping[str, BulkAct], rows: Callable[[Sequence[str] | None], QuerySet[Any]], back: str, now: datetime
) -> HttpResponse:
    """Ask, or do. `rows` gives the actor's rows by their ids, or with None all that fit the list's filter."""
    given = request.POST if request.method == "POST" else request.GET
    act = acts.get(given.get("act", ""))
    if act is None:
        raise Http404
    actor: Actor = request.actor
    home = given.get("back", "")
    home = home if home.startswith(back) and url_has_allowed_host_and_scheme(home, allowed_hosts=None) else back
    ids = undone(request, act) if request.POST.get(UNDO) else given.getlist("row")
    everything = given.get("everything") == "yes"
    if not ids and not everything:
        messages.info(request, _("Tick the rows that you mean, then choose what is to be done."))
        return redirect(home)
    if request.method == "POST":
        return done(request, act, chosen(act, rows(ids), actor, now), acts=acts, home=home, now=now)
    choice = chosen(act, rows(None if everything else ids), actor, now)
    question = act.question(len(choice.fit)) if choice.fit else _("Nothing of this can be done now")
    return render(
        request,
        "components/bulk_page.html",
        {"act": act, "chosen": choice, "question": question, "back": home, "shown": SHOWN},
    )


def done(request: HttpRequest, act: BulkAct, choice: Chosen, *, acts: Mapping[str, BulkAct], home: str, now: datetime) -> HttpResponse:
    actor: Actor = request.actor
    changed, refused = [], [f"{row}: {reason}" for row, reason in choice.stay]
    for row in choice.fit:
        try:
            act.do(actor, row, now)
        except Refused as refusal:  # somebody was quicker by a moment
            refused.append(f"{row}: {refusal}")
        else:
            changed.append(row)
    request.session.pop(UNDO, None)
    if changed:
        if act.takes_back in acts:
            request.session[UNDO] = {
                "once": get_random_string(12),
                "at": request.path,
                "act": act.takes_back,
                "rows": [str(getattr(row, "public_id", row.pk)) for row in changed],
            }
        messages.success(request, act.done(len(changed)), extra_tags=UNDO if act.takes_back in acts else "")
    if refused:
        words = ngettext("%(number)s row stayed as it is.", "%(number)s rows stayed as they are.", len(refused)) % {"number": len(refused)}
        messages.warning(request, " ".join([words, *refused[:NAMED]]))
    return redirect(home)


def undone(request: HttpRequest, act: BulkAct) -> list[str]:
    """What the last act changed, if this one takes it back. It can be taken back once."""
    kept = request.session.pop(UNDO, None) or {}
    is_meant = (kept.get("once"), kept.get("act"), kept.get("at")) == (request.POST[UNDO], act.name, request.path)
    return list(kept["rows"]) if is_meant else []  # the button of another tab takes back nothing of this one


def query_of(address: str) -> QueryDict:
    """The filter of the list that somebody came from."""
    return QueryDict(address.partition("#")[0].partition("?")[2])


def uuids(ids: Sequence[str]) -> list[UUID]:
    """Those of the ids that are ones."""
    found = []
    for one in ids:
        with suppress(ValueError):
            found.append(UUID(one))
    return found


def asking(ensure: Callable[[Actor, Any, datetime], Any]) -> Callable[[Actor, Any, datetime], str]:
    """A rule that refuses, as the reason why a row would stay."""

    def reason(actor: Actor, row: Any, now: datetime) -> str:
        try:
            ensure(actor, row, now)
        except Refused as refusal:
            return str(refusal)
        return ""

    return reason


def by_number(words: Any) -> Callable[[int], str]:
    """A lazy plural, told with its number."""
    return lambda number: str(words % {"number": number})


def numbers(ids: Sequence[str]) -> list[int]:
    """Those of the ids that a row can have."""
    return [int(one) for one in ids if one.isascii() and one.isdigit() and len(one) < 19]  # noqa: PLR2004 -- what a column holds
