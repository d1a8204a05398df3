"""Cards, and the counting of seats. Each takes an object and reads only the attributes named in its docstring; nothing here asks the database."""

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.parts import once, part
from portal.common.search.query import Query
from portal.common.search.sources import Hit
from portal.common.templatetags.dates import as_date
from portal.common.templatetags.marks import TONES, toned
from portal.common.templatetags.prose import words
from portal.common.templatetags.tracks import phases as ribbon

register = template.Library()

FEW_SEATS = 0.1  # the last tenth is worth a warning


def grouped(number: int) -> str:
    return number_format(number, 0, force_grouping=True)


def heading(level: int) -> str:
    if level not in {2, 3, 4}:
        message = f"A card's heading is of level 2, 3 or 4, not {level}."
        raise ValueError(message)
    return f"h{level}"


def seat_tone(free: int, capacity: int) -> str:
    if free <= 0:
        return "clay"
    return "wheat" if free <= capacity * FEW_SEATS else "leaf"


def seat_words(taken: int, capacity: int, waiting: int) -> tuple[str, str]:
    """What matters first, and the sentence after it."""
    free = capacity - taken
    if free < 0:
        over = ngettext("%(over)s seat more is taken than there is.", "%(over)s seats more are taken than there are.", -free) % {"over": grouped(-free)}
        return _("Overbooked."), over
    if free == 0:
        queue = ngettext("%(waiting)s person is waiting.", "%(waiting)s people are waiting.", waiting) % {"waiting": grouped(waiting)}
        return _("All seats are taken."), queue if waiting else ""
    room = ngettext("%(free)s seat is free.", "%(free)s seats are free.", free) % {"free": grouped(free)}
    if taken == 0:
        return room, ""
    return (
        room,
        ngettext("%(taken)s of %(capacity)s is taken.", "%(taken)s of %(capacity)s are taken.", taken)
        % {"taken": grouped(taken), "capacity": grouped(capacity)},
    )


@register.simple_tag
def seats(taken: int, capacity: int | None, *, waiting: int = 0, over: bool = False) -> SafeString:
    """In words first; twenty grains repeat it. Without a capacity there is room for everyone; of what is `over` nothing is free any more."""
    return once(lambda: counted(taken, capacity, waiting, over), "seats", taken, capacity, waiting, bool(over))


def counted(taken: int, capacity: int | None, waiting: int, over: bool) -> SafeString:
    if over:
        said = ngettext("%(taken)s of %(capacity)s seat was taken.", "%(taken)s of %(capacity)s seats were taken.", capacity or taken)
        return part("components/seats.html", tone="", strong="", rest=said % {"taken": taken, "capacity": capacity or taken}, share=None)
    if capacity is None:
        return part("components/seats.html", tone="tone-leaf", strong=_("There is room for everyone."), rest="", share=None)
    strong, rest = seat_words(taken, capacity, waiting)
    share = min(100, round(100 * taken / capacity)) if capacity else 100
    return part("components/seats.html", tone=toned(seat_tone(capacity - taken, capacity)), strong=strong, rest=rest, share=share)


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int | None, text: str, *, tone: str = "") -> dict[str, Any]:
    """The sentence is the label; without a total it shows that something is under way."""
    return {"done": str(done), "total": str(total) if total else "", "text": text, "tone": toned(tone)}


def seat_state(event: Any) -> tuple[str, str, str]:
    """Tone, icon and word of an event's tag."""
    if getattr(event, "is_cancelled", False):
        return "danger", "stop", _("Cancelled")
    if getattr(event, "is_past", False):
        return "", "check", _("Over")
    if getattr(event, "opens_later", False):
        return "sky", "clock", _("Registration opens later")
    if getattr(event, "is_closed", False):
        return "", "lock", _("Registration is closed")
    capacity, taken = getattr(event, "seats_capacity", None), getattr(event, "seats_taken", 0) or 0
    if capacity is None:
        return "", "", ""
    if taken < capacity:
        return ("wheat", "hourglass", _("Last seats")) if seat_tone(capacity - taken, capacity) == "wheat" else ("leaf", "ok", _("Seats free"))
    return "clay", "hourglass", _("Waiting list")


