"""The languages of letters, and the registry of what is kept about a person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.common.registry import Registry
from portal.common.search.folding import folded

LANGUAGE_CHOICES = list(settings.LANGUAGE_NAMES.items())


class StakeholderType(models.TextChoices):
    """Who sits at the table. The list is that of the five models' own sources."""

    MAYOR_AND_COUNCIL = "mayor_and_council", _("mayor and council")
    ADMINISTRATION = "administration", _("municipal administration")
    DISTRICT = "district", _("local district")
    PUBLIC_INSTITUTE = "public_institute", _("public institute")
    PUBLIC_COMPANY = "public_company", _("public company")
    COMPANY = "company", _("company")
    SOLE_TRADER = "sole_trader", _("sole trader or craft")
    BUSINESS_SUPPORT = "business_support", _("chamber or business support")
    INCUBATOR = "incubator", _("incubator")
    ACADEMIA = "academia", _("academia and research")
    ASSOCIATION = "association", _("association or NGO")
    CIVIL_INITIATIVE = "civil_initiative", _("civil initiative")
    RESIDENTS = "residents", _("residents")
    YOUNG_PEOPLE = "young_people", _("young people")
    OLDER_PEOPLE = "older_people", _("older people")
    VULNERABLE_GROUPS = "vulnerable_groups", _("vulnerable groups")
    MEDIA = "media", _("media")
    NEIGHBOURING_MUNICIPALITY = "neighbouring_municipality", _("neighbouring municipality")
    REGION = "region", _("region or development agency")
    STATE = "state", _("ministry or agency")
    FUNDER = "funder", _("funder")
    INTERNATIONAL_PARTNER = "international_partner", _("international partner")
    INVESTOR = "investor", _("investor")


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


def name_key(name: str) -> str:
    """A name as it is compared."""
    return folded(name)[:200]
