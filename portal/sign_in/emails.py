"""allauth's letters, drawn like all others of the house."""

from typing import Any

from django.core.mail import EmailMultiAlternatives

from portal.common.outbox.render import letter


def account_letter(template: str, *, to: str, sender: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    """Ready to be handed to the mail backend, which is the outbox."""
    content = letter(template, context)
    message = EmailMultiAlternatives(content.subject, content.text, sender, [to])
    message.attach_alternative(content.html, "text/html")
    return message
