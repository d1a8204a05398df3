"""What is forgotten of those who registered: by itself when its time has come, or because they wish it."""

from datetime import datetime

from django.db import transaction
from django.db.models import CharField, F, Q, Sum, Value
from django.db.models.functions import Cast, Concat

from events.agenda.models import Event
from events.registrations.actions import cancel
from events.registrations.choices import Standing
from events.registrations.models import Registration, Turnout
from events.registrations.querysets import RegistrationQuerySet
from events.registrations.rules import KEPT, KEPT_UNCONFIRMED, can_change
from portal.common import audit


def forget_past_registrations(now: datetime) -> int:
    """What the form promised: some time after the event only the number of people is left."""
    is_past = Q(event__ends_at__lte=now - KEPT)
    was_never_confirmed = Q(standing=Standing.EXPIRED, confirmed_at=None, ended_at__lte=now - KEPT_UNCONFIRMED)
    return _blank(Registration.objects.filter(is_past | was_never_confirmed))


def count_turnout(now: datetime) -> int:
    """How many events have been held, and how many people were registered for them. Returns the number of events."""
    held = Event.objects.published().past(at=now)
    people = Registration.objects.confirmed().filter(event__in=held).aggregate(people=Sum("party_size"))["people"] or 0
    counted, _is_new = Turnout.objects.update_or_create(pk=1, defaults={"events": held.count(), "people": people, "counted_at": now})
    return counted.events


def erase_registrations(*, email: str, now: datetime) -> int:
    """At the person's wish: seats that can still be given back are, and nobody can be read from any of the rows."""
    with transaction.atomic():
        rows = list(Registration.objects.filter(email=email).exclude(name="").select_related("event"))
        for row in rows:
            if can_change(row, now=now):
                cancel(registration=row, now=now)
            audit.record(None, "registration.erased", row, at=now, event=row.event_id)
        return _blank(Registration.objects.filter(pk__in=[row.pk for row in rows]))


def _blank(rows: RegistrationQuerySet) -> int:
    """The number of people stays. A new version revokes the links in letters."""
    nobody = Concat(Cast("pk", CharField()), Value("@forgotten.invalid"))
    return rows.exclude(name="").update(name="", email=nobody, needs="", version=F("version") + 1)
