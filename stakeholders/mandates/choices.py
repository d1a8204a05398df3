from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """As what somebody acts for a municipality. Further roles follow."""

    COORDINATOR = "coordinator", _("coordinator")
