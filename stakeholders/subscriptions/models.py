"""Who wishes to be written to about what, and the proof of it. Being subscribed needs no account."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from stakeholders.people.choices import LANGUAGE_CHOICES
from stakeholders.subscriptions.choices import Act, Reason, Standing, Way
from stakeholders.subscriptions.querysets import ConsentQuerySet, SubscriberQuerySet, SubscriptionQuerySet, SuppressionQuerySet, TopicQuerySet


class Topic(models.Model):
    """What a municipality writes about: its news, or one of its programmes. A closed one takes nobody new and sends no more."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="topics", verbose_name=_("municipality"))
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("name in addresses"), max_length=80, unique=True)
    description = models.CharField(_("what comes, and how often"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_open = models.BooleanField(_("takes subscribers"), default=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic of newsletters")
        verbose_name_plural = _("topics of newsletters")
        indexes = [models.Index(fields=["municipality", "position"], name="topic_of_municipality")]

    def __str__(self) -> str:
        return self.name


class Subscriber(models.Model):
    """An address and its topics. Raising `version` revokes every link that was sent before."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language of letters"), max_length=7, choices=LANGUAGE_CHOICES, default="sl")
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")

    def __str__(self) -> str:
        return self.email


class Subscription(models.Model):
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions", verbose_name=_("subscriber"))
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="subscriptions", verbose_name=_("topic"))
    standing = models.CharField(_("standing"), max_length=8, choices=Standing, default=Standing.PENDING)
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "topic"], name="one_subscription_to_a_topic"),
            models.CheckConstraint(condition=~Q(standing=Standing.ACTIVE) | Q(confirmed_at__isnull=False), name="active_subscription_was_confirmed"),
            models.CheckConstraint(condition=~Q(standing=Standing.ENDED) | Q(ended_at__isnull=False), name="ended_subscription_has_its_time"),
        ]
        indexes = [models.Index(fields=["topic", "standing"], name="subscription_of_topic")]

    def __str__(self) -> str:
        return f"{self.topic_id}, {self.get_standing_display()}"

    @property
    def is_live(self) -> bool:
        return self.standing != Standing.ENDED


class Consent(models.Model):
    """The proof: who did what about which topic, when, by which door, and the words they saw. Only ever added to.

    The address is kept as its HMAC, so that the proof outlives the erasure of the address.
    """

    address_key = models.CharField(max_length=64, editable=False)
    topic = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("topic"))
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+", verbose_name=_("municipality"))
    topic_name = models.CharField(_("name of the topic"), max_length=120)
    act = models.CharField(_("what was done"), max_length=9, choices=Act)
    way = models.CharField(_("by which door"), max_length=11, choices=Way)
    at = models.DateTimeField(_("when"))
    language = models.CharField(_("language"), max_length=7)
    wording = models.TextField(_("the words that were agreed to"), blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof of consent")
        verbose_name_plural = _("proofs of consent")
        indexes = [models.Index(fields=["address_key", "at"], name="consent_of_address"), models.Index(fields=["act", "at"], name="consent_by_time")]

    def __str__(self) -> str:
        return f"{self.topic_name}, {self.get_act_display()}"


class Suppression(models.Model):
    """An address, known by its HMAC only, to which nothing that goes to many is sent."""

    address_key = models.CharField(max_length=64, unique=True, editable=False)
    reason = models.CharField(_("why"), max_length=9, choices=Reason)
    evidence = models.CharField(_("what was said"), max_length=300, blank=True)
    since = models.DateTimeField(_("since"))

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("address not written to")
        verbose_name_plural = _("addresses not written to")

    def __str__(self) -> str:
        return self.get_reason_display()
