from datetime import date, datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from events.agenda import actions, rules
from events.agenda.documents import told_of
from events.agenda.forms import SHARED, AgendaFilters, DeskFilters, EventForm, MonthFilters, names_in_address
from events.agenda.models import Event
from events.agenda.presenters import (
    ACTS,
    FIRST_SHOWN,
    LAST_SHOWN,
    TOLD,
    TOLD_FACTS,
    counts_of,
    dressed,
    mark_free,
    month_of,
    month_span,
    offer_to,
    on_cards,
    page_facts,
    with_seats,
)
from portal.common.access import desk_for, desk_required
from portal.common.actor import Right
from portal.common.bulk import BulkAct, asking, bulk_page, by_number, query_of, uuids
from portal.common.clock import now as clock
from portal.common.counting import PaginatorUpTo
from portal.common.drafts.page import opened, saved
from portal.common.errors import Refused
from portal.common.pointers import losing, pointers_to
from portal.common.throttle import A_MINUTE, QUESTIONS, allow, network_of
from portal.common.trail import SHOWN, entries_about, tell
from portal.common.warm.pages import for_everybody
from portal.common.words import word_fields

PAGE, NEARBY = 20, 4
IN_A_MONTH = 400
A_YEAR = 366  # days; what lies further away is not for search engines

# What the list does to several events at once. The rules are asked for each.
BULK_ACTS = {
    act.name: act
    for act in (
        BulkAct(
            name="publish",
            label=gettext_lazy("Publish"),
            icon="ok",
            question=by_number(ngettext_lazy("Publish %(number)s event?", "Publish %(number)s events?", "number")),
            effect=gettext_lazy("Everybody sees them at once, and can register where there are seats."),
            prepare=lambda rows, now: dressed(rows, now=now),
            refusal=asking(lambda actor, row, now: rules.ensure_can_appear(row, has_seats=row.shows_seats, now=now)),
            do=lambda actor, row, now: actions.publish_event(event=row, actor=actor, now=now),
            done=by_number(ngettext_lazy("%(number)s event is published.", "%(number)s events are published.", "number")),
            takes_back="withdraw",
        ),
        BulkAct(
            name="withdraw",
            label=gettext_lazy("Take back"),
            icon="pencil",
            question=by_number(ngettext_lazy("Take the publication of %(number)s event back?", "Take the publication of %(number)s events back?", "number")),
            effect=gettext_lazy("They are drafts again. Possible only while nobody has registered."),
            prepare=lambda rows, now: dressed(rows, now=now),
            refusal=asking(lambda actor, row, now: rules.ensure_can_be_withdrawn(row, people=row.seats_taken + row.waiting_count, now=now)),
            do=lambda actor, row, now: actions.withdraw_event(event=row, actor=actor, now=now),
            done=by_number(ngettext_lazy("%(number)s event is a draft again.", "%(number)s events are drafts again.", "number")),
            takes_back="publish",
        ),
        BulkAct(
            name="discard",
            label=gettext_lazy("Throw drafts away"),
            icon="bin",
            question=by_number(ngettext_lazy("Throw %(number)s draft away?", "Throw %(number)s drafts away?", "number")),
            effect=gettext_lazy("They are gone for good, with their words and pictures."),
            prepare=lambda rows, now: mark_free(rows),
            refusal=asking(lambda actor, row, now: rules.ensure_discardable(row, is_free=row.is_free)),
            do=lambda actor, row, now: actions.discard_event(event=row, actor=actor, now=now),
            done=by_number(ngettext_lazy("%(number)s draft is thrown away.", "%(number)s drafts are thrown away.", "number")),
            is_final=True,
        ),
    )
}
SAVED = gettext_lazy("“%(title)s” is saved.")
SAVED_AND_TOLD = gettext_lazy("“%(title)s” is saved. Everybody who registered gets a letter with the new time or place.")


