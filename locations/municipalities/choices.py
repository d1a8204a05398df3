from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

LANGUAGE_CHOICES = list(settings.LANGUAGE_NAMES.items())


class CountryCode(models.TextChoices):
    SI = "SI", _("Slovenia")
    AT = "AT", _("Austria")
    SE = "SE", _("Sweden")