@register.simple_tag
def event_card(event: Any, *, level: int = 3) -> SafeString:
    """Reads: title, get_absolute_url, starts_at, ends_at; when there: place (name), is_online, kind_label, card_tone, is_cancelled, is_past, opens_later, is_closed, seats_taken, seats_capacity, waiting_count."""
    tone, icon, word = seat_state(event)
    card_tone = getattr(event, "card_tone", "") or "leaf"
    is_cancelled, is_past = bool(getattr(event, "is_cancelled", False)), bool(getattr(event, "is_past", False))
    capacity = getattr(event, "seats_capacity", None)
    shows_seats = capacity is not None and not is_cancelled and not is_past and not getattr(event, "is_closed", False)
    place = getattr(event, "place", None)
    return part(
        "components/event_card.html",
        url=event.get_absolute_url(),
        title=words(event, "title"),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        where=str(getattr(event, "where", "") or place) if place else "",
        is_online=bool(getattr(event, "is_online", False)),
        kind_label=str(getattr(event, "kind_label", "") or ""),
        is_cancelled=is_cancelled,
        is_past=is_past,
        heading=heading(level),
        tone=card_tone if card_tone in TONES else "leaf",
        state_tone=tone,
        state_icon=icon,
        state_word=word,
        # beside its leaf of the calendar the clock is enough, unless the year or another day matters
        style="plain" if is_past or as_date(event.starts_at) != as_date(event.ends_at) else "time",
        seats=seats(event.seats_taken, capacity, waiting=getattr(event, "waiting_count", 0) or 0) if shows_seats else "",
    )


@register.simple_tag
def programme_card(programme: Any, *, level: int = 3, lead: bool = False) -> SafeString:
    """Reads: title, summary, get_absolute_url, method_label, method_icon, method_tone, stops (see phases), now_words (“Growth until 30 April 2027”); when there: cover."""
    return part(
        "components/programme_card.html",
        url=programme.get_absolute_url(),
        title=words(programme, "title"),
        summary=words(programme, "summary"),
        icon=programme.method_icon,
        method=str(programme.method_label),
        stops=ribbon(programme.stops),
        now_words=str(programme.now_words or ""),
        heading=heading(level),
        lead=bool(lead),
        tone=toned(programme.method_tone),
    )


@register.inclusion_tag("components/story_card.html")
def story_card(story: Any, *, level: int = 3, lead: bool = False) -> dict[str, Any]:
    """Reads: title, summary, get_absolute_url, worked (True, False, or None for a harvest), drawing (1 to 3), by (a name), place."""
    tones = {True: ("leaf", "sprout", _("What worked")), False: ("clay", "seed", _("What did not work")), None: ("wheat", "sheaf", _("Harvest"))}
    tone, icon, word = tones[story.worked]
    return {"story": story, "heading": heading(level), "lead": lead, "tone": tone, "icon": icon, "word": word, "drawing": f"img/parcels-{story.drawing}.svg"}


@register.inclusion_tag("components/lesson.html")
def lesson(title: str, text: str, *, worked: bool, href: str = "", level: int = 3) -> dict[str, Any]:
    """What did not work is shown as large and as carefully as what did."""
    return {"title": title, "text": text, "worked": worked, "href": href, "heading": heading(level), "tone": "leaf" if worked else "clay"}


@register.inclusion_tag("components/line.html")
def line(
    title: str | Promise,
    *,
    href: str = "",
    meta: str | SafeString = "",
    icon: str = "",
    avatar: str = "",
    tone: str = "",
    tag: str = "",
    tag_tone: str = "",
    tag_icon: str = "",
) -> dict[str, Any]:
    """One row of `{% lines %}`: a drawing or initials in front, words, a tag at the end; the whole row is the link."""
    return {
        "title": title,
        "href": href,
        "meta": meta,
        "icon": icon,
        "avatar": avatar,
        "tone": toned(tone),
        "tag": tag,
        "tag_tone": tag_tone,
        "tag_icon": tag_icon,
    }


@register.inclusion_tag("components/agenda.html")
def agenda(items: list[Any], *, dates: bool = False, level: int = 3) -> dict[str, Any]:
    """Objects or dicts with at (a moment or a date) and title; when there: text, state (done, next, late), tag. `dates` shows days, otherwise times."""
    return {"items": items, "dates": dates, "heading": heading(level), "style": "date" if dates else "time"}


@register.inclusion_tag("components/ladder.html")
def ladder(items: list[tuple[str, str]], *, level: int = 3) -> dict[str, Any]:
    """A numbered explanation: pairs of a short heading and a sentence."""
    return {"items": items, "heading": heading(level)}


@register.inclusion_tag("components/result.html")
def result(hit: Hit, marks: Query | None = None) -> dict[str, Any]:
    """One line of what was found (`portal/common/search/sources.py`), with the words marked that were asked for."""
    return {"hit": hit, "marks": marks, "tone": toned(hit.tone) if hit.tone else "", "line": not hit.tag_tone}
