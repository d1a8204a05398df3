from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    WORKSHOP = "workshop", _("workshop")
    LECTURE = "lecture", _("lecture")
    MEETING = "meeting", _("meeting")
    CONFERENCE = "conference", _("conference")
    HACKATHON = "hackathon", _("hackathon")
    STUDY_VISIT = "study_visit", _("study visit")
    CEREMONY = "ceremony", _("award ceremony")
    OPEN_DAY = "open_day", _("open day")


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CANCELLED = "cancelled", _("cancelled")