@require_safe
@for_everybody(narrowed_by=names_in_address)
def event_list(request: HttpRequest) -> HttpResponse:
    now = clock()
    if request.GET.get("q") and not allow("search.network", network_of(request), limit=QUESTIONS, per=A_MINUTE, now=now):
        return render(request, "429.html", status=429)
    filters = AgendaFilters(request.GET, queryset=Event.objects.public(), now=now)
    page = PaginatorUpTo(filters.qs, PAGE).get_page(request.GET.get("page"))
    page.object_list = on_cards(page.object_list, now=now)
    nearby = on_cards(near[:NEARBY], now=now) if (near := filters.nearby(page.paginator.count)) is not None else []
    facts = {"filters": filters, "form": filters.form, "page_obj": page, "nearby": nearby, "feeds": offer_to(filters.within)}
    return render(request, "events/agenda/event_list.html", facts)


@require_safe
@for_everybody(narrowed_by=SHARED)
def event_month(request: HttpRequest, year: int | None = None, month: int | None = None) -> HttpResponse:
    """A month at a glance. Without a number it is this one."""
    now = clock()
    today = localdate(now)
    year, month = (today.year, today.month) if year is None or month is None else (year, month)
    if not (FIRST_SHOWN <= year <= LAST_SHOWN and month in range(1, 13)):
        raise Http404
    first = date(year, month, 1)
    begins, ends = month_span(first)
    filters = MonthFilters(request.GET, queryset=Event.objects.public().with_surroundings(), now=now)
    events = list(filters.qs.filter(starts_at__lt=ends, ends_at__gt=begins)[:IN_A_MONTH])
    shown = month_of(first, events, today=today, query=filters.carried)
    coming = None if events else filters.qs.filter(starts_at__gte=ends).first()
    facts = {
        "month": shown,
        "filters": filters,
        "form": filters.form,
        "query": filters.carried,
        "today": today,
        "coming": coming,
        "feeds": offer_to(filters.within),
        "is_far": abs((first - today).days) > A_YEAR or not events,
    }
    return render(request, "events/agenda/event_month.html", facts)


@require_safe
@for_everybody()
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    now = clock()
    event = get_object_or_404(with_seats(Event.objects.visible_to(request.actor).with_surroundings()), slug=slug)
    facts = page_facts(event, now=now)
    told = told_of(event, facts["count"], now=now)
    return render(request, "events/agenda/event_detail.html", {"event": event, "municipality": event.municipality, "told": told, **facts})


