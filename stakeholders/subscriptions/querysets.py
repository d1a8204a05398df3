from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from portal.common.actor import Right
from portal.common.mailboxes import canonical
from stakeholders.subscriptions.choices import LINK_HOLDS, PROOF_KEPT, Act, Standing, address_keys


class TopicQuerySet(models.QuerySet):
    def open(self):
        """Those that take new subscribers; the municipality uses this installation."""
        return self.filter(is_open=True, municipality__takes_part=True)

    def on_desk_of(self, actor):
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.LOOK))

    def writable_by(self, actor):
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.WRITE))

    def manageable_by(self, actor):
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.LEAD))

    def in_order(self):
        return self.select_related("municipality").order_by("municipality__name", "municipality_id", "position", "pk")

    def offered_to(self, subscriber):
        """What their page shows: the topics they have, and the open ones of the municipalities that they have been written to by."""
        mine = apps.get_model("stakeholders", "Subscription").objects.filter(subscriber=subscriber)
        near = Q(is_open=True, municipality__takes_part=True, municipality__in=mine.values("topic__municipality"))
        return self.filter(near | Q(pk__in=mine.active().values("topic")))

    def with_numbers(self):
        """How many have confirmed, and how many have not yet. No name, no address."""
        return self.annotate(
            confirmed=Count("subscriptions", filter=Q(subscriptions__standing=Standing.ACTIVE)),
            pending=Count("subscriptions", filter=Q(subscriptions__standing=Standing.PENDING)),
        )


class SubscriberQuerySet(models.QuerySet):
    def known_as(self, email):
        return self.filter(email=canonical(email))

    def of_topics(self, topics):
        """Those who have confirmed at least one of the topics, each once."""
        mine = apps.get_model("stakeholders", "Subscription").objects.active().filter(subscriber=OuterRef("pk"), topic__in=topics)
        return self.filter(Exists(mine))

    def without_any(self):
        """Those who have no subscription left, not even an ended one."""
        return self.filter(~Exists(apps.get_model("stakeholders", "Subscription").objects.filter(subscriber=OuterRef("pk"))))


class SubscriptionQuerySet(models.QuerySet):
    def active(self):
        return self.filter(standing=Standing.ACTIVE)

    def pending(self):
        return self.filter(standing=Standing.PENDING)

    def live(self):
        return self.exclude(standing=Standing.ENDED)

    def ended(self):
        return self.filter(standing=Standing.ENDED)

    def to_confirm(self, now):
        """Those that the link in the letter still confirms."""
        return self.pending().filter(asked_at__gt=now - LINK_HOLDS, topic__is_open=True, topic__municipality__takes_part=True)

    def in_order(self):
        topic = "topic__municipality"
        return self.select_related(topic).order_by(f"{topic}__name", f"{topic}_id", "topic__position", "topic_id")


class ConsentQuerySet(models.QuerySet):
    def about(self, email):
        return self.filter(address_key__in=address_keys(email))

    def never_confirmed(self, now):
        """Somebody wrote an address into the form and nobody clicked: that proves nothing."""
        later = self.same_matter().filter(act=Act.CONFIRMED, at__gte=OuterRef("at"))
        return self.filter(~Exists(later), act=Act.ASKED, at__lte=now - LINK_HOLDS)

    def over(self, now):
        """All that led to an end which is so long ago that nobody can ask any more."""
        return self.filter(Exists(self.same_matter().filter(act=Act.ENDED, at__gte=OuterRef("at"), at__lte=now - PROOF_KEPT)))

    def same_matter(self):
        """Of the same address and topic; a topic that is deleted is known by its name."""
        named = Q(topic=None, municipality=OuterRef("municipality"), topic_name=OuterRef("topic_name"))
        return self.model.objects.filter(Q(topic=OuterRef("topic")) | named, address_key=OuterRef("address_key"))


class SuppressionQuerySet(models.QuerySet):
    def of(self, email):
        return self.filter(address_key__in=address_keys(email))
