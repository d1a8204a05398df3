"""People and organisations at the desk: lists, one's page with its contact log, keeping, deleting, taking along."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.common.access import desk_for, desk_required
from portal.common.actor import Right
from portal.common.clock import now as clock
from portal.common.errors import Refused
from portal.common.pointers import pointers_to
from portal.common.tables import FORMATS
from stakeholders.contacts import actions
from stakeholders.contacts.choices import involvements
from stakeholders.contacts.forms import ContactForm, OrganisationFilters, OrganisationForm, PeopleFilters, PersonForm
from stakeholders.contacts.models import ContactNote
from stakeholders.contacts.presenters import dressed
from stakeholders.organisations.models import Organisation
from stakeholders.people.models import Person

PAGE = 50
ask = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Kind:
    name: str
    model: Any
    form: Any
    filters: Any
    column: str  # of the contact log
    title: str | Promise


KINDS = {
    "people": Kind("people", Person, PersonForm, PeopleFilters, "person", gettext_lazy("People")),
    "organisations": Kind("organisations", Organisation, OrganisationForm, OrganisationFilters, "organisation", gettext_lazy("Organisations")),
}


def kind_named(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def rows_of(kind: Kind, request: HttpRequest) -> Any:
    rows = kind.model.objects.kept_by(request.actor).select_related("municipality").annotate(last_contact=ContactNote.objects.latest_by(kind.column))
    return (rows.prefetch_related("organisations") if kind.name == "people" else rows).in_order()


def mine(kind: Kind, request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(kind.model.objects.kept_by(request.actor).select_related("municipality"), pk=pk)


@require_safe
@desk_for(Right.LEAD)
def desk_stakeholder_list(request: HttpRequest, kind: str) -> HttpResponse:
    of = kind_named(kind)
    filters = of.filters(request.GET, queryset=rows_of(of, request), actor=request.actor, today=timezone.localdate(clock()))
    page = Paginator(filters.qs, PAGE).get_page(request.GET.get("page"))
    page.object_list = dressed(of.name, list(page.object_list))
    facts = {"kind": of, "kinds": KINDS.values(), "filters": filters, "form": filters.form, "page_obj": page, "formats": FORMATS}
    return render(request, "stakeholders/contacts/desk_stakeholder_list.html", facts)


@require_POST
@desk_for(Right.LEAD)
def desk_stakeholder_export(request: HttpRequest, kind: str, file_format: str) -> HttpResponse:
    """What the list shows with its filters. Taking it along is an act, so it is a POST."""
    of = kind_named(kind)
    if file_format not in FORMATS:
        raise Http404
    now = clock()
    filters = of.filters(request.GET, queryset=rows_of(of, request), actor=request.actor, today=timezone.localdate(now))
    if not filters.form.is_valid():  # what cannot be read narrows nothing, and everything would be taken along
        return HttpResponseRedirect(f"{reverse('contacts:desk_stakeholder_list', args=[of.name])}?{request.GET.urlencode()}")
    content = actions.export_stakeholders(kind=of.name, rows=filters.qs, file_format=file_format, actor=request.actor, now=now)
    name = f"{of.name}-{timezone.localdate(now).isoformat()}.{file_format}"
    return HttpResponse(
        content, content_type=FORMATS[file_format], headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    )


@ask
@desk_for(Right.LEAD)
def desk_stakeholder_create(request: HttpRequest, kind: str) -> HttpResponse:
    of = kind_named(kind)
    form = of.form(request.POST if request.method == "POST" else None, actor=request.actor)
    if form.is_valid():
        row = stored(of, form, request)
        messages.success(request, _("“%(name)s” is kept.") % {"name": row.name})
        return redirect("contacts:desk_stakeholder_detail", of.name, row.pk)
    return render(request, "stakeholders/contacts/desk_stakeholder_form.html", {"kind": of, "form": form}, status=422 if form.errors else 200)


@ask
@desk_required
def desk_stakeholder_edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    of = kind_named(kind)
    row = mine(of, request, pk)
    name = row.name
    form = of.form(request.POST if request.method == "POST" else None, instance=row, actor=request.actor)
    if form.is_valid():
        stored(of, form, request)
        messages.success(request, _("“%(name)s” is saved.") % {"name": row.name})
        return redirect("contacts:desk_stakeholder_detail", of.name, row.pk)
    facts = {"kind": of, "form": form, "row": row, "name": name}
    return render(request, "stakeholders/contacts/desk_stakeholder_form.html", facts, status=422 if form.errors else 200)


def stored(of: Kind, form: Any, request: HttpRequest) -> Any:
    row = form.save(commit=False)
    if of.name == "people":
        return actions.keep_person(person=row, organisation=form.cleaned_data["organisation"], instead_of=form.spoke_for, actor=request.actor, now=clock())
    return actions.keep_organisation(organisation=row, actor=request.actor, now=clock())


@ask
@desk_required
def desk_stakeholder_detail(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One stakeholder; sent back, a line of the contact log."""
    of, now = kind_named(kind), clock()
    row = mine(of, request, pk)
    form = ContactForm(request.POST if request.method == "POST" else None, today=timezone.localdate(now))
    if form.is_valid():
        actions.log_contact(row=row, **form.cleaned_data, actor=request.actor, now=now)
        messages.success(request, _("Written down."))
        return redirect("contacts:desk_stakeholder_detail", of.name, pk)
    dressed(of.name, [row])
    page = Paginator(row.contact_notes.select_related("written_by").newest_first(), PAGE).get_page(request.GET.get("page"))
    others = row.people.in_order()[:PAGE] if of.name == "organisations" else row.organisations.in_order()[:PAGE]
    facts = {
        "kind": of,
        "row": row,
        "form": form,
        "page_obj": page,
        "others": others,
        "add_urls": [one.add_url(of.name, pk) for one in involvements],
        "today": timezone.localdate(now),
    }
    return render(request, "stakeholders/contacts/desk_stakeholder_detail.html", facts, status=422 if form.errors else 200)


@ask
@desk_required
def desk_stakeholder_remove(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    of = kind_named(kind)
    row = mine(of, request, pk)
    if request.method == "POST":
        try:
            actions.remove_stakeholder(row=row, actor=request.actor, now=clock())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("contacts:desk_stakeholder_detail", of.name, pk)
        messages.success(request, _("“%(name)s” is deleted.") % {"name": row.name})
        return redirect("contacts:desk_stakeholder_list", of.name)
    dressed(of.name, [row])
    facts = {"kind": of, "row": row, "notes": row.contact_notes.count(), "pointers": pointers_to(row, actor=request.actor)}
    return render(request, "stakeholders/contacts/desk_stakeholder_remove.html", facts)


@require_POST
@desk_required
def desk_contact_done(request: HttpRequest, pk: int) -> HttpResponse:
    note = get_object_or_404(ContactNote.objects.kept_by(request.actor), pk=pk)
    actions.finish_step(note=note, actor=request.actor, now=clock())
    messages.success(request, _("Done."))
    if request.POST.get("then") == "list":
        return redirect("contacts:desk_step_list")
    kind, whom = ("people", note.person_id) if note.person_id else ("organisations", note.organisation_id)
    return redirect("contacts:desk_stakeholder_detail", kind, whom)


@require_safe
@desk_for(Right.LEAD)
def desk_step_list(request: HttpRequest) -> HttpResponse:
    """What somebody wanted to do next, the oldest first."""
    rows = ContactNote.objects.kept_by(request.actor).open_steps().select_related("person", "organisation", "municipality").order_by("next_on", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "stakeholders/contacts/desk_step_list.html", {"page_obj": page, "today": timezone.localdate(clock())})
