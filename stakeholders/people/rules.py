"""How long a link to one's own data holds. No query, no clock."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from portal.common.errors import Refused
from stakeholders.people.models import DataRequest

LINK_HOLDS = timedelta(days=3)
GONE = _("This link no longer works. Ask for a new one.")


class LinkRanOut(Refused):
    """The link to one's data is too old, or what it led to is erased."""


def is_open(request: DataRequest, *, now: datetime) -> bool:
    return request.erased_at is None and now < request.expires_at


def ensure_link_holds(request: DataRequest, *, now: datetime) -> None:
    if not is_open(request, now=now):
        raise LinkRanOut(GONE)
