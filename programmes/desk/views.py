from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.common.access import desk_required
from portal.common.clock import now
from portal.common.drafts.page import opened, saved
from portal.common.errors import Refused
from portal.common.pointers import free_among
from programmes.catalogue import actions
from programmes.catalogue.models import ChecklistItem, Funding, Milestone, Participation, Partner, Phase, Programme
from programmes.catalogue.presenters import present
from programmes.catalogue.querysets import drafts_of_it_alone
from programmes.catalogue.rules import can_manage, what_follows
from programmes.desk import forms as desk_forms
from programmes.desk.presenters import desk_facts

A_YEAR = timedelta(days=365)
ask = require_http_methods(["GET", "HEAD", "POST"])


def mine(request: HttpRequest, slug: str) -> Programme:
    """The programme, if the visitor may manage it; otherwise it is not there."""
    return get_object_or_404(Programme.objects.manageable_by(request.actor).select_related("municipality"), slug=slug)


def posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def show(request: HttpRequest, name: str, programme: Programme, *, form: forms.BaseForm | None = None, **context: Any) -> HttpResponse:
    facts = {"programme": programme, "form": form, **context}
    is_refused = request.method == "POST" and form is not None and bool(form.errors)
    return render(request, f"programmes/desk/{name}.html", facts, status=422 if is_refused else 200)


def back(request: HttpRequest, programme: Programme, words: str | Promise, part: str = "", *, level: int = messages.SUCCESS) -> HttpResponse:
    messages.add_message(request, level, words)
    return HttpResponseRedirect(reverse("programmes:desk_programme_detail", args=[programme.slug]) + (f"#{part}" if part else ""))


def act(request: HttpRequest, programme: Programme, words: str | Promise, part: str = "", /, *, do: Callable[..., Any], **given: Any) -> HttpResponse:
    """The action, and back to the page with what happened, or why it did not."""
    try:
        do(**given, actor=request.actor, now=now())
    except Refused as refusal:
        return back(request, programme, refusal.message, part, level=messages.ERROR)
    return back(request, programme, words, part)


# --- Programmes ---


@require_safe
@desk_required
def desk_programme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    moment = now()
    today = timezone.localdate(moment)
    programme = present(get_object_or_404(Programme.objects.on_desk_of(request.actor).for_desk_page(), slug=slug), today, whole=True)
    return show(request, "desk_programme_detail", programme, today=today, **desk_facts(programme, request.actor, moment, today))


