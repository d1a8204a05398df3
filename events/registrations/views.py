from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.agenda.choices import Window
from events.agenda.documents import card_of
from events.agenda.models import Event
from events.agenda.presenters import calendar_address, count_on, dress, opens_later, with_seats
from events.agenda.rules import can_edit, can_lead, can_meet, largest_party, window
from events.registrations import actions, rules
from events.registrations.choices import RESIZABLE, Standing
from events.registrations.documents import FORMATS
from events.registrations.forms import CancellationForm, PartyForm, RegistrationFilters, RegistrationForm
from events.registrations.models import Registration, Seats
from events.registrations.presenters import NEEDS_WHY, STANDINGS, dressed, heading_of, links_of
from events.registrations.querysets import NOT_ON_A_FORM
from portal.common.access import desk_required, personal
from portal.common.clock import now as clock
from portal.common.errors import Refused
from portal.common.links import is_valid
from portal.common.machines import Told
from portal.common.throttle import Limit, exceeded, mailbox_of, network_of

PAGE = 50
MAILBOX = "register.mailbox"  # the limit of which nobody is told
GET_OR_POST = ["GET", "HEAD", "POST"]
View = Callable[..., HttpResponse]


# --- Registering -----------------------------------------------------------------------------------


@require_http_methods(GET_OR_POST)
@personal
def register(request: HttpRequest, slug: str) -> HttpResponse:
    now = clock()
    if request.method != "POST":
        event = on_the_form(slug)
        return show_form(request, event, form_for(event, now=now))
    event = Seats.objects.deciding(slug)
    if event is None:
        raise Http404
    form = form_for(event, request.POST, now=now)
    if form.is_from_a_machine:
        return redirect("events:register_done", slug)
    answer = _register(request, event, form)
    if answer is None:
        answer = show_form(request, on_the_form(slug), form)
    return answer


def on_the_form(slug: str) -> Event:
    return get_object_or_404(with_seats(Event.objects.public().with_surroundings()).defer(*NOT_ON_A_FORM), slug=slug)


def form_for(event: Any, given: Any = None, *, now: datetime) -> RegistrationForm:
    return RegistrationForm(given, largest_party=largest_party(event, capacity=event.seats_in_all), now=now)


def _register(request: HttpRequest, event: Event, form: RegistrationForm) -> HttpResponse | None:
    """None: the form is shown again and says why."""
    if not form.is_valid():
        return None
    state = window(event, has_seats=event.seats_in_all is not None, now=form.now)
    if state != Window.OPEN:  # asked before anything is counted: nobody uses up somebody else's share on a closed event
        form.add_error(None, rules.REASONS[state])
        return None
    reached = exceeded(limits_of(request, event, form.cleaned_data["email"]), now=clock())
    if reached and reached.scope != MAILBOX:
        return render(request, "events/registrations/too_many.html", {"event": event, "municipality": event.municipality}, status=429)
    if not reached:  # nobody's mailbox is filled through our form, from however many networks: then the answer is the same, and nothing is written
        answers = {name: form.cleaned_data[name] for name in ("name", "email", "party_size", "needs", "submission_key")}
        try:
            actions.register(event=event, language=get_language(), now=form.now, **answers)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return None
    return redirect("events:register_done", event.slug)


def show_form(request: HttpRequest, event: Event, form: RegistrationForm) -> HttpResponse:
    """With the event from `on_the_form`, read anew after a refusal: it may have filled up since."""
    count = count_on(event)
    dress(event, count, now=form.now)
    state = window(event, has_seats=count is not None, now=form.now)
    facts = {
        "event": event,
        "municipality": event.municipality,
        "form": form,
        "is_open": state == Window.OPEN,
        "is_full": count is not None and count.free == 0,
        "few_left": count.free if count and 0 < count.free < largest_party(event, capacity=count.capacity) else None,
        "closed_because": rules.REASONS.get(state, ""),
        "opens_at": opens_later(event, now=form.now),
        "needs_why": NEEDS_WHY,
        "forgotten_on": rules.kept_until(event),
        "told": Told(card=card_of(event)),
    }
    return render(request, "events/registrations/register.html", facts, status=422 if form.errors else 200)


