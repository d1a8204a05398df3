"""Where a subscription stands, and what is written down as proof that somebody wished it."""

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


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


def address_keys(email: str) -> list[str]:
    """By what an address is known once it is forgotten: first by the key in use, then by those before it."""
    address = email.strip().lower()
    return [
        salted_hmac("setev.subscriptions.address", address, secret=secret, algorithm="sha256").hexdigest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