@require_safe
@desk_for(Right.LOOK, Right.MEET)
def desk_event_list(request: HttpRequest) -> HttpResponse:
    now = clock()
    rows = Event.objects.on_desk_of(request.actor).with_surroundings().nearest_first(at=now)
    filters = DeskFilters(request.GET, queryset=rows, now=now, actor=request.actor)
    page = Paginator(filters.qs, PAGE).get_page(request.GET.get("page"))
    page.object_list = dressed(page.object_list, now=now)
    for event in page.object_list:
        event.is_mine, event.may_lead = rules.can_edit(request.actor, event), rules.can_lead(request.actor, event)
    return render(
        request,
        "events/agenda/desk_event_list.html",
        {"filters": filters, "form": filters.form, "page_obj": page, "acts": [act for act in BULK_ACTS.values() if act.is_offered]},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_for(Right.LEAD)
def desk_event_bulk(request: HttpRequest) -> HttpResponse:
    """One thing done to several events: first what it would do, then done."""
    now = clock()
    mine = Event.objects.manageable_by(request.actor).soonest_first()

    def rows(ids: list[str] | None) -> QuerySet[Event]:
        if ids is None:
            return DeskFilters(query_of(request.GET.get("back", "")), queryset=mine, now=now, actor=request.actor).qs
        return mine.filter(public_id__in=uuids(ids))

    return bulk_page(request, acts=BULK_ACTS, rows=rows, back=reverse("events:desk_event_list"), now=now)


@require_safe
@desk_required
def desk_event_history(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who did what to the event, and which words became others."""
    event = get_object_or_404(Event.objects.on_desk_of(request.actor), public_id=public_id)
    if not rules.can_look(request.actor, event):
        raise Http404
    page = Paginator(entries_about((event._meta.label_lower, [event.pk])), SHOWN).get_page(request.GET.get("page"))
    told = tell(list(page), acts=ACTS, about={}, row=event, fields=[*word_fields(*TOLD), *TOLD_FACTS])
    facts = {"event": event, "page_obj": page, "entries": told, "may_edit": rules.can_edit(request.actor, event)}
    return render(request, "events/agenda/desk_event_history.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_for(Right.WRITE)
def desk_event_create(request: HttpRequest) -> HttpResponse:
    contact = {"contact_name": request.actor.name, "contact_email": request.actor.email}
    page = opened(request)
    form = EventForm(page.data, page.files, actor=request.actor, initial=contact)
    if page.is_sent and form.is_valid():
        event = actions.add_event(event=form.save(commit=False), capacity=form.cleaned_data["capacity"], actor=request.actor, now=clock())
        saved(request)
        messages.success(request, _("The draft is saved. Nobody sees it until you publish it."))
        return after_saving(request, event)
    return render(request, "events/agenda/desk_event_create.html", {"form": form, "page": page}, status=422 if page.is_sent and form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def desk_event_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    now, event = clock(), written(request, public_id)
    count, page = counts_of([event]).get(event.pk), opened(request)
    form = EventForm(
        page.data,
        page.files,
        instance=event,
        initial={name: request.GET[name] for name in ("place",) if name in request.GET},  # a place that was just added
        actor=request.actor,
        count=count,
    )
    if page.is_sent and form.is_valid() and (changed := stored(request, form, now)):
        messages.success(request, (SAVED if changed.sequence == form.sequence_seen else SAVED_AND_TOLD) % {"title": changed.title})
        return after_saving(request, changed)
    facts = {
        "event": event,
        "form": form,
        "page": page,
        "count": count,
        "missing": rules.missing(event, has_seats=count is not None),
        "is_past": event.ends_at <= now,
    }
    facts["may_lead"], facts["may_edit"] = rules.can_lead(request.actor, event), True
    facts["is_history"] = event.is_cancelled or (event.is_public and facts["is_past"])
    return render(request, "events/agenda/desk_event_edit.html", facts, status=422 if page.is_sent and form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def desk_event_publish(request: HttpRequest, public_id: str) -> HttpResponse:
    now, event = clock(), managed(request, public_id)
    if request.method == "POST":
        try:
            actions.publish_event(event=event, actor=request.actor, now=now)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("events:desk_event_publish", public_id)
        messages.success(request, _("The event is published."))
        return redirect("events:desk_event_edit", public_id)
    missing = rules.missing(event, has_seats=event.pk in counts_of([event]))
    return render(
        request,
        "events/agenda/desk_event_publish.html",
        {"event": event, "missing": missing, "is_draft": event.is_draft, "is_past": event.ends_at <= now},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def desk_event_discard(request: HttpRequest, public_id: str) -> HttpResponse:
    event = managed(request, public_id)
    if request.method == "POST":
        try:
            actions.discard_event(event=event, actor=request.actor, now=clock())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("events:desk_event_discard", public_id)
        messages.success(request, _("The draft “%(title)s” is thrown away.") % {"title": event.title})
        return redirect("events:desk_event_list")
    facts = {"event": event, "pointers": pointers_to(event, actor=request.actor), "losing": losing(event, actor=request.actor)}
    return render(request, "events/agenda/desk_event_discard.html", facts)


def stored(request: HttpRequest, form: EventForm, now: datetime) -> Event | None:
    """The changed event; None when somebody was quicker by a moment, which the form then says."""
    try:
        event = actions.change_event(event=form.save(commit=False), capacity=form.cleaned_data["capacity"], seen=form.now_stored, actor=request.actor, now=now)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None
    saved(request)
    return event


def after_saving(request: HttpRequest, event: Event) -> HttpResponse:
    """Back to the event; by way of a new place, if that was wished."""
    edit = reverse("events:desk_event_edit", args=[event.public_id])
    if request.POST.get("then") == "place":
        return redirect(f"{reverse('locations:desk_place_create')}?{urlencode({'next': edit, 'municipality': event.municipality_id})}")
    return redirect(edit)


def written(request: HttpRequest, public_id: str) -> Event:
    """The event, when the actor may write for its municipality."""
    return get_object_or_404(Event.objects.writable_by(request.actor).with_surroundings(), public_id=public_id)


def managed(request: HttpRequest, public_id: str) -> Event:
    """The event, when the actor coordinates its municipality; otherwise as if there were none."""
    return get_object_or_404(Event.objects.manageable_by(request.actor).with_surroundings(), public_id=public_id)
