"""Time drawn to scale: the ribbon of phases, the timeline, the Gantt table, and a small bar chart. All positions are SVG attributes or table spans."""

from datetime import date, timedelta
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.common.parts import drawn, once, part
from portal.common.templatetags.dates import as_date, days_between
from portal.common.templatetags.marks import classes, toned

register = template.Library()

SEASONS = {"sowing": ("clay", "seed"), "growth": ("leaf", "sprout"), "harvest": ("wheat", "sheaf"), "re-harvest": ("plum", "resown")}
STATES = {"done", "now", "next"}


def season_tone(season: str) -> str:
    return SEASONS.get(season, ("", ""))[0]


def season_icon(season: str) -> str:
    return SEASONS.get(season, ("", "sprout"))[1]


def state_words(state: str) -> str:
    if state not in STATES:
        message = f"A phase is done, now or next, not “{state}”."
        raise ValueError(message)
    return {"done": _("finished"), "now": _("now"), "next": _("to come")}[state]


def stop(phase: Any) -> dict[str, Any]:
    return {"phase": phase, "tone": season_tone(phase.season), "icon": season_icon(phase.season), "state": phase.state, "said": state_words(phase.state)}


@register.simple_tag
def phases(stops: list[Any], *, tone: str = "") -> SafeString:
    """The ribbon: objects with name, season (sowing, growth, harvest, re-harvest) and state (done, now, next)."""
    given = tuple((phase.state, str(phase.name), phase.season) for phase in stops)
    return once(lambda: ribbon(given, tone), "phases", given, tone)


def ribbon(stops: tuple[tuple[str, str, str], ...], tone: str) -> SafeString:
    said = tuple((state, f"{name}: {state_words(state)}", season_icon(season)) for state, name, season in stops)
    return part("components/phases.html", stops=said, tone=toned(tone))


def share(day: date, first: date, last: date) -> float:
    """How far along the track a day is, in per cent, to one decimal."""
    return round(min(100.0, max(0.0, 100 * days_between(first, day) / max(1, days_between(first, last)))), 1)


GAP = 0.4  # per cent of soil between two bars
SLIM, LETTER = 3.5, 0.95  # a bar narrower than this has no room for its drawing; a letter of its name is about so wide


def room_for(name: str) -> float:
    return 4.5 + LETTER * len(name)


def bars(rows: list[Any], first: date, last: date, today: date) -> list[dict[str, Any]]:
    drawn = []
    for phase in rows:
        start, end = share(phase.starts_on, first, last), share(phase.ends_on + timedelta(days=1), first, last)
        width = max(1.2, round(end - start - GAP, 1))
        lived = min(width, max(0.0, round(share(today, first, last) - start, 1))) if phase.state == "now" else 0.0
        # the name stands where it has room: on what is lived, else on what is to come
        wanted = room_for(str(phase.name))
        is_ahead = 0 < lived < wanted and width - lived > lived
        left, room = (start + lived, width - lived) if is_ahead else (start, lived or width)
        drawn.append(
            stop(phase)
            | {
                "x": start,
                "width": width,
                "lived": lived,
                "icon_x": round(left + 0.9, 1),
                "word_x": round(left + 3.9, 1),
                "has_icon": room >= SLIM,
                "has_word": room >= wanted,
                "is_on_deep": phase.state == "done" or (lived > 0 and not is_ahead),
            },
        )
    return drawn


@register.simple_tag
def timeline(rows: list[Any], *, today: date, level: int = 3) -> SafeString:
    """Phases in order: name, season, state, starts_on, ends_on; when there: purpose. A track to scale above, the same as an ordered list below."""
    given = tuple((str(one.name), one.season, one.state, one.starts_on, one.ends_on, str(getattr(one, "purpose", ""))) for one in rows)
    return once(lambda: drawn("components/timeline.html", track(rows, today, level)), "timeline", given, today, level)


def track(rows: list[Any], today: date, level: int) -> dict[str, Any]:
    ordered = sorted(rows, key=lambda phase: (phase.starts_on, phase.ends_on))
    if not ordered:
        return {"rows": []}
    today = as_date(today)
    first, last = ordered[0].starts_on, max(phase.ends_on for phase in ordered) + timedelta(days=1)
    inside = first <= today <= last
    place = share(today, first, last)
    return {
        "rows": bars(ordered, first, last, today),
        "heading": f"h{level}",
        "first": date_format(first, "YEAR_MONTH_FORMAT"),
        "last": date_format(last - timedelta(days=1), "YEAR_MONTH_FORMAT"),
        "years": [
            {"x": share(date(year, 1, 1), first, last), "year": str(year)}
            for year in range(first.year + 1, last.year + 1)
            if 12 < share(date(year, 1, 1), first, last) < 84
        ],
        "today": {
            "x": place,
            "words": _("Today, %(day)s") % {"day": date_format(today, "MONTH_DAY_FORMAT")},
            "anchor": "start" if place < 15 else "end" if place > 85 else "middle",
        }
        if inside
        else None,
    }


STEP = 34  # from one bar to the next, in pixels


@register.inclusion_tag("components/lengths.html")
def lengths(rows: list[Any]) -> dict[str, Any]:
    """How long the phases of a method are and how they overlap: name, season, starts_after_days, lasts_days, length. The page tells it in words besides."""
    whole = max((row.starts_after_days + row.lasts_days for row in rows), default=1)
    return {"bars": [step(row, place, whole) for place, row in enumerate(rows)], "height": STEP * len(rows)}


