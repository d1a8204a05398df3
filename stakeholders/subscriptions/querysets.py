from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef

from portal.common.actor import Right
from stakeholders.subscriptions.choices import Standing, address_keys


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
        return self.select_related("municipality").order_by("municipality__name", "position", "pk")


class SubscriberQuerySet(models.QuerySet):
    def known_as(self, email):
        return self.filter(email=email.strip().lower())

    def of_topics(self, topics):
        """Those who have confirmed at least one of the topics, each once."""
        mine = apps.get_model("stakeholders", "Subscription").objects.active().filter(subscriber=OuterRef("pk"), topic__in=topics)
        return self.filter(Exists(mine))


class SubscriptionQuerySet(models.QuerySet):
    def active(self):
        return self.filter(standing=Standing.ACTIVE)

    def pending(self):
        return self.filter(standing=Standing.PENDING)

    def live(self):
        return self.exclude(standing=Standing.ENDED)


class ConsentQuerySet(models.QuerySet):
    def about(self, email):
        return self.filter(address_key__in=address_keys(email))


class SuppressionQuerySet(models.QuerySet):
    def of(self, email):
        return self.filter(address_key__in=address_keys(email))
