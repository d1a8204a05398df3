"""Moments and spans, in the words of the page's language and the clock of the place."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.common.templatetags.marks import classes, toned

register = template.Library()

STYLES = {"long": "WEEKDAY_DATE_FORMAT", "short": "SHORT_WEEKDAY_FORMAT", "plain": "DATE_FORMAT", "day": "SHORT_DAY_FORMAT"}


def localised(moment: date | datetime, zone: str) -> date | datetime:
    """The moment as the clock on the wall shows it, there (`zone`) or where the portal is at home; a plain date stays one."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment, ZoneInfo(zone) if zone else None)
    return moment


def time_of(moment: date | datetime) -> str:
    return date_format(moment, "TIME_FORMAT") if isinstance(moment, datetime) else ""


def zone_note(moment: date | datetime) -> str:
    """“CET” when the clock there differs from the one here; otherwise nothing, because everyone means the same clock."""
    if not isinstance(moment, datetime) or not timezone.is_aware(moment):
        return ""
    here = timezone.localtime(moment)
    return "" if here.utcoffset() == moment.utcoffset() else moment.strftime("%Z")


def stamp(moment: date | datetime, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat(), words)


def moment_words(moment: date | datetime, style: str) -> str:
    """“Thursday, 26 November 2026, 17:00”; a plain date has no time."""
    if style == "time":
        return time_of(moment)
    day, time = date_format(moment, STYLES[style]), "" if style == "day" else time_of(moment)
    return _("%(day)s, %(time)s") % {"day": day, "time": time} if time else day


@register.simple_tag
def when(start: date | datetime | None, end: date | datetime | None = None, *, style: str = "long", zone: str = "") -> SafeString:
    """A moment or a span in words. Styles: long, short (no year), plain (no weekday), time (only the clock)."""
    return SafeString("") if start is None else span(start, end, style, zone, spoken_here())


def spoken_here() -> tuple[str | None, str]:
    """What words of a moment hang on beside it: the page's language and its clock. With them, what was said once is kept."""
    return get_language(), timezone.get_current_timezone_name()


@lru_cache(maxsize=2000)
def span(start: date | datetime, end: date | datetime | None, style: str, zone: str, _here: tuple[str | None, str]) -> SafeString:
    start = localised(start, zone)
    note = zone_note(start)
    after = f" {note}" if note else ""
    if end is None:
        return stamp(start, moment_words(start, style) + after)
    end = localised(end, zone)
    begin = stamp(start, moment_words(start, style))
    same_day = isinstance(start, datetime) and isinstance(end, datetime) and start.date() == end.date()
    finish = stamp(end, (time_of(end) if same_day else moment_words(end, style)) + after)
    return format_html(_("{begin} to {finish}"), begin=begin, finish=finish)


@register.simple_tag
def until(moment: date | datetime | None, *, style: str = "plain", zone: str = "") -> SafeString:
    """“until 30 April 2027”."""
    return format_html(_("until {moment}"), moment=when(moment, style=style, zone=zone)) if moment else SafeString("")


@register.simple_tag
def date_block(moment: date | datetime, *, tone: str = "", large: bool = False, cancelled: bool = False, zone: str = "") -> SafeString:
    """A leaf of a calendar. Its full date is said in hidden words."""
    return leaf(moment, tone, bool(large), bool(cancelled), zone, spoken_here())


@lru_cache(maxsize=2000)
def leaf(moment: date | datetime, tone: str, large: bool, cancelled: bool, zone: str, _here: tuple[str | None, str]) -> SafeString:
    local = localised(moment, zone)
    day = date_format(local, "WEEKDAY_DATE_FORMAT")
    return format_html(
        '<time class="{}" datetime="{}"><span class="vh">{}</span><span aria-hidden="true">{}</span><b aria-hidden="true">{}</b><i aria-hidden="true">{}</i></time>',
        classes("date", toned(tone), date__large=large, date__off=cancelled),
        local.isoformat(timespec="minutes") if isinstance(local, datetime) else local.isoformat(),
        _("%(day)s, cancelled") % {"day": day} if cancelled else day,
        date_format(local, "D"),
        date_format(local, "j"),
        date_format(local, "SHORT_MONTH_FORMAT"),
    )


@register.inclusion_tag("components/week.html")
def week(days: list[Any]) -> dict[str, Any]:
    """Seven days: objects with `on` (a date), `count`, `url` (where the day's events are) and `is_today`."""
    return {"days": [{"day": day, "seeds": range(min(day.count, 4))} for day in days]}


def as_date(moment: date | datetime) -> date:
    local = localised(moment, "")
    return local.date() if isinstance(local, datetime) else local


def days_between(first: date, last: date) -> int:
    return (last - first) // timedelta(days=1)
