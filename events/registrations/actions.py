"""Every way in which a registration comes to be, changes and ends.

Seats are claimed by one conditional UPDATE, the last statement before the commit: its lock is held shortest, and when no row is touched everything written
before is rolled back. Every other step is a compare-and-set on the standing, so that of two clicks in the same moment one acts and the other is told
how it stands. Rows are always locked in the same order: the registration first, the seats last.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from events.agenda.actions import call_off_event
from events.agenda.choices import Status, Window
from events.agenda.models import Event
from events.agenda.rules import ensure_can_lead
from events.registrations import emails, rules
from events.registrations.choices import Standing
from events.registrations.documents import write_list
from events.registrations.models import Registration, Seats
from portal.common import audit
from portal.common.actor import Actor
from portal.common.rows import store_unless_there
from portal.common.worker.wake import wake

BATCH = 500  # a share of a sweep


class NoSeat(Exception):
    """There is none, or the claim touched no row, and the transaction around it is rolled back. Never leaves this module."""


def register(
    *, event: Event, name: str, email: str, party_size: int, language: str, needs: str = "", submission_key: UUID | None = None, now: datetime
) -> Registration:
    """Keep the seats until the letter's link is clicked; when there are none, keep a place to be confirmed in line.

    The same form sent twice is one registration; sent back with another address, or for another event, it is a new one.
    An address that is registered already hears so by letter only, so that the page tells nobody who comes.
    """
    capacity = Seats.objects.capacity_of(event)
    rules.ensure_open(event, has_seats=capacity is not None, now=now)
    rules.ensure_party_fits_the_rule(event, party_size, capacity=capacity)
    answers: dict[str, Any] = {"name": name.strip(), "party_size": party_size, "needs": needs.strip()}
    row = Registration(event=event, email=email.strip().lower(), language=language, joined_at=now, **answers)
    row.submission_key = key = submission_key or uuid4()
    while not _hold_or_line_up(row, now):
        known = Registration.objects.live().filter(event=event, email=row.email).first()
        if known is None:  # it was not the same address that arrived a moment earlier, but the same form with another one, or for another event
            row.submission_key = uuid4()
        elif _has_run_out(known, now) or _is_put_right(known, **answers):
            _end(known, now)
            vars(event).pop("seats_claimed", None)  # a seat may be free now
        else:
            if known.submission_key != key:
                emails.registered_again(known, now=now)
            return known
    return row


def _has_run_out(row: Registration, now: datetime) -> bool:
    """It is no longer kept, whether or not the sweep has been by."""
    return row.expires_at is not None and row.expires_at <= now


def _is_put_right(row: Registration, **answers: Any) -> bool:
    """It waits unconfirmed, and the newest form says something else: that form counts. A kept seat is never let go by a form: anybody can fill one in."""
    return row.standing == Standing.UNVERIFIED and any(getattr(row, field) != value for field, value in answers.items())


def _hold_or_line_up(row: Registration, now: datetime) -> bool:
    """False: the address is registered already, or the form was sent before."""
    row.told_sequence = row.event.sequence
    try:
        return _hold(row, now)
    except NoSeat:
        row.pk = None
        return _line_up(row, now)


def _hold(row: Registration, now: datetime) -> bool:
    if Seats.objects.was_full(row.event, row.party_size):
        raise NoSeat
    with transaction.atomic():
        row.standing, row.expires_at = Standing.HELD, rules.hold_until(row.event, now=now, minutes=settings.SEAT_HOLD_MINUTES)
        if is_new := store_unless_there(row):
            audit.record(None, "registration.held", row, at=now, event=row.event_id, people=row.party_size)
            emails.confirm_seat(row, now=now)
            _claim(row.event, row.party_size, now)
    return is_new


def _line_up(row: Registration, now: datetime) -> bool:
    with transaction.atomic():
        row.standing, row.expires_at = Standing.UNVERIFIED, rules.line_confirmation_until(row.event, now=now)
        if is_new := store_unless_there(row):
            audit.record(None, "registration.lined_up", row, at=now, event=row.event_id, people=row.party_size)
            emails.confirm_waiting(row, now=now)
            _ensure_not_closed(row.event)
    return is_new


def confirm(*, registration: Registration, now: datetime) -> Registration:
    """The link in the letter was clicked. A hold that has run out claims again, and waits when it cannot."""
    if registration.standing in {Standing.CONFIRMED, Standing.WAITING, Standing.OFFERED}:
        return registration
    if registration.standing == Standing.CANCELLED:
        raise rules.RegistrationGone(rules.GONE)
    if registration.standing == Standing.HELD:
        rules.ensure_not_begun(registration.event, now=now)
        with transaction.atomic():
            _move(registration, Standing.CONFIRMED, confirmed_at=now, expires_at=None, told_sequence=registration.event.sequence)
            audit.record(None, "registration.confirmed", registration, at=now, event=registration.event_id)
            emails.seat_confirmed(registration, now=now)
        return registration
    rules.ensure_open(registration.event, has_seats=True, now=now)
    try:
        return _seat_or_wait(registration, now)
    except IntegrityError as error:
        # the same address has registered anew since this hold ran out
        raise rules.RegistrationGone(rules.REGISTERED_ANEW) from error


def _seat_or_wait(registration: Registration, now: datetime) -> Registration:
    try:
        with transaction.atomic():
            _move(registration, Standing.CONFIRMED, confirmed_at=now, expires_at=None, ended_at=None, told_sequence=registration.event.sequence)
            audit.record(None, "registration.confirmed", registration, at=now, event=registration.event_id)
            emails.seat_confirmed(registration, now=now)
            _claim(registration.event, registration.party_size, now)
    except NoSeat:
        registration.refresh_from_db()
        with transaction.atomic():
            # the line is joined now, so that nobody is overtaken by a click that came late
            _move(registration, Standing.WAITING, confirmed_at=now, joined_at=now, expires_at=None, ended_at=None, told_sequence=registration.event.sequence)
            audit.record(None, "registration.waits", registration, at=now, event=registration.event_id)
            emails.waiting_confirmed(registration, now=now)
            _ensure_not_closed(registration.event)
        wake("offer_freed_seats")
    return registration


def cancel(*, registration: Registration, actor: Actor | None = None, now: datetime) -> Registration:
    """Give back the seats, or leave the line. With an actor it is the organiser who cancels."""
    if not registration.is_live:
        return registration
    ensure_can_lead(actor, registration.event)
    if actor is None:
        rules.ensure_not_begun(registration.event, now=now)
    seated, had_seat = registration.is_seated, registration.standing == Standing.CONFIRMED
    with transaction.atomic():
        _move(registration, Standing.CANCELLED, ended_at=now, expires_at=None)
        audit.record(actor, "registration.cancelled", registration, at=now, event=registration.event_id)
        emails.registration_cancelled(registration, by_organiser=actor is not None, had_seat=had_seat, now=now)
        if seated:
            _release(registration.event_id, registration.party_size)
    wake("offer_freed_seats")
    return registration


def change_party(*, registration: Registration, party_size: int, now: datetime) -> Registration:
    """More or fewer people. More of them need a claim; fewer give seats back."""
    rules.ensure_not_begun(registration.event, now=now)
    rules.ensure_can_change_party(registration)
    more = party_size - registration.party_size
    if more == 0:
        return registration
    rules.ensure_party_fits_the_rule(registration.event, party_size, capacity=Seats.objects.capacity_of(registration.event), brought=registration.party_size)
    seated = registration.is_seated
    try:
        with transaction.atomic():
            _move(registration, Standing(registration.standing), party_size=party_size)
            audit.record(None, "registration.party_changed", registration, at=now, event=registration.event_id, people=party_size)
            if seated and more > 0:
                _claim(registration.event, more, now)
            elif seated:
                _release(registration.event_id, -more)
    except NoSeat:
        registration.refresh_from_db()
        raise rules.NotEnoughSeats(rules.PARTY_DOES_NOT_FIT) from None
    wake("offer_freed_seats")
    return registration


def take_offer(*, registration: Registration, now: datetime) -> Registration:
    """The offered seat becomes theirs. Until the deadline it has been kept, so that nothing is claimed here."""
    if registration.standing == Standing.CONFIRMED:
        return registration
    if registration.standing != Standing.OFFERED or registration.expires_at is None or registration.expires_at <= now:
        raise rules.OfferGone(rules.OFFER_RAN_OUT)
    rules.ensure_not_begun(registration.event, now=now)
    with transaction.atomic():
        _move(registration, Standing.CONFIRMED, expires_at=None, rests_until=None)
        audit.record(None, "registration.took_offer", registration, at=now, event=registration.event_id)
        emails.seat_confirmed(registration, now=now)
    return registration


def pass_on_offer(*, registration: Registration, now: datetime) -> Registration:
    """Somebody else may have the seat; this person stays in line and is not asked again for a while."""
    if registration.standing == Standing.WAITING:
        return registration
    if registration.standing != Standing.OFFERED:
        raise rules.OfferGone(rules.OFFER_RAN_OUT)
    with transaction.atomic():
        _back_to_line(registration, now)
        audit.record(None, "registration.passed_on", registration, at=now, event=registration.event_id)
        _release(registration.event_id, registration.party_size)
    wake("offer_freed_seats")
    return registration


def set_capacity(*, event: Event, capacity: int, actor: Actor | None, now: datetime) -> None:
    """How many seats there are. Fewer than are taken is allowed: nobody is sent away, and nobody moves up until it is true again."""
    if Seats.objects.filter(event=event, capacity=capacity).exists():
        return
    with transaction.atomic():
        Seats.objects.bulk_create([Seats(event=event, capacity=capacity)], ignore_conflicts=True)
        audit.record(actor, "event.capacity_set", event, at=now, capacity=capacity)
        Seats.objects.filter(event=event).update(capacity=capacity, overbooked=Greatest(F("taken") - capacity, Value(0)))
    wake("offer_freed_seats")


def shut(*, event: Event, is_shut: bool) -> bool:
    """Let nobody in from now on, or again. False when somebody is in already; to be asked inside the caller's transaction."""
    Seats.objects.filter(event=event).update(is_closed=is_shut)
    return not Registration.objects.live().filter(event=event).exists()


