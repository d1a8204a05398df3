from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonRole(models.TextChoices):
    """What a person does in a programme. The words are those of the five models' own sources."""

    PROJECT_OWNER = "project_owner", _("project owner")
    MENTOR = "mentor", _("mentor")
    EXPERT = "expert", _("expert")
    SPEAKER = "speaker", _("speaker")
    JURY = "jury", _("member of the jury")
    REPRESENTATIVE = "representative", _("representative of a group")
    VOLUNTEER = "volunteer", _("volunteer")
    PARTICIPANT = "participant", _("participant")
