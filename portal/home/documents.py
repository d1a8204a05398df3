"""The map of the whole portal for search engines: every public page in every language, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.urls import reverse

from events.agenda.models import Event
from locations.municipalities.models import Municipality
from programmes.catalogue.choices import methods
from programmes.catalogue.models import Programme
from stakeholders.duties.models import AccessibilityStatement, PrivacyRecord
from stakeholders.newsletters.models import Issue

IN_A_FILE = 1000  # rows; protocol and reader would take more, but a file is to be written within a moment
PAGES = (
    "home:home",
    "events:event_list",
    "programmes:programme_list",
    "programmes:method_list",
    "locations:municipality_list",
    "home:accessibility",
    "home:privacy",
    "newsletters:issue_list",
)


@dataclass(frozen=True)
class Named:
    """A page that is no row."""

    view: str
    args: tuple[str, ...] = ()

    def get_absolute_url(self) -> str:
        return reverse(self.view, args=self.args)


class Map(Sitemap):
    """Pages in all languages. The pages are counted and cut by the database, so that a file costs the same in a large portal."""

    i18n = alternates = x_default = True
    limit = IN_A_FILE

    def __init__(self, pages: QuerySet | Sequence[Any], changed: str = "") -> None:
        self.pages, self.changed = pages, changed

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    @property
    def paginator(self) -> Paginator:
        return InLanguages(self.pages, self.limit)

    def lastmod(self, item: Any) -> datetime | None:
        return getattr(item, self.changed) if self.changed else None

    def get_latest_lastmod(self) -> datetime | None:
        return self.pages.aggregate(latest=Max(self.changed))["latest"] if self.changed else None


class InLanguages(Paginator):
    """A page of rows, each once for every language."""

    def _get_page(self, object_list: Any, *args: Any) -> Any:
        return super()._get_page([(row, code) for row in object_list for code, _name in settings.LANGUAGES], *args)


def maps() -> dict[str, Map]:
    events = Event.objects.public().only("slug", "updated_at").order_by("pk")
    programmes = Programme.objects.public().only("slug", "updated_at").order_by("pk")
    municipalities = Municipality.objects.taking_part().only("slug").order_by("pk")
    named = [Named(view) for view in PAGES] + [Named("programmes:method_detail", (method.key,)) for method in methods]
    return {
        "pages": Map(named),
        "municipalities": Map(municipalities),
        "accessibility": Map(of_municipalities(AccessibilityStatement, "duties:municipality_accessibility")),
        "privacy": Map(of_municipalities(PrivacyRecord, "duties:municipality_privacy")),
        "newsletters": Map(Issue.objects.public().only("slug", "sent_at").order_by("pk"), "sent_at"),
        "programmes": Map(programmes, "updated_at"),
        "events": Map(events, "updated_at"),
    }


def of_municipalities(model: Any, view: str) -> list[Named]:
    """The statements that municipalities of this portal have made."""
    slugs = model.objects.filter(municipality__takes_part=True).order_by("pk").values_list("municipality__slug", flat=True)
    return [Named(view, (slug,)) for slug in slugs]


def index() -> list[SitemapIndexItem]:
    """The files of the map: one for each kind of page, and more where there are many."""
    return [
        SitemapIndexItem(f"{settings.SITE_URL}{reverse('machine:sitemap_part', args=[name, number])}", part.get_latest_lastmod())
        for name, part in maps().items()
        for number in part.paginator.page_range
        if part.paginator.count
    ]


def robots() -> str:
    """What search engines need not read: the desks, and pages that belong to whoever holds their link."""
    return ROBOTS.format(sitemap=f"{settings.SITE_URL}{reverse('machine:sitemap')}")


ROBOTS = """User-agent: *
Disallow: /*/workspace/
Disallow: /*/account/
Disallow: /*/admin/
Disallow: /*/registrations/
Disallow: /*/invitations/
Disallow: /*/my-data/*/
Disallow: /dev/

Sitemap: {sitemap}
"""
