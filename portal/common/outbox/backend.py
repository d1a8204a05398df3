"""Django's mail takes the same way as our letters, so that sign-in codes too outlive a mail server that is away."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email import message_from_bytes
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.common.clock import now
from portal.common.outbox.compose import flat
from portal.common.outbox.kinds import Content, LetterKind
from portal.common.outbox.models import Letter
from portal.common.outbox.post import put

WORTH = timedelta(days=1)  # a code or a notice that comes later helps nobody


class OutboxBackend(BaseEmailBackend):
    """One letter for each recipient; its bytes are kept until it has left."""

    def __init__(self, fail_silently: bool = False, **_more: Any) -> None:
        super().__init__(fail_silently=fail_silently)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        moment = now()
        for message in email_messages:
            raw = packed(message)
            for recipient in message.recipients():
                put(
                    Letter(
                        kind=DJANGO_MESSAGE.name,
                        dedupe_key=f"{DJANGO_MESSAGE.name}:{uuid4()}",
                        recipient=recipient,
                        language=get_language() or settings.LANGUAGE_CODE,
                        message=raw,
                        created_at=moment,
                        not_before=moment,
                        not_after=moment + WORTH,
                    )
                )
        return len(email_messages)


def packed(message: EmailMessage) -> bytes:
    """The message without what each hand-over stamps anew."""
    mime = message_from_bytes(message.message().as_bytes())  # Django's own classes insist on 8-bit
    for header in ("Message-ID", "Date"):
        del mime[header]
    if "Auto-Submitted" not in mime:
        mime["Auto-Submitted"] = "auto-generated"
    return flat(mime)


def _has_bytes(letter: Letter, moment: datetime) -> bool:
    return bool(letter.message)


def _only_bytes(letter: Letter) -> Content:
    msg = f"letter {letter.pk} has lost its bytes"
    raise LookupError(msg)


DJANGO_MESSAGE = LetterKind(
    name="django.message",
    label=_("Sign-in and account"),
    trigger=_("Somebody signs in, or changes how they sign in."),
    still_wanted=_has_bytes,
    render=_only_bytes,
)
