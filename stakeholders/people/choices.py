"""The languages of letters, and the registry of what is kept about a person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.functional import Promise

from portal.common.registry import Registry

LANGUAGE_CHOICES = list(settings.LANGUAGE_NAMES.items())


@dataclass(frozen=True)
class Record:
    """One thing that is kept about somebody, in words: what it is, and what stands in it."""

    title: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonalData:
    """What a room keeps about an e-mail address (in lower case). Whoever proves that it is theirs sees it, and may have it erased.

    `erase(email=…, now=…)` returns how many things it erased; once more, it finds none.
    """

    label: str | Promise
    records: Callable[[str], list[Record]]
    erase: Callable[..., int]


personal_data: Registry[PersonalData] = Registry("store of personal data")
account_acts: Registry[Callable[..., Any]] = Registry("act on accounts")  # of the administration's list, as Django's admin actions are
