from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import connection, models
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


# What decides whether and until when somebody may register; what a page tells besides is read when a page is shown.
DECIDES = (
    *("slug", "status", "starts_at", "ends_at", "needs_registration", "registration_opens_at", "registration_closes_at", "party_limit", "sequence"),
    "municipality_id",
)
ADDRESS = "?"  # of no event: stands where an event's own is put in
# What neither a form nor a letter of a registration tells of its event.
NOT_ON_A_FORM = ("search_name", "search_text", *(f"{name}_{language}" for name in ("text", "summary") for language in settings.MODELTRANSLATION_LANGUAGES))


# What `open_for` and `waiting().ready()` say. As a queryset it would be put together anew for everybody who registers, which takes longer than to carry it out.
CLAIM_FOR_NEWCOMER = """UPDATE events_seats SET taken = taken + %s WHERE event_id = %s AND NOT is_closed AND capacity >= taken + %s
 AND NOT EXISTS (SELECT 1 FROM events_registration AS waiting WHERE waiting.event_id = events_seats.event_id AND waiting.standing = %s
 AND (waiting.rests_until IS NULL OR waiting.rests_until <= %s) AND waiting.party_size <= events_seats.capacity - events_seats.taken)"""


@cache
def deciding_event():
    """Statement and values for the public event of an address. Made once: to put it together takes twice as long as to ask it."""
    public = apps.get_model("events", "Event").objects.public().filter(slug=ADDRESS)
    return apps.get_model("events", "Seats").objects.beside(public).only(*DECIDES).query.sql_with_params()


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
        """How many seats the event has; None while that is not set. An event from `beside` knows it."""
        if hasattr(event, "seats_in_all"):
            return event.seats_in_all
        return self.filter(event=event).values_list("capacity", flat=True).first()

    def was_full(self, event, people):
        """Whether an event from `beside` had no room for so many when it was read."""
        return hasattr(event, "seats_claimed") and event.seats_in_all is not None and event.seats_in_all - event.seats_claimed < people

    def counts_of(self, events):
        """What lists show, by the event's id; one query for a whole list."""
        people = Sum("event__registrations__party_size", filter=Q(event__registrations__standing=Standing.WAITING))
        rows = self.filter(event__in=events).annotate(waiting=Coalesce(people, 0))
        return {row.pk: SeatCount(capacity=row.capacity, taken=row.taken, waiting=row.waiting) for row in rows}

    def beside(self, events):
        """The events with their seats, in their own query."""
        return events.annotate(seats_in_all=F("seats__capacity"), seats_claimed=F("seats__taken"))

    def is_open_until_commit(self, event_id):
        """Whether the event lets people line up; from now on nobody closes it before our transaction ends. Those who line up do not wait for one another."""
        shared = " FOR SHARE" if connection.vendor == "postgresql" else ""  # the transactions of SQLite have the write lock from their beginning
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM events_seats WHERE event_id = %s AND NOT is_closed{shared}", [event_id])  # noqa: S608 -- our own words
            return cursor.fetchone() is not None

    def deciding(self, slug):
        """The public event of that address, with its seats and what decides about registering; None where there is none."""
        statement, values = deciding_event()
        events = apps.get_model("events", "Event").objects.raw(statement, [slug if value == ADDRESS else value for value in values])
        return next(iter(events), None)

    def onto(self, events):
        """The events with what lists show of their seats, in their own query."""
        return self.beside(events).annotate(people_waiting=people_waiting())

    def claim_for_newcomer(self, event_id, people, at):
        """Take seats that nobody in line is waiting for and would fit into. Returns whether there were such."""
        with connection.cursor() as cursor:
            cursor.execute(CLAIM_FOR_NEWCOMER, [people, event_id, people, Standing.WAITING.value, connection.ops.adapt_datetimefield_value(at)])
            return cursor.rowcount == 1

    def out_of_order(self):
        """Rows whose count is not the sum of the parties seated. There is never one; tests and operators ask."""
        people = Sum("event__registrations__party_size", filter=Q(event__registrations__standing__in=SEATED))
        rows = self.annotate(seated=Coalesce(people, 0), over=Greatest(F("taken") - F("capacity"), 0))
        return rows.exclude(taken=F("seated"), overbooked=F("over"))
