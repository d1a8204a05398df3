"""Keeping what is typed, bringing it back, letting it go."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from portal.common.actor import Actor
from portal.common.drafts.models import KeptForm

KEPT = timedelta(days=30)
AT_ONCE = 40  # forms of one person; the oldest makes room
LARGEST = 200_000  # characters
NOT_KEPT = {"csrfmiddlewaretoken", "page"}


def keep(*, actor: Actor, page: str, fields: Mapping[str, Sequence[str]], now: datetime) -> bool:
    """Store what is typed in a form, in place of what was kept of it. False when it is too much to keep."""
    typed = {name: list(values) for name, values in fields.items() if name not in NOT_KEPT}
    if sum(len(name) + sum(map(len, values)) for name, values in typed.items()) > LARGEST or not page or len(page) > 200:  # noqa: PLR2004 -- the column's length
        return False
    KeptForm.objects.update_or_create(owner_id=actor.user_id, page=page, defaults={"fields": typed, "kept_at": now})
    mine = KeptForm.objects.filter(owner_id=actor.user_id)
    mine.exclude(pk__in=list(mine.order_by("-kept_at").values_list("pk", flat=True)[:AT_ONCE])).delete()
    return True


def let_go(*, actor: Actor, page: str) -> None:
    KeptForm.objects.filter(owner_id=actor.user_id, page=page).delete()


def forget_old(now: datetime) -> int:
    """For the worker. Returns how many were forgotten."""
    gone, _by_model = KeptForm.objects.filter(kept_at__lt=now - KEPT).delete()
    return gone
