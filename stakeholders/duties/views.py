"""What a municipality owes its visitors: its statements, a form to write to it, and the coordinator's pages for both."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from locations.municipalities.models import Municipality
from portal.common.access import desk_for, desk_required
from portal.common.actor import Right
from portal.common.clock import now as clock
from portal.common.errors import Refused
from portal.common.throttle import allow, network_of
from portal.common.warm.pages import for_everybody
from stakeholders.duties import actions, rules
from stakeholders.duties.forms import AnswerForm, FeedbackForm, PrivacyForm, StatementForm
from stakeholders.duties.models import AccessibilityStatement, Feedback, PrivacyRecord
from stakeholders.duties.presenters import dressed

PAGE = 20
DAY = timedelta(days=1)
GIVEN = ("municipality", "topic", "page")
ask = require_http_methods(["GET", "HEAD", "POST"])


@ask
def feedback(request: HttpRequest) -> HttpResponse:
    given = {name: request.GET[name][:300] for name in GIVEN if name in request.GET}
    form = FeedbackForm(request.POST if request.method == "POST" else None, initial=given)
    if not (request.method == "POST" and form.is_valid()):
        return render(request, "stakeholders/duties/feedback.html", {"form": form}, status=422 if form.errors else 200)
    moment, answers = clock(), dict(form.cleaned_data)
    if not allow("feedback.network", network_of(request), limit=10, per=DAY, now=moment):
        return render(request, "stakeholders/duties/feedback_too_often.html", status=429)
    if not answers.pop("website"):
        actions.give_feedback(**answers, language=get_language(), now=moment)
    return redirect("duties:feedback_done")


@require_safe
def feedback_done(request: HttpRequest) -> HttpResponse:
    return render(request, "stakeholders/duties/feedback_done.html")


def taking_part(slug: str) -> Municipality:
    return get_object_or_404(Municipality.objects.taking_part().select_related("region__country"), slug=slug)


@require_safe
@for_everybody()
def municipality_accessibility(request: HttpRequest, slug: str) -> HttpResponse:
    municipality = taking_part(slug)
    statement = get_object_or_404(AccessibilityStatement, municipality=municipality)
    facts = {"municipality": municipality, "statement": statement, "law": rules.law_of(municipality), "review_by": rules.review_due_on(statement.reviewed_on)}
    return render(request, "stakeholders/duties/municipality_accessibility.html", facts)


@require_safe
@for_everybody()
def municipality_privacy(request: HttpRequest, slug: str) -> HttpResponse:
    municipality = taking_part(slug)
    record = get_object_or_404(PrivacyRecord, municipality=municipality)
    return render(request, "stakeholders/duties/municipality_privacy.html", {"municipality": municipality, "record": record})


# --- The coordinator's desk ---


@require_safe
@desk_for(Right.LEAD)
def desk_feedback_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate(clock())
    rows = Feedback.objects.manageable_by(request.actor).select_related("municipality").most_urgent_first()
    if is_open := request.GET.get("state") == "open":
        rows = rows.unanswered()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page.object_list = dressed(list(page.object_list), today=today)
    municipalities = Municipality.objects.manageable_by(request.actor).select_related("accessibility_statement", "privacy_record").in_order()[:PAGE]
    return render(
        request,
        "stakeholders/duties/desk_feedback_list.html",
        {"page_obj": page, "municipalities": municipalities, "is_open": is_open, "not_open": not is_open},
    )


@ask
@desk_required
def desk_feedback_answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    moment = clock()
    row = get_object_or_404(Feedback.objects.manageable_by(request.actor).select_related("municipality", "answered_by"), public_id=public_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_feedback(feedback=row, answer=form.cleaned_data["answer"], actor=request.actor, now=moment)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your answer is on its way.") if row.email else _("Your answer is kept. No address was left to send it to."))
        return redirect("duties:desk_feedback_list")
    dressed([row], today=timezone.localdate(moment))
    return render(request, "stakeholders/duties/desk_feedback_answer.html", {"feedback": row, "form": form}, status=422 if form.errors else 200)


@ask
@desk_required
def desk_statement_edit(request: HttpRequest, slug: str) -> HttpResponse:
    return edit_record(request, slug, StatementForm, "desk_statement_edit")


@ask
@desk_required
def desk_privacy_edit(request: HttpRequest, slug: str) -> HttpResponse:
    return edit_record(request, slug, PrivacyForm, "desk_privacy_edit")


def edit_record(request: HttpRequest, slug: str, form_class: type[StatementForm | PrivacyForm], page: str) -> HttpResponse:
    """The municipality's one row of its kind, or a new one."""
    moment = clock()
    municipality = get_object_or_404(Municipality.objects.manageable_by(request.actor), slug=slug)
    model = form_class._meta.model
    found = model.objects.filter(municipality=municipality).first()
    form = form_class(
        request.POST if request.method == "POST" else None,
        instance=found or model(municipality=municipality),
        initial={} if found else {"prepared_on": timezone.localdate(moment)},
    )
    if request.method == "POST" and form.is_valid():
        actions.keep_record(record=form.save(commit=False), actor=request.actor, now=moment)
        messages.success(request, _("Saved, and reviewed as of today."))
        onward = request.GET.get("next", "")
        is_ours = onward.startswith("/") and url_has_allowed_host_and_scheme(onward, allowed_hosts=None)
        return HttpResponseRedirect(onward if is_ours else reverse("duties:desk_feedback_list"))
    return render(request, f"stakeholders/duties/{page}.html", {"municipality": municipality, "form": form}, status=422 if form.errors else 200)