def limits_of(request: HttpRequest, event: Event, email: str) -> tuple[Limit, ...]:
    """Enough for a family and a library's shared address, not for a machine that would keep all seats of an event unconfirmed.

    Whoever asks from elsewhere is not told how often an address was used: that would tell who comes. A network that has had
    its share is counted no further, so that it cannot crowd out what else is counted. Last comes what fills a mailbox.
    """
    network, mailbox = network_of(request), mailbox_of(email)
    return (
        Limit("register.network", network, 30, rules.HOUR),
        Limit("register.event", f"{event.pk} {network}", 8, rules.HOUR),
        Limit("register.email", f"{mailbox} {network}", 5, rules.DAY),
        Limit(MAILBOX, mailbox, 10, rules.DAY),
    )


@require_safe
def register_done(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(Event.objects.public().with_surroundings(), slug=slug)
    return render(
        request, "events/registrations/register_done.html", {"event": event, "municipality": event.municipality, "minutes": settings.SEAT_HOLD_MINUTES}
    )


# --- Behind a link in a letter -------------------------------------------------------------------------


def behind(purpose: str) -> Callable[[View], View]:
    """The row to which the link belongs. A link that is wrong, spent or revoked gets the same page as one that never was."""

    def wrap(view: View) -> View:
        @require_http_methods(GET_OR_POST)
        @personal
        @wraps(view)
        def door(request: HttpRequest, public_id: UUID, token: str) -> HttpResponse:
            row = Registration.objects.filter(public_id=public_id).select_related("event__municipality", "event__place").first()
            if row is None or row.name == "" or not is_valid(token, purpose, public_id, row.version):
                return link_is_spent(request)
            return view(request, row)

        return door

    return wrap


def link_is_spent(request: HttpRequest) -> HttpResponse:
    return render(request, "events/registrations/link_is_spent.html", status=404)


def facts_of(row: Registration, **more: Any) -> dict[str, Any]:
    dressed([row])
    return {
        "registration": row,
        "event": row.event,
        "municipality": row.event.municipality,
        "links": links_of(row),
        "forgotten_on": rules.kept_until(row.event),
        **more,
    }


@behind("confirm")
def confirm_registration(request: HttpRequest, row: Registration) -> HttpResponse:
    if request.method == "POST":
        try:
            actions.confirm(registration=row, now=clock())
        except Refused as refusal:
            return render(request, "events/registrations/refused.html", facts_of(row, refusal=refusal), status=409)
        return redirect(links_of(row)["manage"])
    if row.standing in {Standing.CONFIRMED, Standing.WAITING, Standing.OFFERED}:
        return redirect(links_of(row)["manage"])  # clicked once more: this is how it stands
    if row.standing == Standing.CANCELLED:
        return link_is_spent(request)
    return render(request, "events/registrations/confirm_registration.html", facts_of(row, is_late=row.standing == Standing.EXPIRED))


@behind("manage")
def manage_registration(request: HttpRequest, row: Registration) -> HttpResponse:
    now = clock()
    form = PartyForm(request.POST if request.method == "POST" else None, registration=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_party(registration=row, party_size=form.cleaned_data["party_size"], now=now)
        except Refused as refusal:
            form.add_error("party_size", refusal.message)
        else:
            messages.success(request, _("Your change is saved."))
            return redirect(links_of(row)["manage"])
    position = Registration.objects.ahead_of(row).count() + 1 if row.standing == Standing.WAITING else None
    facts = facts_of(
        row,
        form=form,
        position=position,
        heading=heading_of(row),
        is_changeable=rules.can_change(row, now=now),
        is_resizable=row.standing in RESIZABLE,
        seat_number=row.public_id.hex[:6].upper(),
        ics_url=calendar_address(row.event),
    )
    return render(request, "events/registrations/manage_registration.html", facts, status=422 if form.errors else 200)


@behind("manage")
def cancel_registration(request: HttpRequest, row: Registration) -> HttpResponse:
    if request.method == "POST":
        try:
            actions.cancel(registration=row, now=clock())
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(links_of(row)["manage"])
    return render(request, "events/registrations/cancel_registration.html", facts_of(row, is_too_late=row.event.starts_at <= clock()))


@behind("offer")
def take_offer(request: HttpRequest, row: Registration) -> HttpResponse:
    now = clock()
    if request.method == "POST":
        act = actions.pass_on_offer if request.POST.get("answer") == "pass_on" else actions.take_offer
        try:
            act(registration=row, now=now)
        except Refused as refusal:
            return render(request, "events/registrations/refused.html", facts_of(row, refusal=refusal), status=409)
        return redirect(links_of(row)["manage"])
    if row.standing == Standing.CONFIRMED:
        return redirect(links_of(row)["manage"])  # taken already: this is how it stands
    if row.standing != Standing.OFFERED or row.expires_at <= now:
        return link_is_spent(request)
    return render(request, "events/registrations/take_offer.html", facts_of(row))


# --- The coordinator's desk ------------------------------------------------------------------------------


def managed(request: HttpRequest, public_id: UUID) -> Event:
    """The event, when the actor coordinates its municipality; otherwise as if there were none."""
    return get_object_or_404(Event.objects.manageable_by(request.actor).with_surroundings(), public_id=public_id)


@require_safe
@desk_required
def desk_registration_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    event = get_object_or_404(Event.objects.on_desk_of(request.actor).with_surroundings(), public_id=public_id)
    may_lead = can_lead(request.actor, event)
    if not may_lead and can_meet(request.actor, event):
        return door_list(request, event)
    facts = {"event": event, "may_lead": may_lead, "may_edit": can_edit(request.actor, event), "count": Seats.objects.counts_of([event]).get(event.pk)}
    if not may_lead:
        return render(request, "events/registrations/desk_registration_numbers.html", {**facts, "sums": sums_of(event)})
    form = RegistrationFilters(request.GET)
    form.is_valid()
    wanted, rows = form.cleaned_data, Registration.objects.filter(event=event)
    shown = rows.saying(wanted.get("q", "")).for_desk()
    shown = shown.filter(standing=wanted["standing"]) if wanted.get("standing") else shown
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    page.object_list = dressed(list(page.object_list))
    facts |= {"form": form, "page_obj": page, "sums": sums_of(event), "is_narrowed": any(wanted.values())}
    return render(request, "events/registrations/desk_registration_list.html", facts)


def sums_of(event: Event) -> list[tuple[Any, str, dict[str, Any]]]:
    """How many entries and people stand where; no name."""
    rows = Registration.objects.filter(event=event).order_by().values("standing").annotate(entries=Count("pk"), people=Sum("party_size"))
    sums = {row["standing"]: row for row in rows}
    return [(look, standing, sums[standing]) for standing, look in STANDINGS.items() if standing in sums]


def door_list(request: HttpRequest, event: Event) -> HttpResponse:
    """Who comes, by name and number, for whoever helps at the door: no address, no needs, nobody who waits or is gone."""
    rows = Registration.objects.confirmed().filter(event=event).order_by("name", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    facts = {"event": event, "page_obj": page, "people": rows.people()}
    return render(request, "events/registrations/desk_registration_door.html", facts)


@require_POST
@desk_required
def desk_registration_export(request: HttpRequest, public_id: UUID, file_format: str) -> HttpResponse:
    event = managed(request, public_id)
    if file_format not in FORMATS:
        raise Http404
    content = actions.export_registrations(event=event, file_format=file_format, actor=request.actor, now=clock())
    name = f"{event.slug}.{file_format}"
    return HttpResponse(
        content, content_type=FORMATS[file_format], headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    )


@require_http_methods(GET_OR_POST)
@desk_required
def desk_registration_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    rows = Registration.objects.select_related("event__municipality")
    row = get_object_or_404(rows.filter(event__in=Event.objects.manageable_by(request.actor)), public_id=public_id)
    if request.method == "POST":
        try:
            actions.cancel(registration=row, actor=request.actor, now=clock())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The registration is cancelled, and a letter says so."))
        return redirect("events:desk_registration_list", row.event.public_id)
    return render(request, "events/registrations/desk_registration_cancel.html", facts_of(row))


@require_http_methods(GET_OR_POST)
@desk_required
def desk_event_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    now, event = clock(), managed(request, public_id)
    form = CancellationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_event(event=event, note=form.notes(), actor=request.actor, now=now)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The event is cancelled. Everybody who registered is being told."))
        return redirect("events:desk_event_edit", public_id)
    live = Registration.objects.live().filter(event=event)
    facts = {"event": event, "form": form, "letters": live.filter(confirmed_at__isnull=False).count(), "people": live.people(), "is_over": event.ends_at <= now}
    return render(request, "events/registrations/desk_event_cancel.html", facts, status=422 if form.errors else 200)
