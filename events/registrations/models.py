"""Who comes, who waits, and the seats they claim."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.agenda.models import Event
from events.registrations.choices import LIVE, SEATED, TIMED, Standing
from events.registrations.querysets import RegistrationQuerySet, SeatsQuerySet
from stakeholders.people.choices import LANGUAGE_CHOICES


class Seats(models.Model):
    """What many claim at once: a row of its own, beside the event, written by the actions of this room only.

    Saving the event's form can never reset it. `overbooked` is how far the capacity was lowered below what had been
    taken; the constraint behind the claim allows exactly that and nothing more.
    """

    event = models.OneToOneField(Event, on_delete=models.CASCADE, primary_key=True, related_name="seats", verbose_name=_("event"))
    capacity = models.PositiveIntegerField(_("seats"), validators=[MinValueValidator(1), MaxValueValidator(100_000)])
    taken = models.PositiveIntegerField(_("taken"), default=0, editable=False)
    overbooked = models.PositiveIntegerField(_("too many"), default=0, editable=False)
    is_closed = models.BooleanField(_("closed"), default=False, editable=False)  # set when the event is cancelled: from then on no claim succeeds

    objects = SeatsQuerySet.as_manager()

    class Meta:
        verbose_name = _("seats")
        verbose_name_plural = _("seats")
        constraints = [
            models.CheckConstraint(condition=Q(capacity__gte=1), name="seats_capacity_is_positive"),
            models.CheckConstraint(condition=Q(taken__gte=0), name="seats_taken_is_not_negative"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity") + F("overbooked")), name="no_seat_is_sold_twice"),
        ]

    def __str__(self) -> str:
        return f"{self.taken}/{self.capacity}"


class Registration(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("event"))
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"))  # in lower case: the same address registers once
    party_size = models.PositiveSmallIntegerField(_("number of people"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)])
    language = models.CharField(_("language of letters"), max_length=7, choices=LANGUAGE_CHOICES)
    needs = models.CharField(_("what you need to take part"), max_length=500, blank=True)
    standing = models.CharField(_("standing"), max_length=10, choices=Standing)
    joined_at = models.DateTimeField(_("registered"))
    expires_at = models.DateTimeField(_("runs out"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    times_offered = models.PositiveSmallIntegerField(_("times offered"), default=0)
    rests_until = models.DateTimeField(_("not asked until"), null=True, blank=True)  # after an offer was passed on or ran out: not asked again at once
    told_sequence = models.PositiveIntegerField(default=0, editable=False)  # the event's sequence that this person knows of
    version = models.PositiveIntegerField(_("version of the links"), default=1)  # raised to revoke the links sent so far
    submission_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)  # the rendered form: a double click is one registration

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(fields=["event", "email"], condition=Q(standing__in=LIVE), name="one_live_registration_per_person_and_event"),
            models.CheckConstraint(condition=Q(party_size__gte=1), name="party_has_somebody"),
            models.CheckConstraint(condition=~Q(standing__in=TIMED) | Q(expires_at__isnull=False), name="timed_standing_has_its_end"),
        ]
        indexes = [
            models.Index(fields=["event", "standing", "joined_at"], name="registration_line"),
            models.Index(fields=["expires_at"], name="registration_runs_out", condition=Q(standing__in=TIMED)),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_standing_display()}"

    @property
    def is_live(self) -> bool:
        return self.standing in LIVE

    @property
    def is_seated(self) -> bool:
        return self.standing in SEATED


class Turnout(models.Model):
    """What had been held when it was last counted (`events/retention`): one row. Pages do not count for themselves, for that would take longer each year."""

    events = models.PositiveIntegerField(_("events held"), default=0)
    people = models.PositiveIntegerField(_("people"), default=0)
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        verbose_name = _("turnout")
        verbose_name_plural = _("turnout")

    def __str__(self) -> str:
        return f"{self.people} at {self.events}"
