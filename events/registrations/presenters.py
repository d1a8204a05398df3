"""How standings and the state of registration are worded and coloured."""

from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from events.agenda.choices import Call, SeatCount, Window
from events.agenda.models import Event
from events.agenda.rules import window
from events.registrations.choices import Standing
from events.registrations.models import Registration
from portal.common.links import token


class Look(NamedTuple):
    text: Promise
    tone: str
    icon: str

    @property
    def is_plain(self) -> bool:
        return not self.tone


STANDINGS = {
    Standing.HELD: Look(_("seats kept until confirmed"), "wheat", "hourglass"),
    Standing.UNVERIFIED: Look(_("wants to wait, not yet confirmed"), "", "hourglass"),
    Standing.CONFIRMED: Look(_("confirmed"), "leaf", "ok"),
    Standing.WAITING: Look(_("on the waiting list"), "wheat", "hourglass"),
    Standing.OFFERED: Look(_("seat offered"), "sky", "mail"),
    Standing.CANCELLED: Look(pgettext_lazy("registration", "cancelled"), "", "cross"),
    Standing.EXPIRED: Look(_("expired"), "", "clock"),
}


def count_on(event: Any) -> SeatCount | None:
    """The seats that came along with an event (`Seats.objects.onto`)."""
    return SeatCount(capacity=event.seats_in_all, taken=event.seats_claimed, waiting=event.people_waiting or 0) if event.seats_in_all is not None else None


def dressed(rows: list[Any]) -> list[Any]:
    for row in rows:
        row.look = STANDINGS[Standing(row.standing)]
    return rows


NEEDS_WHY = _("so that the organiser can prepare it. Only the coordinators see it; it is deleted with your registration.")

HEADINGS = {
    Standing.HELD: _("Not confirmed yet"),
    Standing.UNVERIFIED: _("Not confirmed yet"),
    Standing.CONFIRMED: _("You are in"),
    Standing.WAITING: _("You are on the waiting list"),
    Standing.CANCELLED: _("Your registration is cancelled"),
    Standing.EXPIRED: _("Your registration has ended"),
}


def heading_of(row: Registration) -> Promise | str:
    """What the person's own page says first."""
    if row.standing == Standing.OFFERED:
        return ngettext("A seat is free for you", "%(number)s seats are free for you", row.party_size) % {"number": row.party_size}
    return HEADINGS[Standing(row.standing)]


def links_of(row: Registration) -> dict[str, str]:
    """Where the person's own pages are. Each link is good for one purpose."""

    def to(purpose: str, view: str) -> str:
        return reverse(f"events:{view}", args=[row.public_id, token(purpose, row.public_id, row.version)])

    return {
        "confirm": to("confirm", "confirm_registration"),
        "manage": to("manage", "manage_registration"),
        "cancel": to("manage", "cancel_registration"),
        "offer": to("offer", "take_offer"),
    }


def call(event: Event, count: SeatCount | None, now: datetime) -> Call:
    """What the event's page says about coming."""
    state = window(event, has_seats=count is not None, now=now)
    if state == Window.OPEN and count is not None:
        return _open_call(event, count)
    return CALLS[state]


def _open_call(event: Event, count: SeatCount) -> Call:
    url = reverse("events:register", args=[event.slug])
    if count.free:
        few = count.free * 10 <= count.capacity
        return Call(
            word=_("Last seats") if few else _("Seats free"),
            tone="wheat" if few else "leaf",
            icon="hourglass" if few else "ok",
            button=_("Register"),
            url=url,
            explains_waiting=few,
        )
    return Call(
        word=_("Waiting list"),
        tone="clay",
        icon="hourglass",
        sentence=_("Whoever waits is asked as soon as a seat comes free."),
        button=_("Join the waiting list"),
        url=url,
        explains_waiting=True,
    )


CALLS = {
    Window.DRAFT: Call(word=_("Draft"), icon="pencil", sentence=_("People can register once the event is published.")),
    Window.CANCELLED: Call(word=_("Cancelled"), tone="danger", icon="stop", sentence=_("The event does not take place.")),
    Window.PAST: Call(word=_("Over"), icon="check", sentence=_("The event is over.")),
    Window.FREE_ENTRY: Call(word=_("Just come"), tone="leaf", icon="door", sentence=_("You do not need to register.")),
    Window.NOT_READY: Call(word=_("Opens later"), tone="sky", icon="clock", sentence=_("Registration is not open yet.")),
    Window.OPENS_LATER: Call(word=_("Opens later"), tone="sky", icon="clock", sentence=_("Registration is not open yet.")),
    Window.CLOSED: Call(word=_("Registration is closed"), icon="lock", sentence=_("Registration is closed.")),
}