def cancel_event(*, event: Event, note: str | Mapping[str, str], actor: Actor | None, now: datetime) -> Event:
    """The event does not take place: no claim succeeds from now on, and everybody who registered hears of it."""
    with transaction.atomic():
        if call_off_event(event=event, note=note, actor=actor, now=now):
            Seats.objects.filter(event=event).update(is_closed=True)
    tell_of_cancelled_events(now)
    return event


def export_registrations(*, event: Event, file_format: str, actor: Actor, now: datetime) -> bytes:
    """The list as a file. Who took it away is written down."""
    ensure_can_lead(actor, event)
    rows = list(Registration.objects.filter(event=event).for_desk())
    audit.record(actor, "registrations.exported", event, at=now, format=file_format, rows=len(rows))
    return write_list(rows, file_format)


# --- Found from state, by the schedule -----------------------------------------------------------


def release_run_out(now: datetime) -> int:
    """What was kept for somebody who did not answer in time is given back. One commit each."""
    rows = Registration.objects.run_out(now).select_related("event").order_by("expires_at", "pk")[:BATCH]
    return sum(_end(row, now) for row in rows)


def _end(registration: Registration, now: datetime) -> int:
    seated, was_offered = registration.is_seated, registration.standing == Standing.OFFERED
    try:
        with transaction.atomic():
            if was_offered:
                _back_to_line(registration, now)
                emails.offer_lapsed(registration, now=now)
            else:
                _move(registration, Standing.EXPIRED, ended_at=now, expires_at=None)
            audit.record(None, "registration.ran_out", registration, at=now, event=registration.event_id)
            if seated:
                _release(registration.event_id, registration.party_size)
    except rules.Overtaken:
        return 0  # confirmed, taken or cancelled in this very moment
    if seated:
        wake("offer_freed_seats")
    return 1


