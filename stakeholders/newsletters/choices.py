"""Where an issue stands, and the registry of what fills itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.common.registry import Registry


class Standing(models.TextChoices):
    """draft ⇄ scheduled → preparing → sending ⇄ paused → sent; preparing, sending and paused → cancelled."""

    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("scheduled")
    PREPARING = "preparing", _("being prepared")
    SENDING = "sending", _("being sent")
    PAUSED = "paused", _("paused")
    SENT = "sent", _("sent")
    CANCELLED = "cancelled", _("called off")


AT_WORK = (Standing.PREPARING, Standing.SENDING)
UNDER_WAY = (*AT_WORK, Standing.PAUSED)
ARCHIVED = (Standing.SENDING, Standing.SENT)  # what everybody may read; one that is paused or called off may be wrong

SHARE = 1000  # subscribers prepared in one transaction
WORTH = timedelta(days=7)  # what has not left by then is stale
MANY_REFUSED = 20  # so many, and a tenth of all that ended: it is us whom the servers refuse, not them
REFUSED_SHARE = 0.1
HEAVY = 90_000  # bytes; some mail programs cut a letter at about 102 kB
JOB = "advance_newsletters"


@dataclass(frozen=True)
class Entry:
    """One line of a block: an event, a milestone. `url` is a path of ours."""

    title: str
    url: str
    when: str = ""
    words: str = ""


@dataclass(frozen=True)
class Block:
    """What fills itself when the issue is made: `fill(municipality=…, now=…)`, called with the language of the letter active; only what is public."""

    name: str
    heading: str | Promise
    hint: str | Promise
    fill: Callable[..., Sequence[Entry]]


blocks: Registry[Block] = Registry("block of newsletters")
