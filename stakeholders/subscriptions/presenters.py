"""Where the links lead, the sentence that is agreed to, and what a municipality's page says of its topics."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from locations.municipalities.choices import Section
from locations.municipalities.models import Municipality
from portal.common.actor import Actor
from portal.common.links import token
from portal.common.pointers import Naming
from stakeholders.people.choices import Record
from stakeholders.subscriptions.choices import CONFIRM, PREFERENCES, Wording
from stakeholders.subscriptions.models import Consent, Subscriber, Subscription, Topic
from stakeholders.subscriptions.rules import can_keep_topics


def links_of(subscriber: Subscriber) -> dict[str, str]:
    """Paths in the language that is spoken now."""
    ident, version = subscriber.public_id, subscriber.version
    preferences = [ident, token(PREFERENCES, ident, version)]
    return {
        "confirm": reverse("subscriptions:confirm", args=[ident, token(CONFIRM, ident, version)]),
        "preferences": reverse("subscriptions:preferences", args=preferences),
        "end": reverse("subscriptions:end_all", args=preferences),
    }


def sentence_for(municipality: Municipality) -> str:
    """What somebody agrees to: stands at the form, and is kept as the proof word for word."""
    words = _(
        "%(name)s may write to me by e-mail about the topics that I choose here. "
        "I can end this whenever I like, by the link in each letter or on the page of my topics."
    )
    return words % {"name": municipality.legal_name}


def wording_for(topics: Iterable[Topic]) -> Wording:
    return Wording(get_language() or settings.LANGUAGE_CODE, {topic.municipality_id: sentence_for(topic.municipality) for topic in topics})


def by_municipality(topics: Iterable[Topic]) -> list[tuple[Municipality, list[Topic]]]:
    """The topics, which come in their order, below the municipality that answers for them."""
    return [(group[0].municipality, group) for _key, rows in groupby(topics, key=lambda topic: topic.municipality_id) if (group := list(rows))]


def municipality_sections(municipality: Any, _now: datetime) -> list[Section]:
    topics = list(Topic.objects.open().filter(municipality=municipality).order_by("position", "pk"))
    if not topics:
        return []
    facts = {
        "url": f"{reverse('subscriptions:subscribe')}?municipality={municipality.slug}",
        "archive": reverse("newsletters:issue_list_of", args=[municipality.slug]),
    }
    return [Section(title=_("News by e-mail"), items=topics, template="stakeholders/subscriptions/_municipality_section.html", facts=facts, rank=7)]


def address_for(topic: Topic, actor: Actor) -> str:
    return reverse("subscriptions:desk_topic_edit", args=[topic.slug]) if can_keep_topics(actor, topic.municipality_id) else ""


NAMING = Naming(seen_by=lambda rows, actor: rows.on_desk_of(actor).in_order(), address=address_for)


def waiting_issues(topic: Topic) -> list[Any]:
    """What is scheduled, or is leaving, to those who have the topic."""
    return list(topic.issues.filter(send_at__isnull=False, finished_at__isnull=True).order_by("send_at", "pk"))


# --- What is kept about somebody, for themselves ---


def subscriptions_of(email: str) -> list[Record]:
    """Each topic with the words that were agreed to. Without a subscription nothing is kept by which we would know the address."""
    proofs: dict[int | None, list[Consent]] = {}
    for proof in Consent.objects.about(email).order_by("at", "pk"):
        proofs.setdefault(proof.topic_id, []).append(proof)
    rows = Subscription.objects.filter(subscriber__in=Subscriber.objects.known_as(email)).select_related("subscriber").in_order()
    return [
        Record(
            title=row.topic.name,
            facts={
                _("Municipality"): row.topic.municipality.name,
                _("E-mail"): row.subscriber.email,
                _("Name"): row.subscriber.name,
                _("Language"): str(row.subscriber.get_language_display()),
                _("Standing"): str(row.get_standing_display()),
                _("What happened"): "; ".join(told(proof) for proof in proofs.get(row.topic_id, [])),
                _("What was agreed to"): next((proof.wording for proof in reversed(proofs.get(row.topic_id, [])) if proof.wording), ""),
            },
        )
        for row in rows
    ]


def told(proof: Consent) -> str:
    moment = date_format(timezone.localtime(proof.at), "SHORT_DATETIME_FORMAT")
    return f"{moment}: {proof.get_act_display()} ({proof.get_way_display()})"
