"""From a template to what a letter says. Called with the letter's language active."""

import re
from collections.abc import Mapping
from typing import Any, Protocol

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.text import Truncator
from django.utils.translation import get_language

from portal.common.outbox.compose import GAP
from portal.common.outbox.kinds import Attachment, Content

PREHEADER = 140  # as much as mailboxes show


class Controller(Protocol):
    """The municipality in whose name a letter is written."""

    name: Any
    legal_name: Any
    contact_email: Any


def absolute(path: str) -> str:
    """The whole address of one of our pages, for a letter."""
    return settings.SITE_URL + path


def letter(
    template: str,
    context: Mapping[str, Any],
    *,
    municipality: Controller | None = None,
    reply_to: str = "",
    attachments: tuple[Attachment, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> Content:
    """Render `<template>_subject.txt`, `<template>.txt` and `<template>.html`.

    The letter bears the municipality's name and answers go to it. Every template also has `site_url`, `language`,
    `municipality`, `operator_name` and `operator_email`;
    the HTML also `preheader`, what mailboxes show beside the subject.
    """
    sender = municipality or context.get("municipality")
    words = {
        "site_url": settings.SITE_URL,
        "language": get_language() or settings.LANGUAGE_CODE,
        "operator_name": settings.OPERATOR_NAME,
        "operator_email": settings.OPERATOR_EMAIL,
        **context,
        "municipality": sender,
    }
    subject = " ".join(_plain(f"{template}_subject.txt", words).split())
    words["subject"] = subject
    text = tidy(_plain(f"{template}.txt", words))
    words.setdefault("preheader", beginning(text))
    return Content(
        subject=subject,
        text=text,
        html=get_template(f"{template}.html").render(words).strip(),
        from_name=str(sender.legal_name or sender.name) if sender else "",
        reply_to=reply_to or (str(sender.contact_email) if sender else ""),
        attachments=attachments,
        headers=dict(headers or {}),
    )


def _plain(name: str, words: Mapping[str, Any]) -> str:
    """Plain text is not HTML: an apostrophe stays one."""
    template: Any = get_template(name)
    return str(template.template.render(Context(dict(words), autoescape=False)))


def beginning(text: str) -> str:
    """The first words below the heading that are the same for everybody whom the letter goes to."""
    paragraphs = text.split("\n--\n", maxsplit=1)[0].split("\n\n")[1:]
    return Truncator(next((" ".join(words.split()) for words in paragraphs if not GAP.search(words)), "")).chars(PREHEADER)


def tidy(text: str) -> str:
    """Template tags leave empty lines behind; a letter has one between paragraphs."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"
