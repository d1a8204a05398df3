"""What samples of letters are made of: invented, the same on every day, and in no table, so that their links lead nowhere."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language

from portal.common.outbox.models import Letter

NOBODY: Final = UUID(int=0)
SLUG: Final = "sample"
MOMENT: Final = datetime(2027, 5, 13, 15, tzinfo=UTC)  # a Thursday
WEEK: Final = timedelta(days=7)
ADDRESS: Final = "ana.kovac@example.si"


def sample_letter(**facts: Any) -> Letter:
    """As it would stand in the outbox. Not stored."""
    return Letter(recipient=ADDRESS, language=get_language() or settings.LANGUAGE_CODE, facts=facts, created_at=MOMENT, not_before=MOMENT)
