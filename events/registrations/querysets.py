from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest

from events.agenda.choices import SeatCount
from events.agenda.choices import Status as EventStatus
from events.registrations.choices import LIVE, SEATED, TIMED, Standing


class RegistrationQuerySet(models.QuerySet):
    def live(self):
        return self.filter(standing__in=LIVE)

    def seated(self):
        return self.filter(standing__in=SEATED)

    def confirmed(self):
        return self.filter(standing=Standing.CONFIRMED)

    def waiting(self):
        return self.filter(standing=Standing.WAITING)

    def in_line(self):
        """Those who wait, first in line first: whoever was passed by stands behind those not yet asked."""
        return self.waiting().order_by("times_offered", "joined_at", "pk")

    def ready(self, at):
        """Those who may be asked: whoever has just passed an offer on is left in peace for a while."""
        return self.filter(Q(rests_until__isnull=True) | Q(rests_until__lte=at))

    def fitting_into_the_seats(self):
        """Inside a query on seats: those of the same event who would fit into what is free."""
        return self.filter(event_id=OuterRef("event_id"), party_size__lte=OuterRef("capacity") - OuterRef("taken"))

    def ahead_of(self, registration):
        """Those who stand in the same line before this one."""
        return self.filter(event_id=registration.event_id, standing=Standing.WAITING).filter(
            Q(times_offered__lt=registration.times_offered)
            | Q(times_offered=registration.times_offered, joined_at__lt=registration.joined_at)
            | Q(times_offered=registration.times_offered, joined_at=registration.joined_at, pk__lt=registration.pk)
        )

    def knowing_an_old_time(self, at):
        """Those who come or wait, and were last told of another time or place than the one that stands now."""
        return self.filter(
            standing__in=(Standing.CONFIRMED, Standing.WAITING, Standing.OFFERED),
            event__status=EventStatus.PUBLISHED,
            event__ends_at__gt=at,
            told_sequence__lt=F("event__sequence"),
        )

    def run_out(self, at):
        return self.filter(standing__in=TIMED, expires_at__lte=at)

    def people(self):
        """How many people these registrations bring."""
        return self.aggregate(people=Coalesce(Sum("party_size"), 0))["people"]

    def saying(self, text):
        return self.filter(Q(name__icontains=text) | Q(email__icontains=text)) if text else self

    def for_desk(self):
        """The people with seats first, then those who wait in their order, then those who are gone."""
        return self.annotate(
            place_in_list=models.Case(
                models.When(standing=Standing.CONFIRMED, then=0),
                models.When(standing__in=(Standing.OFFERED, Standing.HELD), then=1),
                models.When(standing=Standing.WAITING, then=2),
                models.When(standing=Standing.UNVERIFIED, then=3),
                default=4,
            )
        ).order_by("place_in_list", "times_offered", "joined_at", "pk")


# What neither a form nor a letter of a registration tells of its event.
NOT_ON_A_FORM = ("search_name", "search_text", *(f"{name}_{language}" for name in ("text", "summary") for language in settings.MODELTRANSLATION_LANGUAGES))


@cache
def people_waiting():
    """For an event of the query around it. Made once: to put it together takes as long as to ask it."""
    waiting = apps.get_model("events", "Registration").objects.filter(event=OuterRef("pk"), standing=Standing.WAITING).order_by()
    return Subquery(waiting.values("event").annotate(people=Sum("party_size")).values("people"))


class SeatsQuerySet(models.QuerySet):
    def open_for(self, party_size):
        """The row, while it has room for so many: asked and taken in one statement."""
        return self.filter(is_closed=False, capacity__gte=F("taken") + party_size)

    def with_free(self):
        return self.filter(is_closed=False, taken__lt=F("capacity"))

    def capacity_of(self, event):
        """How many seats the event has; None while that is not set."""
        return self.filter(event=event).values_list("capacity", flat=True).first()

    def counts_of(self, events):
        """What lists show, by the event's id; one query for a whole list."""
        people = Sum("event__registrations__party_size", filter=Q(event__registrations__standing=Standing.WAITING))
        rows = self.filter(event__in=events).annotate(waiting=Coalesce(people, 0))
        return {row.pk: SeatCount(capacity=row.capacity, taken=row.taken, waiting=row.waiting) for row in rows}

    def onto(self, events):
        """The events with what lists show of their seats, in their own query."""
        return events.annotate(seats_in_all=F("seats__capacity"), seats_claimed=F("seats__taken"), people_waiting=people_waiting())

    def out_of_order(self):
        """Rows whose count is not the sum of the parties seated. There is never one; tests and operators ask."""
        people = Sum("event__registrations__party_size", filter=Q(event__registrations__standing__in=SEATED))
        rows = self.annotate(seated=Coalesce(people, 0), over=Greatest(F("taken") - F("capacity"), 0))
        return rows.exclude(taken=F("seated"), overbooked=F("over"))