def step(row: Any, place: int, whole: int) -> dict[str, Any]:
    """One bar, and where its words have room: after it, in it, or before it."""
    start, width = round(100 * row.starts_after_days / whole, 1), round(max(1.2, 100 * row.lasts_days / whole), 1)
    words = f"{row.name}, {row.length}"
    wanted = room_for(words)
    inside, after = wanted <= width, start + width + wanted <= 100
    at, anchor = (start + 1.2, "start") if inside else (start + width + 1.0, "start") if after else (start - 1.0, "end")
    return {"x": start, "width": width, "y": place * STEP, "word_y": place * STEP + 18, "tone": season_tone(row.season), "words": words} | {
        "word_x": round(at, 1),
        "anchor": anchor,
    }


def month_after(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def months_from(start: date, number: int) -> list[date]:
    months = [start.replace(day=1)]
    while len(months) < number:
        months.append(month_after(months[-1]))
    return months


def month_index(day: date, months: list[date]) -> int:
    """Which column a day is in; before the first it is 0, after the last it is their number."""
    return sum(1 for month in months if month_after(month) <= day)


def cells(rows: list[Any], months: list[date]) -> list[dict[str, Any]]:
    """Spans that fill the row: a phase takes the months in which it holds most days; what is between stays empty."""
    edges: list[tuple[int, int, Any]] = []
    for phase in sorted(rows, key=lambda phase: phase.starts_on):
        middle = timedelta(days=15)
        edges.append((max(month_index(phase.starts_on + middle, months), edges[-1][1] if edges else 0), month_index(phase.ends_on + middle, months), phase))
    filled: list[dict[str, Any]] = []
    reached = 0
    for start, end, phase in edges:
        if end <= max(start, reached) or start >= len(months):
            continue
        if start > reached:
            filled.append({"span": start - reached, "bar": None})
        filled.append({"span": end - max(start, reached), "bar": stop(phase), "is_short": end - max(start, reached) < 2})
        reached = end
    if reached < len(months):
        filled.append({"span": len(months) - reached, "bar": None})
    return filled


@register.inclusion_tag("components/gantt.html")
def gantt(programmes: list[Any], *, start: date, today: date, months: int = 12, label: str = "") -> dict[str, Any]:
    """Programmes with title, url and phases (name, season, state, starts_on, ends_on): a table of months whose cells a phase spans."""
    columns = months_from(start, months)
    today = as_date(today)
    return {
        "months": [
            {"on": month, "is_now": (month.year, month.month) == (today.year, today.month), "year": str(month.year) if place == 0 or month.month == 1 else ""}
            for place, month in enumerate(columns)
        ],
        "rows": [{"programme": programme, "cells": cells(list(programme.phases), columns)} for programme in programmes],
        "number": len(columns),
        "label": label or _("Phases by month, scrolls sideways"),
        "today": share(today, columns[0], month_after(columns[-1])) if columns[0] <= today < month_after(columns[-1]) else None,
    }


CHART_HEIGHT, CHART_TOP, BAR_WIDTH, BAR_STEP, GUTTER = 150, 34, 42, 64, 84


def column(label: str, value: int, x: int, height: float, *, is_running: bool) -> dict[str, Any]:
    """One bar: where it stands, how high it is and what is written above and below."""
    y = CHART_TOP + CHART_HEIGHT - height
    return {
        "label": label,
        "value": number_format(value, 0, force_grouping=True),
        "x": x,
        "middle": x + BAR_WIDTH / 2,
        "y": y,
        "height": height,
        "above": y - 8,
        "is_running": is_running,
    }


@register.inclusion_tag("components/chart.html")
def chart(
    points: list[tuple[str, int]], *, caption: str, number: str, name: str = "", goal: int | None = None, running: bool = False, tone: str = "leaf"
) -> dict[str, Any]:
    """Pairs of a label and a number as bars, with the same as a table. `running`: the last one is not yet complete."""
    top = max([value for _label, value in points] + [goal or 0, 1])
    left = GUTTER if goal else 8
    drawn = [
        column(label, value, left + place * BAR_STEP, CHART_HEIGHT * value / top, is_running=running and place == len(points) - 1)
        for place, (label, value) in enumerate(points)
    ]
    goal_y = CHART_TOP + CHART_HEIGHT - round(CHART_HEIGHT * (goal or 0) / top, 1)
    return {
        "points": drawn,
        "caption": caption,
        "number": number,
        "name": name,
        "tone": toned(tone),
        "width": left + max(1, len(points)) * BAR_STEP,
        "soil": CHART_TOP + CHART_HEIGHT,
        "foot": CHART_TOP + CHART_HEIGHT + 22,
        "goal": {"y": goal_y, "beside": goal_y + 5, "words": _("Goal %(goal)s") % {"goal": number_format(goal, 0, force_grouping=True)}} if goal else None,
    }


@register.simple_tag
def track_icon(name: str, *, x: float, state: str, on_deep: bool) -> SafeString:
    """A drawing on the track, placed in per cent."""
    look = classes("icon", icon__next=state == "next", on=on_deep)
    return format_html('<svg class="{}" x="{}%" y="40" width="24" height="24"><use href="{}#i-{}"/></svg>', look, f"{x:.1f}", static("img/icons.svg"), name)
