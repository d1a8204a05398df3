"""An event: when, where, by whom. What people claim of it, its seats, is a row of its own in registrations."""

import uuid

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.agenda.choices import FIRST_YEAR, KIND_TONES, LAST_YEAR, Kind, Status
from events.agenda.querysets import PUBLIC, EventQuerySet
from locations.municipalities.models import Municipality
from locations.places.models import Place
from portal.common.addresses import address_of
from portal.common.moments import MinuteField
from portal.common.search.models import Searchable


class Event(Searchable):
    named_by, told_by = ("title",), ("summary", "text")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # stable: the UID in people's calendars
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="events", verbose_name=_("organised by"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.WORKSHOP)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    slug = models.SlugField(_("name in addresses"), max_length=90, unique=True)

    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=240, blank=True)
    text = models.TextField(_("description"), max_length=20_000, blank=True)
    picture = models.ImageField(_("picture"), upload_to="events/", blank=True)
    picture_alt = models.CharField(_("what the picture shows"), max_length=200, blank=True)

    starts_at = MinuteField(_("begins"))
    ends_at = MinuteField(_("ends"))
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("place"))
    online_url = models.URLField(_("link for taking part online"), max_length=300, blank=True)

    needs_registration = models.BooleanField(_("people register"), default=True)
    registration_opens_at = MinuteField(_("registration opens"), null=True, blank=True)
    registration_closes_at = MinuteField(_("registration closes"), null=True, blank=True)
    party_limit = models.PositiveSmallIntegerField(_("people per registration"), default=4, validators=[MinValueValidator(1), MaxValueValidator(20)])

    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)

    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancellation_note = models.CharField(_("why it is cancelled"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)  # RFC 5545: raised when time, place or status change
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_begins", violation_error_message=_("The event ends before it begins.")
            ),
            models.CheckConstraint(
                condition=Q(registration_opens_at__isnull=True)
                | Q(registration_closes_at__isnull=True)
                | Q(registration_closes_at__gt=F("registration_opens_at")),
                name="registration_closes_after_it_opens",
                violation_error_message=_("Registration closes before it opens."),
            ),
            models.CheckConstraint(condition=Q(party_limit__gte=1), name="event_party_limit_is_positive"),
        ]
        indexes = [
            models.Index(fields=["status", "starts_at"], name="event_agenda"),
            models.Index(fields=["municipality", "starts_at"], name="event_of_municipality"),
            # What is public and still to come, however much has been: in its order, and counted, without a look at the rows.
            models.Index(fields=["starts_at", "ends_at"], name="event_public", condition=Q(status__in=PUBLIC)),
            models.Index(fields=["municipality", "ends_at"], name="event_coming_in", condition=Q(status=Status.PUBLISHED)),
            models.Index(fields=["municipality", "starts_at", "ends_at"], name="event_public_in", condition=Q(status__in=PUBLIC)),
            models.Index(fields=["place", "ends_at"], name="event_coming_at", condition=Q(status__in=PUBLIC)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("events:event_detail", self.slug)

    def clean(self) -> None:
        """Near the ends of the calendar nothing can be counted from a moment any more: no reminder, no deadline, no time zone."""
        moments = {name: getattr(self, name) for name in ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at")}
        odd = [name for name, moment in moments.items() if moment and not FIRST_YEAR <= moment.year <= LAST_YEAR]
        if odd:
            raise ValidationError(dict.fromkeys(odd, _("Choose a day between 1990 and 2100.")))

    @property
    def tone(self) -> str:
        """Its kind's colour, the same wherever the event is met."""
        return KIND_TONES.get(self.kind, "leaf")

    @property
    def is_public(self) -> bool:
        return self.status != Status.DRAFT

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT

    @property
    def is_cancelled(self) -> bool:
        return self.status == Status.CANCELLED

    @property
    def is_online(self) -> bool:
        return bool(self.online_url)
