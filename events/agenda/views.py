from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from events.agenda import actions, rules
from events.agenda.forms import AgendaFilters, DeskFilters, EventForm
from events.agenda.models import Event
from events.agenda.presenters import counts_of, dressed, page_facts
from portal.common.access import desk_for, desk_required
from portal.common.actor import Right
from portal.common.clock import now as clock
from portal.common.errors import Refused

PAGE = 20
SAVED = gettext_lazy("“%(title)s” is saved.")
SAVED_AND_TOLD = gettext_lazy("“%(title)s” is saved. Everybody who registered gets a letter with the new time or place.")


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    now = clock()
    filters = AgendaFilters(request.GET, queryset=Event.objects.public().with_surroundings(), now=now)
    page = Paginator(filters.qs, PAGE).get_page(request.GET.get("page"))
    page.object_list = dressed(page.object_list, now=now)
    return render(request, "events/agenda/event_list.html", {"filters": filters, "form": filters.form, "page_obj": page})


@require_safe
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    now = clock()
    event = get_object_or_404(Event.objects.visible_to(request.actor).with_surroundings(), slug=slug)
    return render(request, "events/agenda/event_detail.html", {"event": event, "municipality": event.municipality, **page_facts(event, now=now)})


@require_safe
@desk_for(Right.LOOK, Right.MEET)
def desk_event_list(request: HttpRequest) -> HttpResponse:
    now = clock()
    filters = DeskFilters(request.GET, queryset=Event.objects.on_desk_of(request.actor).with_surroundings().nearest_first(at=now), now=now)
    page = Paginator(filters.qs, PAGE).get_page(request.GET.get("page"))
    page.object_list = dressed(page.object_list, now=now)
    for event in page.object_list:
        event.is_mine = rules.can_edit(request.actor, event)
    return render(request, "events/agenda/desk_event_list.html", {"filters": filters, "form": filters.form, "page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_for(Right.WRITE)
def desk_event_create(request: HttpRequest) -> HttpResponse:
    contact = {"contact_name": request.actor.name, "contact_email": request.actor.email}
    form = EventForm(request.POST if request.method == "POST" else None, request.FILES or None, actor=request.actor, initial=contact)
    if request.method == "POST" and form.is_valid():
        event = actions.add_event(event=form.save(commit=False), capacity=form.cleaned_data["capacity"], actor=request.actor, now=clock())
        messages.success(request, _("The draft is saved. Nobody sees it until you publish it."))
        return after_saving(request, event)
    return render(request, "events/agenda/desk_event_create.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def desk_event_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    now, event = clock(), written(request, public_id)
    count = counts_of([event]).get(event.pk)
    form = EventForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        instance=event,
        initial={name: request.GET[name] for name in ("place",) if name in request.GET},  # a place that was just added
        actor=request.actor,
        count=count,
    )
    if request.method == "POST" and form.is_valid():
        sequence = event.sequence
        changed = actions.change_event(event=form.save(commit=False), capacity=form.cleaned_data["capacity"], actor=request.actor, now=now)
        messages.success(request, (SAVED if changed.sequence == sequence else SAVED_AND_TOLD) % {"title": changed.title})
        return after_saving(request, changed)
    facts = {"event": event, "form": form, "count": count, "missing": rules.missing(event, has_seats=count is not None), "is_past": event.ends_at <= now}
    facts["may_lead"], facts["may_edit"] = rules.can_lead(request.actor, event), True
    facts["is_history"] = event.is_cancelled or (event.is_public and facts["is_past"])
    return render(request, "events/agenda/desk_event_edit.html", facts, status=422 if form.errors else 200)


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
            return redirect("events:desk_event_edit", public_id)
        messages.success(request, _("The draft “%(title)s” is thrown away.") % {"title": event.title})
        return redirect("events:desk_event_list")
    return render(request, "events/agenda/desk_event_discard.html", {"event": event})


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
