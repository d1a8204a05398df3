"""The words of the catalogue, and the registry of methods: each method's room adds its own, the catalogue names none."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.registry import Registry


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed")


class Season(models.TextChoices):
    """What a phase is for. Gives colour and icon; the phase keeps its method's own name."""

    SOWING = "sowing", _("sowing")
    GROWTH = "growth", _("growth")
    HARVEST = "harvest", _("harvest")
    RE_HARVEST = "re_harvest", _("re-harvest")


class PhaseState(models.TextChoices):
    NEXT = "next", _("to come")
    NOW = "now", _("now")
    DONE = "done", _("finished")


class PartnerRole(models.TextChoices):
    LEAD = "lead", _("lead")
    PARTNER = "partner", _("partner")
    HOST = "host", _("host")
    ASSOCIATED = "associated", _("associated partner")
    INITIATOR = "initiator", _("initiator")


Words = dict[str, str]  # language code → text


@dataclass(frozen=True)
class PhasePlan:
    key: str
    name: Words
    purpose: Words
    season: str
    starts_after_days: int
    lasts_days: int
    entry: tuple[Words, ...] = ()
    exit: tuple[Words, ...] = ()


@dataclass(frozen=True)
class MilestonePlan:
    phase: str
    name: Words
    after_days: int  # from the phase's first day


@dataclass(frozen=True)
class EventPlan:
    phase: str
    kind: str
    title: Words
    summary: Words
    after_days: int
    lasts_minutes: int
    starts_at: str = "17:00"
    capacity: int = 20


@dataclass(frozen=True)
class Method:
    """A proven model as data. `tone` and `icon` name the look of DESIGN.md."""

    key: str
    name: Words
    summary: Words
    tone: str
    icon: str
    phases: tuple[PhasePlan, ...]
    milestones: tuple[MilestonePlan, ...] = ()
    events: tuple[EventPlan, ...] = ()
    stakeholder_types: tuple[str, ...] = ()
    purposes: tuple[Words, ...] = field(default=())


methods: Registry[Method] = Registry("method")
