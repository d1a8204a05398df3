"""How messages are shown: at the desk with their clock, and to whoever wrote them."""

from datetime import date
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from locations.municipalities.choices import PageLink
from stakeholders.duties.models import AccessibilityStatement, Feedback, PrivacyRecord
from stakeholders.people.choices import Record

SOON = 2  # days


def dressed(rows: list[Feedback], *, today: date) -> list[Any]:
    """With a word, a tone and an icon for how much time is left."""
    for row in rows:
        row.clock_words, row.clock_tone, row.clock_icon = clock_of(row, today)
    return rows


def clock_of(row: Feedback, today: date) -> tuple[str, str, str]:
    if row.answered_at:
        return _("answered"), "leaf", "check"
    left = (row.due_on - today).days
    if left < 0:
        return ngettext("%(days)s day late", "%(days)s days late", -left) % {"days": -left}, "danger", "clock"
    if left == 0:
        return _("due today"), "wheat", "clock"
    return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}, "wheat" if left <= SOON else "sky", "clock"


@cache
def what_is_written() -> dict[str, Any]:
    """For a municipality of the query around it. Made once: to put it together takes as long as to ask it."""
    return {
        "has_statement": Exists(AccessibilityStatement.objects.filter(municipality=OuterRef("pk"))),
        "has_record": Exists(PrivacyRecord.objects.filter(municipality=OuterRef("pk"))),
    }


def links_of(municipality: Any) -> list[PageLink]:
    """To the statements that the municipality has written, on its own page; it comes with the columns of `what_is_written`."""
    found = []
    if municipality.has_statement:
        found.append(PageLink(_("Accessibility statement"), reverse("duties:municipality_accessibility", args=[municipality.slug]), "people"))
    if municipality.has_record:
        found.append(PageLink(_("Privacy"), reverse("duties:municipality_privacy", args=[municipality.slug]), "lock"))
    return found


def feedback_of(email: str) -> list[Record]:
    """What somebody wrote to municipalities, for themselves."""
    return [
        Record(
            title=str(row.get_topic_display()),
            facts={
                _("Written"): date_format(timezone.localtime(row.received_at), "DATETIME_FORMAT"),
                _("Municipality"): row.municipality.name if row.municipality else "",
                _("Name"): row.name,
                _("E-mail"): row.email,
                _("Message"): row.message,
                _("Answer"): row.answer,
            },
        )
        for row in Feedback.objects.filter(email=email).select_related("municipality").order_by("-received_at", "pk")
    ]
