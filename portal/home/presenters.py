"""What the front doors show."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events.agenda.models import Event
from events.agenda.presenters import on_cards
from events.registrations.models import Turnout
from events.registrations.rules import KEPT
from locations.municipalities.models import Municipality
from portal.common.counting import CountUpTo
from portal.common.housekeeping import LETTER_KEPT
from portal.common.machines import Facts, Told, whole
from portal.common.outbox.models import CONTENT_KEPT
from programmes.catalogue.models import Programme
from programmes.catalogue.presenters import present
from stakeholders.subscriptions.choices import ENDED_KEPT, LINK_HOLDS, PROOF_KEPT

CARDS = 4
PROGRAMMES = 5
DAYS = 7
MANY = 99  # events in a municipality: its chip says “99+” of more
# The accessibility statement's own dates: raise them when somebody has gone through the whole portal again.
ASSESSED_ON = date(2026, 11, 22)
REVIEW_BY = date(2027, 11, 22)


@dataclass(frozen=True)
class Day:
    """One day of the strip."""

    on: date
    count: int
    url: str
    is_today: bool


@dataclass(frozen=True)
class Figures:
    """What has really been counted, within the hour. What is nothing yet is not shown."""

    people: int
    events: int
    municipalities: int

    def __bool__(self) -> bool:
        return bool(self.people and self.events)


def welcome(now: datetime) -> dict[str, Any]:
    """The first page, in six queries, however much is on."""
    today = timezone.localdate(now)
    coming = Event.objects.public().upcoming(at=now)
    on_there = coming.published().filter(municipality=OuterRef("pk")).order_by()
    municipalities = list(Municipality.objects.taking_part().in_order().only("name", "slug").annotate(on_there=CountUpTo(on_there, MANY)))
    days = week(coming, today)
    programmes = Programme.objects.public().for_cards().in_season_order(on=today)[:PROGRAMMES]
    return {
        "municipalities": municipalities,
        "days": days,
        "this_week": any(day.count for day in days),
        "events": on_cards(coming.soonest_first()[:CARDS], now=now),
        "programmes": [present(programme, today) for programme in programmes],
        "invitation": invitation(),
        "told": Told(site_facts()),
        "figures": figures(municipalities=len(municipalities)),
    }


def site_facts() -> Facts:
    """The portal itself and who runs it, for search engines."""
    publisher = {"@type": "Organization", "name": settings.OPERATOR_NAME, "email": settings.OPERATOR_EMAIL}
    return {"@type": "WebSite", "name": "Setev", "url": whole(reverse("home:home")), "inLanguage": get_language(), "publisher": publisher}


def operator() -> dict[str, str]:
    """Who runs this installation, and where to write."""
    return {"operator_name": settings.OPERATOR_NAME, "operator_email": settings.OPERATOR_EMAIL}


def accessibility() -> dict[str, Any]:
    return {**operator(), "assessed_on": ASSESSED_ON, "review_by": REVIEW_BY}


def privacy() -> dict[str, Any]:
    """The promises about data, with the numbers that the code itself keeps to."""
    return {
        **operator(),
        "kept_days": KEPT.days,
        "hold_minutes": settings.SEAT_HOLD_MINUTES,
        "content_days": CONTENT_KEPT.days,
        "letter_days": LETTER_KEPT.days,
        "confirm_days": LINK_HOLDS.days,
        "ended_days": ENDED_KEPT.days,
        "proof_years": PROOF_KEPT.days // 365,
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
    }


def invitation() -> list[tuple[str, str]]:
    """What happens when somebody registers, step by step."""
    minutes = settings.SEAT_HOLD_MINUTES
    held = ngettext("Your seats are kept for %(minutes)s minute.", "Your seats are kept for %(minutes)s minutes.", minutes) % {"minutes": minutes}
    return [
        (_("You tell us your name"), _("And an address for letters. There is no password to think of.")),
        (_("We keep your seats"), held),
        (_("You confirm with one click"), _("In the letter that comes at once. The event goes into your calendar with it.")),
        (_("You can change your mind"), _("The same letter lets you change or give back your seats. They go to whoever waits.")),
    ]


def week(coming: Any, today: date) -> list[Day]:
    """Today and the six days after it, with what begins on each."""
    days = [today + timedelta(days=number) for number in range(DAYS)]
    begins, ends = (timezone.make_aware(datetime.combine(day, time.min)) for day in (days[0], days[-1] + timedelta(days=1)))
    starts = coming.published().filter(starts_at__gte=begins, starts_at__lt=ends)
    counts = dict(starts.order_by().annotate(on=TruncDate("starts_at")).values_list("on").annotate(number=Count("pk")))
    return [Day(day, counts.get(day, 0), day_url(day), day == today) for day in days]


def day_url(day: date) -> str:
    return f"{reverse('events:event_list')}?from_day={day.isoformat()}&to_day={day.isoformat()}"


def figures(*, municipalities: int) -> Figures:
    turnout = Turnout.objects.first() or Turnout()
    return Figures(people=turnout.people, events=turnout.events, municipalities=municipalities)
