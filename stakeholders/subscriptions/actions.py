"""Every way in which a subscription is asked for, confirmed, changed and ended, and what is written down as proof.

Whoever changes somebody's subscriptions first locks the row of the subscriber, so that of two tabs one comes after the other.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from portal.common import audit
from portal.common.actor import Actor
from portal.common.mailboxes import canonical
from portal.common.pointers import discard
from portal.common.words import active_languages, say, store_with_free_slug
from stakeholders.subscriptions import emails, rules
from stakeholders.subscriptions.choices import ENDED_KEPT, LINK_HOLDS, SILENT, Act, Reason, Standing, Way, Wording, address_keys
from stakeholders.subscriptions.models import Consent, Subscriber, Subscription, Suppression, Topic

BATCH = 500  # a sweep locks so many at once

# --- By the subscriber -----------------------------------------------------------------------------


def subscribe(*, topics: Iterable[Topic], email: str, name: str, language: str, wording: Wording, now: datetime) -> None:
    """Write down what was asked for, and a letter that asks to confirm it or says that all is well already.

    Nothing is returned, and the same statements are made whether the address is new, waits, is subscribed or wants no letters:
    who asks learns nothing about it. Name and language of somebody who has confirmed are changed on their own page only.
    """
    chosen = list(topics)
    rules.ensure_on_offer(chosen, offered=list(Topic.objects.open().filter(pk__in=[topic.pk for topic in chosen])))
    with transaction.atomic():
        subscriber = _held(canonical(email), name, language, now)
        rows = [Subscription(subscriber=subscriber, topic=topic, asked_at=now) for topic in chosen]
        Subscription.objects.bulk_create(rows, ignore_conflicts=True)
        again = Subscription.objects.filter(subscriber=subscriber, topic__in=chosen).exclude(standing=Standing.ACTIVE)
        again.update(standing=Standing.PENDING, asked_at=now, confirmed_at=None, ended_at=None)
        _prove(subscriber, chosen, Act.ASKED, Way.FORM, at=now, wording=wording)
        audit.record(None, "subscriptions.asked", subscriber, at=now, topics=len(chosen))
        emails.asked(subscriber, now=now)


def confirm(*, subscriber: Subscriber, now: datetime, wording: Wording | None = None) -> int:
    """The link in the letter was followed and the button pressed. Returns how many topics that confirmed; once more, none."""
    with transaction.atomic():
        row = _locked(subscriber)
        waiting = list(row.subscriptions.to_confirm(now).in_order()) if row else []
        if row is None or not (waiting or row.subscriptions.active().exists()):
            raise rules.LinkRanOut(rules.GONE)
        if waiting:
            row.subscriptions.filter(pk__in=[one.pk for one in waiting]).update(standing=Standing.ACTIVE, confirmed_at=now, ended_at=None)
            _prove(row, [one.topic for one in waiting], Act.CONFIRMED, Way.LETTER, at=now, wording=wording)
            audit.record(None, "subscriptions.confirmed", row, at=now, topics=len(waiting))
        _reached(row, now)
    return len(waiting)


def keep_topics(
    *, subscriber: Subscriber, topics: Iterable[Topic], name: str, language: str, way: Way, now: datetime, wording: Wording | None = None
) -> tuple[int, int]:
    """What somebody wishes from now on; the link that led here proves the address. Returns how many topics came and how many went."""
    chosen = list(topics)
    with transaction.atomic():
        row = _locked(subscriber)
        if row is None:
            raise rules.LinkRanOut(rules.GONE)
        rules.ensure_on_offer(chosen, offered=list(Topic.objects.offered_to(row)))
        mine = [one.topic for one in row.subscriptions.active().in_order()]
        come, gone = [topic for topic in chosen if topic not in mine], [topic for topic in mine if topic not in chosen]
        Subscription.objects.bulk_create(
            [Subscription(subscriber=row, topic=topic, standing=Standing.ACTIVE, asked_at=now, confirmed_at=now) for topic in come],
            update_conflicts=True,
            unique_fields=["subscriber", "topic"],
            update_fields=["standing", "asked_at", "confirmed_at", "ended_at"],
        )
        _prove(row, come, Act.CONFIRMED, way, at=now, wording=wording)
        _end(row, gone, way, now)
        row.name, row.language = name, language
        row.save(update_fields=["name", "language"])
        _reached(row, now)
        audit.record(None, "subscriptions.kept", row, at=now, come=len(come), gone=len(gone))
    return len(come), len(gone)


def end_subscriptions(*, subscriber: Subscriber, topics: Iterable[Topic], way: Way, now: datetime, actor: Actor | None = None) -> int:
    """Returns how many ended. Ended already, or a subscriber who is gone: none, and nothing is refused."""
    unwanted = list(topics)
    for topic in unwanted:
        rules.ensure_can_keep_topics(actor, topic.municipality_id)
    with transaction.atomic():
        row = _locked(subscriber)
        ended = _end(row, unwanted, way, now) if row else 0
        if row and ended:
            audit.record(actor, "subscriptions.ended", row, at=now, topics=ended, way=way)
    return ended


def end_all(*, subscriber: Subscriber, way: Way, now: datetime) -> int:
    """Also what was never confirmed."""
    return end_subscriptions(subscriber=subscriber, topics=Topic.objects.filter(subscriptions__subscriber=subscriber), way=way, now=now)


def erase_subscriptions(*, email: str, now: datetime) -> int:
    """The address is forgotten; that its owner had agreed, and ended it, stays known by a fingerprint. Returns how many rows went."""
    with transaction.atomic():
        row = Subscriber.objects.known_as(email).select_for_update().first()
        if row is None:
            return 0
        _end(row, [one.topic for one in row.subscriptions.live().in_order()], Way.ERASURE, now)
        gone, _by_model = Subscriber.objects.filter(pk=row.pk).delete()
    return gone


def _held(address: str, name: str, language: str, now: datetime) -> Subscriber:
    """The subscriber with this address, made if need be, and locked. Not confirmed yet, the newest form counts."""
    new = Subscriber(email=address, name=name, language=language, created_at=now)
    row = None
    while row is None:  # a second time only if somebody is being forgotten in this very moment
        Subscriber.objects.bulk_create([new], ignore_conflicts=True)
        row = Subscriber.objects.known_as(address).select_for_update().first()
    Subscriber.objects.filter(pk=row.pk, confirmed_at=None).update(name=name, language=language)
    if row.confirmed_at is None:
        row.name, row.language = name, language
    return row


def _locked(subscriber: Subscriber) -> Subscriber | None:
    return Subscriber.objects.select_for_update().filter(pk=subscriber.pk).first()


def _reached(subscriber: Subscriber, now: datetime) -> None:
    """A letter has reached its reader: the address is theirs, and whatever mail server said that there is none is wrong by now."""
    Subscriber.objects.filter(pk=subscriber.pk, confirmed_at=None).update(confirmed_at=now)
    Suppression.objects.of(subscriber.email).filter(reason=Reason.REFUSED).delete()


def _end(subscriber: Subscriber, topics: Iterable[Topic], way: Way, now: datetime) -> int:
    live = list(subscriber.subscriptions.live().filter(topic__in=list(topics)).in_order())
    if live:
        subscriber.subscriptions.filter(pk__in=[one.pk for one in live]).update(standing=Standing.ENDED, ended_at=now)
        _prove(subscriber, [one.topic for one in live], Act.ENDED, way, at=now)
        emails.look_again(subscriber)
    return len(live)


def _prove(subscriber: Subscriber, topics: Iterable[Topic], act: Act, way: Way, *, at: datetime, wording: Wording | None = None) -> None:
    key, *former = address_keys(subscriber.email)
    if former:  # the secret was changed: what is proved stays findable when the former one is given up
        Consent.objects.filter(address_key__in=former).update(address_key=key)
    words = wording or Wording(subscriber.language)
    Consent.objects.bulk_create(
        Consent(
            address_key=key,
            topic=topic,
            municipality_id=topic.municipality_id,
            topic_name=_in_its_language(topic),
            act=act,
            way=way,
            at=at,
            language=words.language,
            wording=words.sentences.get(topic.municipality_id, ""),
        )
        for topic in topics
    )


def _in_its_language(topic: Topic) -> str:
    """The same name in each proof, whichever language the page was in: by it a topic is known when it is deleted."""
    return str(getattr(topic, f"name_{topic.municipality.language}") or topic.name)


# --- Silence ---------------------------------------------------------------------------------------


def suppress_address(*, email: str, reason: Reason, evidence: str, now: datetime, actor: Actor | None = None) -> Suppression:
    """Nothing that goes to many is sent there from now on, by no municipality. Of two reasons the weightier stays.

    A wish ends the subscriptions as well. What a mail server says does not: it may be mistaken, and then they go on.
    """
    rules.ensure_can_suppress(actor)
    with transaction.atomic():
        subscriber = Subscriber.objects.known_as(email).select_for_update().first()
        row = Suppression.objects.of(email).select_for_update().first()
        if row is None:
            Suppression.objects.bulk_create(
                [Suppression(address_key=address_keys(email)[0], reason=reason, evidence=evidence, since=now)], ignore_conflicts=True
            )
            row = Suppression.objects.of(email).select_for_update().get()
        elif rules.outweighs(reason, row.reason):
            row.reason, row.evidence, row.since = reason, evidence, now
            row.save()
        audit.record(actor, "address.suppressed", row, at=now, reason=reason)
        if subscriber and reason in SILENT:
            _end(subscriber, [one.topic for one in subscriber.subscriptions.live().in_order()], Way.DESK, now)
        elif subscriber:
            emails.look_again(subscriber)
    return row


def lift_suppression(*, email: str, evidence: str = "", now: datetime, actor: Actor | None = None) -> int:
    """Returns how many reasons for silence are taken back. What had ended stays ended. A complaint is lifted by an administrator only."""
    rules.ensure_can_suppress(actor)
    with transaction.atomic():
        rows = list(Suppression.objects.of(email).select_for_update())
        rules.ensure_can_lift(actor, [row.reason for row in rows])
        for row in rows:
            audit.record(actor, "address.lifted", row, at=now, reason=row.reason, evidence=evidence)
        Suppression.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


# --- Topics ----------------------------------------------------------------------------------------


def create_topic(*, topic: Topic, actor: Actor | None, now: datetime) -> Topic:
    rules.ensure_can_keep_topics(actor, topic.municipality_id)
    with transaction.atomic():
        topic.created_at = now
        names = {code: text for code in active_languages() if (text := getattr(topic, f"name_{code}"))}
        store_with_free_slug(topic, names.get(topic.municipality.language) or say(names), otherwise="news")
        audit.record(actor, "topic.created", topic, at=now, municipality=topic.municipality_id)
    return topic


def change_topic(*, topic: Topic, columns: Iterable[str], actor: Actor, now: datetime) -> Topic:
    """Store the columns of the form and nothing else; its address and its standing stay."""
    rules.ensure_can_keep_topics(actor, topic.municipality_id)
    with transaction.atomic():
        topic.save(update_fields=list(columns))
        audit.record(actor, "topic.changed", topic, at=now, municipality=topic.municipality_id)
    return topic


def open_topic(*, topic: Topic, is_open: bool, actor: Actor, now: datetime) -> None:
    """A closed one takes nobody new and sends no more; those who have it keep it, for the day on which it opens again."""
    rules.ensure_can_keep_topics(actor, topic.municipality_id)
    with transaction.atomic():
        if Topic.objects.filter(pk=topic.pk, is_open=not is_open).update(is_open=is_open):
            audit.record(actor, "topic.opened" if is_open else "topic.closed", topic, at=now, municipality=topic.municipality_id)


def discard_topic(*, topic: Topic, actor: Actor, now: datetime) -> None:
    """Delete a topic. Raises StillUsed while somebody has it, or had it until lately."""
    rules.ensure_can_keep_topics(actor, topic.municipality_id)
    with transaction.atomic():
        stored = Topic.objects.select_for_update().filter(pk=topic.pk).first()
        if stored is None:
            return
        audit.record(actor, "topic.discarded", stored, at=now, municipality=stored.municipality_id)
        discard(stored)


# --- Found from state, by the schedule ---------------------------------------------------------------


def forget_unconfirmed(now: datetime) -> int:
    """What nobody confirmed in time, and that it was asked for."""
    gone = _forget(Subscription.objects.pending().filter(asked_at__lte=now - LINK_HOLDS))
    Consent.objects.never_confirmed(now).delete()
    return gone


def forget_ended(now: datetime) -> int:
    """Whoever has ended everything is unknown a month later."""
    return _forget(Subscription.objects.ended().filter(ended_at__lte=now - ENDED_KEPT))


def forget_proofs(now: datetime) -> int:
    gone, _by_model = Consent.objects.over(now).delete()
    return gone


def _forget(rows: QuerySet[Subscription]) -> int:
    """The subscriptions, and whoever then has none left. The subscribers are locked before anything is deleted, as in every other act."""
    gone = 0
    while True:
        with transaction.atomic():
            owners = Subscriber.objects.filter(pk__in=rows.values("subscriber")).select_for_update().order_by("pk")
            ids = list(owners.values_list("pk", flat=True)[:BATCH])
            # both are asked anew under the lock: somebody may have come back meanwhile
            fewer, _by_model = rows.filter(subscriber__in=ids).delete()
            unknown, _by_model = Subscriber.objects.without_any().filter(pk__in=ids).delete()
        if not ids:
            return gone
        gone += fewer + unknown