@ask
@desk_required
def desk_programme_edit(request: HttpRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.writable_by(request.actor).select_related("municipality"), slug=slug)
    page = opened(request)
    form = desk_forms.ProgrammeForm(page.data, page.files, instance=programme, may_lead=can_manage(request.actor, programme))
    if form.is_valid() and page.is_sent:
        try:
            actions.change_programme(programme=form.save(commit=False), columns=form.own_columns(), seen=form.now_stored, actor=request.actor, now=now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            saved(request)
            return back(request, programme, _("The words are saved."))
    return show(request, "desk_programme_edit", programme, form=form, page=page)


@require_POST
@desk_required
def desk_programme_publish(request: HttpRequest, slug: str) -> HttpResponse:
    programme = mine(request, slug)
    return act(request, programme, _("The programme is public now."), do=actions.publish_programme, programme=programme)


@require_POST
@desk_required
def desk_programme_close(request: HttpRequest, slug: str) -> HttpResponse:
    programme = mine(request, slug)
    return act(request, programme, _("The programme is closed. Its page stays."), do=actions.close_programme, programme=programme)


@require_POST
@desk_required
def desk_programme_reopen(request: HttpRequest, slug: str) -> HttpResponse:
    programme = mine(request, slug)
    return act(request, programme, _("The programme is open again."), do=actions.reopen_programme, programme=programme)


@ask
@desk_required
def desk_programme_discard(request: HttpRequest, slug: str) -> HttpResponse:
    programme = mine(request, slug)
    if request.method == "POST":
        try:
            actions.discard_programme(programme=programme, with_events=request.POST.get("with_events") == "yes", actor=request.actor, now=now())
        except Refused as refusal:
            return back(request, programme, refusal.message, level=messages.ERROR)
        messages.success(request, gettext("The draft “%(title)s” is thrown away.") % {"title": programme.title})
        return redirect("programmes:desk_programme_list")
    drafts = list(drafts_of_it_alone(programme, request.actor).soonest_first())
    events = free_among(drafts)
    kept = [event for event in drafts if event not in events]
    return show(request, "desk_programme_discard", programme, events=events, kept=kept, phases=programme.phases.order_by("position"))


# --- Phases and their checklists ---


@ask
@desk_required
def desk_phase_move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    programme = mine(request, slug)
    phase = get_object_or_404(Phase, programme=programme, pk=pk, closed_at=None)
    form = desk_forms.PhaseForm(posted(request), phase=phase, phases=list(programme.phases.all()))
    if form.is_valid():
        days = {name: day.isoformat() for name, day in form.cleaned_data.items()}
        return HttpResponseRedirect(f"{reverse('programmes:desk_phase_move_confirm', args=[slug, pk])}?{urlencode(days)}")
    return show(request, "desk_phase_move", programme, form=form, phase=phase)


@ask
@desk_required
def desk_phase_move_confirm(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What follows when the phase moves, and whether it goes along."""
    programme = mine(request, slug)
    phase = get_object_or_404(Phase, programme=programme, pk=pk, closed_at=None)
    phases = list(programme.phases.all())
    wished = desk_forms.PhaseForm(request.POST if request.method == "POST" else request.GET, phase=phase, phases=phases)
    if not wished.is_valid():
        return redirect("programmes:desk_phase_move", slug, pk)
    if request.method == "POST":
        return move(request, programme, phase, wished.cleaned_data)
    days = wished.cleaned_data
    following = what_follows(
        phase,
        **days,
        phases=phases,
        milestones=programme.milestones.order_by("due_on", "pk"),
        events=programme.events.visible_to(request.actor).soonest_first(),
    )
    return show(
        request, "desk_phase_move_confirm", programme, phase=phase, days=days, following=following, is_alone_possible=not wished.faults(move_following=False)
    )


def move(request: HttpRequest, programme: Programme, phase: Phase, days: dict[str, Any]) -> HttpResponse:
    does_follow = request.POST.get("move_following") == "yes"
    return act(request, programme, _("The phase has its new days."), "phases", do=actions.move_phase, phase=phase, **days, move_following=does_follow)


@ask
@desk_required
def desk_phase_close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    programme = mine(request, slug)
    phase = get_object_or_404(Phase.objects.select_related("programme"), programme=programme, pk=pk, closed_at=None)
    if request.method == "POST":
        return act(request, programme, _("The phase is closed."), "phases", do=actions.close_phase, phase=phase)
    items = phase.checklist.filter(gate=ChecklistItem.Gate.EXIT, done_at=None).order_by("position", "pk")
    return show(request, "desk_phase_close", programme, phase=phase, items=items)


@require_POST
@desk_required
def desk_phase_reopen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    programme = mine(request, slug)
    phase = get_object_or_404(Phase.objects.select_related("programme"), programme=programme, pk=pk)
    return act(request, programme, _("The phase is open again."), f"phase-{pk}", do=actions.reopen_phase, phase=phase)


@require_POST
@desk_required
def desk_checklist_tick(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    programme = mine(request, slug)
    item = get_object_or_404(ChecklistItem.objects.select_related("phase__programme"), phase__programme=programme, pk=pk)
    is_done = request.POST.get("is_done") == "yes"
    words = _("Ticked off.") if is_done else _("Open again.")
    return act(request, programme, words, f"phase-{item.phase_id}", do=actions.tick_item, item=item, is_done=is_done)


# --- Milestones ---


@ask
@desk_required
def desk_milestone_create(request: HttpRequest, slug: str) -> HttpResponse:
    programme = mine(request, slug)
    form = desk_forms.MilestoneForm(posted(request), programme=programme)
    if form.is_valid():
        actions.set_milestone(milestone=form.save(commit=False), actor=request.actor, now=now())
        return back(request, programme, _("The milestone is set."), "milestones")
    return show(request, "desk_milestone_create", programme, form=form)


@ask
@desk_required
def desk_milestone_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    programme = mine(request, slug)
    form = desk_forms.MilestoneForm(posted(request), instance=get_object_or_404(Milestone, programme=programme, pk=pk), programme=programme)
    if form.is_valid():
        actions.set_milestone(milestone=form.save(commit=False), columns=form.own_columns(), actor=request.actor, now=now())
        return back(request, programme, _("The milestone is changed."), "milestones")
    return show(request, "desk_milestone_edit", programme, form=form)


@ask
@desk_required
def desk_milestone_reach(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    programme = mine(request, slug)
    moment = now()
    milestone = get_object_or_404(Milestone.objects.select_related("programme"), programme=programme, pk=pk)
    form = desk_forms.ReachForm(posted(request), initial={"reached_on": milestone.reached_on or timezone.localdate(moment)})
    if form.is_valid():
        try:
            actions.reach_milestone(milestone=milestone, reached_on=form.cleaned_data["reached_on"], actor=request.actor, now=moment)
        except Refused as refusal:
            form.add_error("reached_on", refusal.message)
        else:
            return back(request, programme, _("The milestone is reached.") if milestone.reached_on else _("The milestone is open again."), "milestones")
    return show(request, "desk_milestone_reach", programme, form=form, milestone=milestone)


@ask
@desk_required
def desk_milestone_discard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    programme = mine(request, slug)
    milestone = get_object_or_404(Milestone.objects.select_related("programme"), programme=programme, pk=pk)
    if request.method == "POST":
        return act(request, programme, _("The milestone is thrown away."), "milestones", do=actions.discard_milestone, milestone=milestone)
    return show(request, "desk_milestone_discard", programme, milestone=milestone)


# --- Events ---


@ask
@desk_required
def desk_event_attach(request: HttpRequest, slug: str) -> HttpResponse:
    programme = mine(request, slug)
    moment = now()
    form = desk_forms.AttachForm(posted(request), events=desk_forms.events_to_attach(programme, request.actor, moment - A_YEAR))
    if form.is_valid():
        actions.attach_event(programme=programme, event=form.cleaned_data["event"], actor=request.actor, now=moment)
        return back(request, programme, _("The event belongs to the programme now."), "events")
    return show(request, "desk_event_attach", programme, form=form)


@require_POST
@desk_required
def desk_event_detach(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    programme = mine(request, slug)
    event = get_object_or_404(programme.events.visible_to(request.actor), pk=pk)
    actions.detach_event(programme=programme, event=event, actor=request.actor, now=now())
    return back(request, programme, _("The event no longer belongs to the programme. It stays among your events."), "events")


# --- Who takes part, who pays ---


@ask
@desk_required
def desk_partner_create(request: HttpRequest, slug: str) -> HttpResponse:
    programme = mine(request, slug)
    form = desk_forms.PartnerForm(posted(request), programme=programme, actor=request.actor)
    if form.is_valid():
        actions.add_partner(programme=programme, **form.cleaned_data, actor=request.actor, now=now())
        return back(request, programme, _("The partner is at the table."), "partners")
    return show(request, "desk_partner_create", programme, form=form)


@require_POST
@desk_required
def desk_partner_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    programme = mine(request, slug)
    partner = get_object_or_404(Partner.objects.select_related("programme"), programme=programme, pk=pk)
    actions.remove_partner(partner=partner, actor=request.actor, now=now())
    return back(request, programme, _("The partner has left the programme."), "partners")


@ask
@desk_required
def desk_municipality_add(request: HttpRequest, slug: str) -> HttpResponse:
    programme = mine(request, slug)
    form = desk_forms.MunicipalityForm(posted(request), programme=programme)
    if form.is_valid():
        actions.add_municipality(programme=programme, **form.cleaned_data, actor=request.actor, now=now())
        return back(request, programme, _("The municipality takes part."), "municipalities")
    return show(request, "desk_municipality_add", programme, form=form)


@require_POST
@desk_required
def desk_municipality_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    programme = mine(request, slug)
    participation = get_object_or_404(Participation.objects.select_related("programme"), programme=programme, pk=pk)
    words = _("The municipality no longer takes part.")
    return act(request, programme, words, "municipalities", do=actions.remove_municipality, participation=participation)


@ask
@desk_required
def desk_funding_create(request: HttpRequest, slug: str) -> HttpResponse:
    programme = mine(request, slug)
    form = desk_forms.FundingForm(posted(request), programme=programme)
    if form.is_valid():
        form.save()
        return back(request, programme, _("The funding is recorded."), "funding")
    return show(request, "desk_funding_create", programme, form=form)


@ask
@desk_required
def desk_funding_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    programme = mine(request, slug)
    form = desk_forms.FundingForm(posted(request), instance=get_object_or_404(Funding, programme=programme, pk=pk), programme=programme)
    if form.is_valid():
        form.save()
        return back(request, programme, _("The funding is changed."), "funding")
    return show(request, "desk_funding_edit", programme, form=form)


@require_POST
@desk_required
def desk_funding_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    programme = mine(request, slug)
    funding = get_object_or_404(Funding.objects.select_related("programme"), programme=programme, pk=pk)
    actions.remove_funding(funding=funding, actor=request.actor, now=now())
    return back(request, programme, _("The funding record is taken out."), "funding")
