"""allauth's letters, drawn like all others of the house; and ours about accounts, which take the same way."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation

from portal.common.outbox.render import absolute, letter
from stakeholders.people.models import User


def account_letter(template: str, *, to: str, sender: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    """Ready to be handed to the mail backend, which is the outbox."""
    content = letter(template, context)
    message = EmailMultiAlternatives(content.subject, content.text, sender, [to])
    message.attach_alternative(content.html, "text/html")
    return message


def second_step_reset(user: User) -> None:
    """Told to whoever the account belongs to, so that nobody takes a step away unseen."""
    with translation.override(user.language if user.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        context = {"email": user.email, "sign_in_url": absolute(reverse("account_login"))}
        account_letter("mfa/email/second_step_reset", to=user.email, sender=settings.DEFAULT_FROM_EMAIL, context=context).send()
