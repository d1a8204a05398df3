"""Where a subscription stands, how long things are kept, and what is written down as proof that somebody wished it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from portal.common.mailboxes import canonical

CONFIRM, PREFERENCES = "subscriptions.confirm", "subscriptions.preferences"  # what a link in a letter is good for

LINK_HOLDS = timedelta(days=7)  # to confirm; then what was asked for is forgotten
ENDED_KEPT = timedelta(days=30)  # so that whoever changes their mind finds their page again
PROOF_KEPT = timedelta(days=3 * 365 + 1)  # after the end: as long as somebody can still ask why we wrote


class Standing(models.TextChoices):
    PENDING = "pending", _("waits for the link to be clicked")
    ACTIVE = "active", _("subscribed")
    ENDED = "ended", _("ended")


class Act(models.TextChoices):
    """What somebody did about a topic."""

    ASKED = "asked", _("asked for it")
    CONFIRMED = "confirmed", _("confirmed by the link in the letter")
    ENDED = "ended", _("unsubscribed")


class Way(models.TextChoices):
    """By which door."""

    FORM = "form", _("the public form")
    LETTER = "letter", _("the link in a letter")
    PREFERENCES = "preferences", _("the page of one's own topics")
    ONE_CLICK = "one_click", _("the mail program's own button")
    ERASURE = "erasure", _("erasure of one's data")
    DESK = "desk", _("a colleague, on request")


class Reason(models.TextChoices):
    """Why an address gets nothing that goes to many. What its owner waits for still reaches it."""

    REFUSED = "refused", _("the mail server says that there is no such address")
    COMPLAINT = "complaint", _("a letter was reported as unwanted")
    ASKED = "asked", _("asked never to be written to again")


SILENT = (Reason.COMPLAINT, Reason.ASKED)  # not even the letter that asks for a confirmation: anybody can write an address into the form


@dataclass(frozen=True)
class Wording:
    """The sentences that stood at a form, by the id of the municipality whose topics they are about, and their language."""

    language: str
    sentences: Mapping[int, str] = field(default_factory=dict)


def address_keys(email: str) -> list[str]:
    """By what an address is known once it is forgotten: first by the key in use, then by those before it."""
    address = canonical(email)
    return [
        salted_hmac("setev.subscriptions.address", address, secret=secret, algorithm="sha256").hexdigest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