def offer_freed_seats(now: datetime) -> int:
    """Offer what is free to those who wait: first in line first, passing by parties that do not fit. One commit each."""
    waiting = Registration.objects.waiting().ready(now).values("event_id")
    rows = Seats.objects.with_free().filter(event_id__in=waiting).select_related("event").order_by("pk")
    return sum(_offer_seats_of(seats.event, now) for seats in rows if rules.offers_seats(seats.event, now=now))


def _offer_seats_of(event: Event, now: datetime) -> int:
    offered = 0
    while True:
        seats = Seats.objects.with_free().filter(event=event).first()
        if seats is None:
            return offered
        free = rules.free_seats(capacity=seats.capacity, taken=seats.taken)
        person = Registration.objects.in_line().ready(now).filter(event=event, party_size__lte=free).select_related("event").first()
        if person is None:
            return offered
        offered += _offer(person, now)


def _offer(registration: Registration, now: datetime) -> int:
    """One offer. When somebody was faster, with the seat or with this person, the caller looks again."""
    try:
        with transaction.atomic():
            _move(registration, Standing.OFFERED, expires_at=rules.offer_deadline(registration.event, now=now))
            audit.record(None, "registration.offered", registration, at=now, event=registration.event_id)
            emails.seat_offered(registration, now=now)
            _claim(registration.event, registration.party_size, None)
    except (NoSeat, rules.Overtaken):
        return 0
    return 1


