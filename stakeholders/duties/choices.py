"""What the law asks of a public site, in the words of EU decision 2018/1523, and how long an answer may take."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Conformance(models.TextChoices):
    FULL = "full", _("fully compliant")
    PARTIAL = "partial", _("partially compliant")
    NONE = "none", _("not compliant")


class Assessment(models.TextChoices):
    SELF = "self", _("an assessment of our own")
    THIRD = "third", _("an assessment by somebody from outside")


class Topic(models.TextChoices):
    ACCESSIBILITY = "accessibility", _("Something is in my way (accessibility)")
    PRIVACY = "privacy", _("My data")
    OTHER = "other", _("Something else")


@dataclass(frozen=True)
class Law:
    """What holds in a country: who watches over accessibility, and within how many days a municipality answers.

    Slovenia: eight days, as public bodies there promise. Austria (Styria, StWZG 2019): two months. Elsewhere a promise of our own.
    """

    authority: str | Promise
    answer_within: timedelta


LAWS = {
    "SI": Law(_("Information Society Inspectorate (Inšpektorat Republike Slovenije za informacijsko družbo)"), timedelta(days=8)),
    "AT": Law(_("The complaints office of the province for digital accessibility"), timedelta(days=60)),
    "SE": Law(_("Agency for Digital Government (Digg)"), timedelta(days=14)),
}
ELSEWHERE = Law(_("The authority of the country for the accessibility of public websites"), timedelta(days=14))
REVIEWED_EVERY = timedelta(days=365)
