"""Bringing a list of people or organisations: a file, its columns, what becomes of each row, and only then the storing."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.common.access import desk_for, desk_required
from portal.common.actor import Right
from portal.common.clock import now as clock
from portal.common.errors import Refused
from portal.common.tables import FORMATS, write_table
from stakeholders.contacts.documents import headings_of
from stakeholders.imports import actions
from stakeholders.imports.choices import KINDS, Fate, State
from stakeholders.imports.documents import refused_file
from stakeholders.imports.forms import ColumnsForm, ImportForm
from stakeholders.imports.models import Import
from stakeholders.imports.presenters import told

PAGE = 50
ask = require_http_methods(["GET", "HEAD", "POST"])


def mine(request: HttpRequest, public_id: UUID) -> Import:
    return get_object_or_404(Import.objects.kept_by(request.actor).select_related("municipality"), public_id=public_id)


def file_of(name: str, content: bytes, file_format: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=FORMATS[file_format], headers={"Content-Disposition": f'attachment; filename="{name}.{file_format}"', "Cache-Control": "no-store"}
    )


@ask
@desk_for(Right.LEAD)
def desk_import_create(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    form = ImportForm(request.POST if request.method == "POST" else None, request.FILES or None, actor=request.actor)
    if form.is_valid():
        headings, rows = form.cleaned_data["table"]
        now = clock()
        batch = actions.start_import(municipality=form.cleaned_data["municipality"], kind=kind, headings=headings, rows=rows, actor=request.actor, now=now)
        actions.advance(batch_id=batch.pk, now=now)
        return redirect("imports:desk_import_detail", batch.public_id)
    return render(request, "stakeholders/imports/desk_import_create.html", {"form": form, "kind": kind, "formats": FORMATS}, status=422 if form.errors else 200)


@require_safe
@desk_for(Right.LEAD)
def desk_import_template(request: HttpRequest, kind: str, file_format: str) -> HttpResponse:
    """An empty list with the headings that are understood."""
    if kind not in KINDS or file_format not in FORMATS:
        raise Http404
    return file_of(kind, write_table(headings_of(kind), [], file_format, title=kind), file_format)


@require_safe
@desk_required
def desk_import_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    batch = mine(request, public_id)
    counts = batch.rows.by_fate()
    fate = request.GET.get("fate", "")
    rows = batch.rows.order_by("number")
    rows = rows.filter(fate=fate) if fate in Fate.values else rows
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page.object_list = [told(row) for row in page.object_list]
    stored = batch.rows.filter(stored_at__isnull=False).count()
    facts = {
        "batch": batch,
        "page_obj": page,
        "fates": [(one.value, one.label, counts.get(one.value, 0)) for one in Fate],
        "fate": fate,
        "no_fate": fate not in Fate.values,
        "looked_at": batch.total - counts.get("", 0),
        "stored": stored,
        "to_store": counts.get(Fate.NEW, 0) + counts.get(Fate.CHANGE, 0),
        "counts": counts,
        "form": ColumnsForm(batch=batch),
        "left_out": [heading for heading, column in zip(batch.headings, batch.columns, strict=False) if heading and not column],
        "is_over": batch.state in {State.DONE, State.CANCELLED, State.UNDONE},
        "may_add_organisations": "organisation" in batch.columns,
        "is_at_work": batch.state in {State.CHECKING, State.RUNNING},
    }
    return render(request, "stakeholders/imports/desk_import_detail.html", facts)


@require_POST
@desk_required
def desk_import_columns(request: HttpRequest, public_id: UUID) -> HttpResponse:
    batch, now = mine(request, public_id), clock()
    form = ColumnsForm(request.POST, batch=batch)
    if not form.is_valid():
        return render(request, "stakeholders/imports/desk_import_columns.html", {"batch": batch, "form": form}, status=422)
    try:
        actions.choose_columns(batch=batch, columns=form.columns, actor=request.actor, now=now)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return render(request, "stakeholders/imports/desk_import_columns.html", {"batch": batch, "form": form}, status=422)
    actions.advance(batch_id=batch.pk, now=now)
    return redirect("imports:desk_import_detail", public_id)


@require_POST
@desk_required
def desk_import_begin(request: HttpRequest, public_id: UUID) -> HttpResponse:
    batch, now = mine(request, public_id), clock()
    actions.begin_import(batch=batch, actor=request.actor, now=now)
    actions.advance(batch_id=batch.pk, now=now)
    return redirect("imports:desk_import_detail", public_id)


@require_POST
@desk_required
def desk_import_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actions.cancel_import(batch=mine(request, public_id), actor=request.actor, now=clock())
    messages.success(request, _("Stopped. What was stored until now stays, and can be taken back."))
    return redirect("imports:desk_import_detail", public_id)


@require_POST
@desk_required
def desk_import_undo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    try:
        back, stayed = actions.undo_import(batch=mine(request, public_id), actor=request.actor, now=clock())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, ngettext("%(number)s row is taken back.", "%(number)s rows are taken back.", back) % {"number": back})
        if stayed:
            words = ngettext(
                "%(number)s row stayed, because somebody has worked with it since.",
                "%(number)s rows stayed, because somebody has worked with them since.",
                stayed,
            )
            messages.warning(request, words % {"number": stayed})
    return redirect("imports:desk_import_detail", public_id)


@require_safe
@desk_required
def desk_import_refused(request: HttpRequest, public_id: UUID, file_format: str) -> HttpResponse:
    batch = mine(request, public_id)
    if file_format not in FORMATS:
        raise Http404
    rows = batch.rows.filter(fate=Fate.REFUSED).order_by("number").iterator(chunk_size=1000)
    return file_of("refused", refused_file(batch, rows, file_format), file_format)