def close_waiting_lists(now: datetime) -> int:
    """When registration has ended, those who still wait hear that nothing more will come. Once."""
    ended = Q(event__starts_at__lte=now) | Q(event__registration_closes_at__lte=now)
    rows = Registration.objects.waiting().filter(ended).select_related("event").order_by("pk")[:BATCH]
    return sum(_close_wait(row, now) for row in rows)


def _close_wait(registration: Registration, now: datetime) -> int:
    try:
        with transaction.atomic():
            _move(registration, Standing.EXPIRED, ended_at=now)
            audit.record(None, "registration.line_closed", registration, at=now, event=registration.event_id)
            emails.waiting_list_closed(registration, now=now)
    except rules.Overtaken:
        return 0
    return 1


def tell_of_cancelled_events(now: datetime) -> int:
    """End every live registration of a cancelled event with a letter. What was interrupted, or was too much at once, is found again."""
    rows = Registration.objects.live().filter(event__status=Status.CANCELLED).select_related("event").order_by("pk")[:BATCH]
    return sum(_end_with_event(row, now) for row in rows)


def _end_with_event(registration: Registration, now: datetime) -> int:
    seated, had_seat = registration.is_seated, registration.standing == Standing.CONFIRMED
    try:
        with transaction.atomic():
            _move(registration, Standing.CANCELLED, ended_at=now, expires_at=None)
            audit.record(None, "registration.ended_with_event", registration, at=now, event=registration.event_id)
            emails.event_cancelled(registration, had_seat=had_seat, now=now)
            if seated:
                _release(registration.event_id, registration.party_size)
    except rules.Overtaken:
        return 0
    return 1


def tell_of_moved_events(now: datetime) -> int:
    """Another time or place: a letter with the new entry for the calendar to each who knew the old one. One commit each."""
    rows = Registration.objects.knowing_an_old_time(now).select_related("event").order_by("pk")[:BATCH]
    return sum(_tell_of_move(row, now) for row in rows)


def _tell_of_move(registration: Registration, now: datetime) -> int:
    sequence = registration.event.sequence
    with transaction.atomic():
        if not Registration.objects.filter(pk=registration.pk, told_sequence__lt=sequence).update(told_sequence=sequence):
            return 0
        emails.event_changed(registration, now=now)
    return 1


# --- The only statements that touch seats and standings ---------------------------------------------


def _claim(event: Event, people: int, newcomer_at: datetime | None) -> None:
    """Take seats, in one statement. A newcomer (`newcomer_at`) may not take what would fit somebody in line."""
    if newcomer_at is not None:
        is_claimed = Seats.objects.claim_for_newcomer(event.pk, people, newcomer_at)
    else:
        is_claimed = bool(Seats.objects.open_for(people).filter(event=event).update(taken=F("taken") + people))
    if not is_claimed:
        raise NoSeat


def _ensure_not_closed(event: Event) -> None:
    """Stand behind the seats' row, so that nobody lines up for an event that is being cancelled."""
    if not Seats.objects.is_open_until_commit(event.pk):
        raise rules.RegistrationClosed(rules.REASONS[Window.CANCELLED])


def _release(event_id: int, people: int) -> None:
    Seats.objects.filter(event_id=event_id).update(taken=F("taken") - people, overbooked=Greatest(F("taken") - people - F("capacity"), Value(0)))


def _back_to_line(registration: Registration, now: datetime) -> None:
    _move(registration, Standing.WAITING, expires_at=None, times_offered=registration.times_offered + 1, rests_until=now + rules.REST)


def _move(registration: Registration, standing: Standing, **changes: Any) -> None:
    """Compare and set: only from the standing and the party that were read."""
    same = Registration.objects.filter(pk=registration.pk, standing=registration.standing, party_size=registration.party_size)
    if not same.update(standing=standing, **changes):
        registration.refresh_from_db()
        raise rules.Overtaken
    for field, value in {"standing": standing, **changes}.items():
        setattr(registration, field, value)
