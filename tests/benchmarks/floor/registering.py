"""Three ways to take a seat. `counter` is the bare registration that ours is compared with; `naive` must oversell, or the test proves nothing."""

from django.db import transaction
from django.db.models import F

from floor.models import Event, Registration


def counter(event_id, email, name):
    """A conditional UPDATE of a counter and one INSERT."""
    with transaction.atomic():
        taken = Event.objects.filter(pk=event_id, seats_taken__lt=F("capacity")).update(seats_taken=F("seats_taken") + 1)
        status = "confirmed" if taken else "waiting"
        Registration.objects.create(event_id=event_id, email=email, name=name, status=status)
    return status


def counter_last(event_id, email, name):
    """The row first, then the counter, so that its lock is held shortest."""
    with transaction.atomic():
        row = Registration.objects.create(event_id=event_id, email=email, name=name, status="waiting")
        taken = Event.objects.filter(pk=event_id, seats_taken__lt=F("capacity")).update(seats_taken=F("seats_taken") + 1)
        if taken:
            Registration.objects.filter(pk=row.pk).update(status="confirmed")
    return "confirmed" if taken else "waiting"


def naive(event_id, email, name):
    """Without any lock: the control that oversells."""
    with transaction.atomic():
        capacity = Event.objects.values_list("capacity", flat=True).get(pk=event_id)
        taken = Registration.objects.filter(event_id=event_id, status="confirmed").count()
        status = "confirmed" if taken < capacity else "waiting"
        Registration.objects.create(event_id=event_id, email=email, name=name, status=status)
    return status


WAYS = {way.__name__: way for way in (counter, counter_last, naive)}
