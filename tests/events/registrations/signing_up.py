"""What the tests of registering tell their stories with: somebody signs up, letters are written, seats are taken."""

from events.registrations import actions
from events.registrations.models import Seats
from portal.common.outbox.models import Letter


def sign_up(event, now, *, email="ana@setev.example", party_size=1, **answers):
    return actions.register(event=event, name="Ana Novak", email=email, party_size=party_size, language="sl", now=now, **answers)


def letters(row=None):
    """The kinds of letters in the order in which they were written, without the room's name."""
    rows = Letter.objects.order_by("created_at", "pk")
    if row:
        rows = rows.filter(recipient=row.email)
    return [letter.kind.removeprefix("registrations.") for letter in rows]


def taken(event):
    return Seats.objects.get(event=event).taken
