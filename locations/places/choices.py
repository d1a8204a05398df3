from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.TextChoices):
    """What we know about a fact. "Not checked" is said openly."""

    YES = "yes", _("yes")
    PARTLY = "partly", _("partly")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("not checked")
