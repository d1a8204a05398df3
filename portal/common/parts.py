"""Parts of a page that are drawn once for the same values.

A part is a pure function: its template is given plain values and nothing else, neither the request nor a row. So what it looks like can be kept
under these values, the page's language and its clock, and whoever asks for the same gets the same. Nothing is ever stale: other values, another part.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.core.signals import setting_changed
from django.template import Context
from django.template.loader import get_template
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

MOST = 1500  # parts kept by a process: some 2 kB each
PLAIN = {str, SafeString, int, float, bool, type(None), date, datetime}

Plain = str | int | float | bool | date | datetime | tuple[Any, ...] | None


@dataclass(slots=True, unsafe_hash=True)
class Part:
    """What a part hangs on; `draw` is asked only for the first of several that are the same."""

    values: tuple[Hashable, ...]
    draw: Callable[[], SafeString] = field(compare=False)


def nothing_more() -> SafeString:
    return SafeString("")


@lru_cache(maxsize=MOST)
def kept(one: Part) -> SafeString:
    draw, one.draw = one.draw, nothing_more  # what it holds on to is not to be kept with the key
    return draw()


setting_changed.connect(lambda **_change: kept.cache_clear(), weak=False, dispatch_uid="parts")  # only tests change settings


def once(draw: Callable[[], SafeString], *values: Plain) -> SafeString:
    """What `draw` makes of these values; it is asked once for the same ones, in the same language and by the same clock."""
    return kept(Part((get_language(), get_current_timezone_name(), get_script_prefix(), keyed(values)), draw))


def keyed(value: Plain) -> Hashable:
    """A value with its type: 1 is not True, and a text that is safe as it stands is not the same as one that must be escaped first.

    Raises:
        TypeError: what is no plain value could change while what was drawn from it is kept.
    """
    kind = type(value)
    if kind is tuple:
        return tuple(keyed(one) for one in value)  # type: ignore[union-attr]
    if kind not in PLAIN:
        message = f"A part is drawn from plain values, not from {kind.__name__}."
        raise TypeError(message)
    return (kind, value)


def part(template: str, **values: Plain) -> SafeString:
    """The template with these values and nothing else."""
    return once(lambda: drawn(template, values), template, *values.items())


def drawn(template: str, values: dict[str, Any]) -> SafeString:
    return SafeString(get_template(template).template.render(Context(values)))  # type: ignore[attr-defined]
