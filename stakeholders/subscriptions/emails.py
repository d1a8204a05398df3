"""The two letters that answer the public form. Whether an address is known is told in its own mailbox and nowhere else.

Neither holds anything that the visitor typed, so that the form cannot be used to write to strangers; neither advertises anything.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locations.municipalities.models import Municipality
from portal.common.outbox import post as outbox
from portal.common.outbox.kinds import Content, LetterKind
from portal.common.outbox.models import Letter
from portal.common.outbox.post import post
from portal.common.outbox.render import absolute, letter
from portal.common.outbox.samples import ADDRESS, MOMENT, NOBODY
from stakeholders.subscriptions.choices import LINK_HOLDS, SILENT
from stakeholders.subscriptions.models import Subscriber, Subscription, Suppression, Topic
from stakeholders.subscriptions.presenters import by_municipality, links_of

FOLDER = "stakeholders/subscriptions/emails"
A_BREATH, A_DAY = timedelta(minutes=2), timedelta(hours=24)  # how long the same letter is not written again
Rows = Callable[[Subscriber, datetime], Any]  # the subscriptions that a letter names; none: it is no longer wanted


def to_confirm(subscriber: Subscriber, now: datetime) -> Any:
    return Subscription.objects.filter(subscriber=subscriber).to_confirm(now).in_order()


def subscribed(subscriber: Subscriber, _now: datetime) -> Any:
    return Subscription.objects.filter(subscriber=subscriber).active().in_order()


def _kind(name: str, label: Promise, recipient: Promise, trigger: Promise, *, rows: Rows, leads_to: str) -> LetterKind:
    def still_wanted(given: Letter, now: datetime) -> bool:
        row = Subscriber.objects.filter(pk=given.facts.get("subscriber")).first()
        return row is not None and not Suppression.objects.of(row.email).filter(reason__in=SILENT).exists() and rows(row, now).exists()

    def render(given: Letter) -> Content:
        row = Subscriber.objects.get(pk=given.facts["subscriber"])
        return write(row, by_municipality([found.topic for found in rows(row, given.leaves_at or given.created_at)]), given.not_after)

    def sample(municipality: Municipality) -> Content:
        topic = Topic(municipality=municipality, **{f"name_{code}": _("News of the municipality") for code in settings.MODELTRANSLATION_LANGUAGES})
        return write(Subscriber(public_id=NOBODY, email=ADDRESS), [(municipality, [topic])], MOMENT + LINK_HOLDS)

    def write(row: Subscriber, groups: list[tuple[Municipality, list[Topic]]], until: datetime | None) -> Content:
        facts = {
            "groups": groups,
            # of several none speaks for the others: the letter is the portal's own, and names them all
            "municipality": groups[0][0] if len(groups) == 1 else None,
            "link": absolute(links_of(row)[leads_to]),
            "days": LINK_HOLDS.days,
            "until": until,
            "reason": _("You get this letter because this address was written into the form for news by e-mail."),
        }
        return letter(f"{FOLDER}/{name}", facts)

    return LetterKind(name=f"subscriptions.{name}", label=label, recipient=recipient, trigger=trigger, still_wanted=still_wanted, render=render, sample=sample)


CONFIRM = _kind(
    "confirm",
    gettext_lazy("Confirm that you wish for news by e-mail"),
    gettext_lazy("Whoever uses the address that was written into the form."),
    gettext_lazy("Somebody has chosen topics in the public form; nothing else is sent until the link is clicked."),
    rows=to_confirm,
    leads_to="confirm",
)
ALREADY = _kind(
    "already",
    gettext_lazy("You are subscribed already"),
    gettext_lazy("A subscriber."),
    gettext_lazy("Somebody who is subscribed has chosen the same topics again; at most once in 24 hours."),
    rows=subscribed,
    leads_to="preferences",
)
KINDS = (CONFIRM, ALREADY)


def asked(subscriber: Subscriber, *, now: datetime) -> None:
    """To confirm what waits; otherwise that all is well already. Whichever it is, as many questions are put to the database."""
    waiting = [str(row.topic_id) for row in to_confirm(subscriber, now)]
    kind, pause = (CONFIRM, A_BREATH) if waiting else (ALREADY, A_DAY)
    matter = f"{subscriber.public_id}:{sha256('-'.join(waiting).encode()).hexdigest()[:12] if waiting else 'all'}"
    earlier = Letter.objects.filter(recipient=subscriber.email, dedupe_key__startswith=f"{kind.name}:{matter}:", created_at__gt=now - pause)
    since = earlier.order_by("-created_at").values_list("created_at", flat=True).first() or now
    post(
        kind,
        to=subscriber.email,
        language=subscriber.language,
        once=f"{matter}:{since.isoformat()}",
        now=now,
        not_after=now + LINK_HOLDS,
        subscriber=subscriber.pk,
    )


def look_again(subscriber: Subscriber) -> int:
    """What a worker holds for them is asked once more whether it is wanted."""
    return outbox.look_again(subscriber.email)
