from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Standing(models.TextChoices):
    """Where a registration stands.

    held → confirmed | expired; unverified → waiting | expired; waiting → offered → confirmed | waiting;
    every live one → cancelled.
    """

    HELD = "held", _("seats kept until confirmed")
    UNVERIFIED = "unverified", _("wants to wait, not yet confirmed")
    CONFIRMED = "confirmed", _("confirmed")
    WAITING = "waiting", _("on the waiting list")
    OFFERED = "offered", _("seat offered")
    CANCELLED = "cancelled", pgettext_lazy("registration", "cancelled")
    EXPIRED = "expired", _("expired")


SEATED = (Standing.HELD, Standing.CONFIRMED, Standing.OFFERED)  # these occupy seats
LIVE = (Standing.HELD, Standing.UNVERIFIED, Standing.CONFIRMED, Standing.WAITING, Standing.OFFERED)
TIMED = (Standing.HELD, Standing.UNVERIFIED, Standing.OFFERED)  # these run out
RESIZABLE = (Standing.CONFIRMED, Standing.WAITING)  # these may change how many people come
