"""The archive for readers of feeds (RFC 4287)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from locations.municipalities.models import Municipality
from portal.common.markdown import render_markdown
from stakeholders.newsletters.models import Issue
from stakeholders.newsletters.rules import language_for

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # of an empty feed


def issues_file(municipality: Municipality, issues: Sequence[Issue], *, language: str, own: str) -> bytes:
    """Issues with their words, newest first. `own` is the feed's whole address; the language is active."""
    page = settings.SITE_URL + reverse("newsletters:issue_list_of", args=[municipality.slug])
    title = printable(_("Newsletters of %(name)s") % {"name": municipality.legal_name or municipality.name})
    feed = Atom1Feed(title=title, link=page, description="", feed_url=own, feed_guid=own, language=language)
    for issue in issues:
        editions = {edition.language: edition for edition in issue.editions.all()}
        spoken = sorted(editions, key=lambda code: code != municipality.language)
        edition = editions[language_for(language, spoken)]
        feed.add_item(
            title=printable(edition.subject),
            link=settings.SITE_URL + issue.get_absolute_url(),
            description=printable(render_markdown(edition.words)),
            unique_id=f"urn:uuid:{issue.public_id}",
            pubdate=issue.sent_at,
            updateddate=issue.sent_at,
            author_name=printable(municipality.legal_name),
        )
    if not issues:
        feed.latest_post_date = lambda: BEGINNING  # otherwise the moment of asking, and each answer another one
    return feed.writeString("utf-8").encode()


def printable(text: str) -> str:
    """What XML can hold."""
    return "".join(letter for letter in text if letter in "\n\t" or letter.isprintable())
