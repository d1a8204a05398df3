"""Newsletters: written and sent at the desk, read by everybody, ended by one click."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from locations.municipalities.models import Municipality
from portal.common.access import desk_for, desk_required
from portal.common.actor import Right
from portal.common.clock import now as clock
from portal.common.drafts.page import opened, saved
from portal.common.errors import Refused
from portal.common.outbox.batches import reckon
from portal.common.outbox.models import STRANDED, Letter
from portal.common.outbox.preview import SCHEMES, as_scheme, letter_response
from portal.common.throttle import allow
from portal.common.warm.pages import for_everybody
from stakeholders.newsletters import actions, rules
from stakeholders.newsletters.choices import AT_WORK, Standing
from stakeholders.newsletters.forms import IssueForm, MunicipalityForm, SendForm
from stakeholders.newsletters.models import Issue
from stakeholders.newsletters.presenters import figures, kept_figures, look_of, stranded_words
from stakeholders.subscriptions.models import Subscriber, Topic

PAGE = 30
SHOWN = 50  # letters that did not arrive
TESTS, HOUR = 20, timedelta(hours=1)
ask = require_http_methods(["GET", "HEAD", "POST"])


# --- At the desk: writing ------------------------------------------------------------------------


@require_safe
@desk_for(Right.LOOK)
def desk_issue_list(request: HttpRequest) -> HttpResponse:
    rows = Issue.objects.on_desk_of(request.actor).with_surroundings().newest_first()
    standing = request.GET.get("standing", "")
    rows = rows.filter(standing=standing) if standing in Standing.values else rows
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page.object_list = [(issue, look_of(issue)) for issue in page.object_list]
    facts = {"page_obj": page, "standing": standing if standing in Standing.values else "", "standings": Standing.choices, "may_write": request.actor.writes}
    return render(request, "stakeholders/newsletters/desk_issue_list.html", facts)


@ask
@desk_for(Right.WRITE)
def desk_issue_create(request: HttpRequest) -> HttpResponse:
    """First for whom, unless it is clear; then the words."""
    choice = MunicipalityForm({"municipality": request.GET.get("municipality", "")}, actor=request.actor)
    choices = list(choice.fields["municipality"].queryset[:2])
    municipality = choices[0] if len(choices) == 1 else choice.cleaned_data["municipality"] if choice.is_valid() else None
    if municipality is None:
        facts, status = {"form": MunicipalityForm(actor=request.actor)}, 422 if request.method == "POST" else 200
        return render(request, "stakeholders/newsletters/desk_issue_begin.html", facts, status=status)
    page = opened(request)
    form = IssueForm(page.data, instance=Issue(municipality=municipality))
    if form.is_valid() and page.is_sent:
        issue = actions.draft_issue(issue=form.filled_in(), topics=form.cleaned_data["topics"], actor=request.actor, now=clock())
        saved(request)
        messages.success(request, _("The draft is saved. Nobody gets it before you send it."))
        return redirect("newsletters:desk_issue_detail", issue.public_id)
    return show_form(request, form, page)


@ask
@desk_required
def desk_issue_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    issue = written(request, public_id)
    if not issue.is_draft and request.method != "POST":  # what somebody typed meanwhile is not thrown away: the form says why it is not stored
        return redirect("newsletters:desk_issue_detail", public_id)
    page = opened(request)
    form = IssueForm(page.data, instance=issue)
    if form.is_valid() and page.is_sent:
        given = {"topics": form.cleaned_data["topics"], "columns": form.own_columns(), "seen": form.now_stored}
        try:
            actions.change_issue(issue=form.filled_in(), actor=request.actor, now=clock(), **given)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            saved(request)
            messages.success(request, _("The draft is saved."))
            return redirect("newsletters:desk_issue_detail", public_id)
    return show_form(request, form, page)


def show_form(request: HttpRequest, form: IssueForm, page: Any) -> HttpResponse:
    is_refused = page.is_sent and bool(form.errors)
    facts = {"form": form, "page": page, "issue": form.instance, "municipality": form.instance.municipality}
    return render(request, "stakeholders/newsletters/desk_issue_form.html", facts, status=422 if is_refused else 200)


@require_safe
@desk_required
def desk_issue_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the issue needs next: the check of a draft, the progress of one that leaves, what came of one that left."""
    issue = looked_at(request, public_id)
    facts: dict[str, Any] = {
        "issue": issue,
        "look": look_of(issue),
        "topics": list(issue.topics.in_order()),
        "may_write": rules.can_write(request.actor, issue),
        "may_send": rules.can_send(request.actor, issue),
        "may_test": rules.can_test(request.actor, issue),
        "is_about_to_leave": issue.standing == Standing.SCHEDULED and issue.send_at <= clock(),
        "is_overdue": rules.is_overdue(issue, now=clock()),
    }
    if issue.is_draft or issue.standing == Standing.SCHEDULED:
        found = actions.check(issue=issue, now=clock())
        facts |= {"findings": found, "is_sendable": not any(one.is_grave for one in found), "audience": actions.audience_of(issue=issue)}
        facts |= {"languages": rules.languages_of(issue), "form": SendForm()}
    elif issue.batch:
        facts |= progress_of(issue, shows_names=facts["may_send"])
    return render(request, "stakeholders/newsletters/desk_issue_detail.html", facts)


def progress_of(issue: Issue, *, shows_names: bool) -> dict[str, Any]:
    reckoning = reckon(issue.batch)
    stranded = Letter.objects.filter(batch=issue.batch, state__in=STRANDED).order_by("finished_at")
    counted_then = sum(issue.outcome.values())
    is_kept = counted_then > reckoning.selected  # letters are not kept for ever; what became of them is
    return {
        "reckoning": reckoning,
        "selected": counted_then if is_kept else reckoning.selected,
        "figures": kept_figures(issue.outcome) if is_kept else figures(reckoning),
        "is_at_work": issue.standing in AT_WORK,
        "stranded": stranded_words(stranded[:SHOWN]) if shows_names else [],
        "stranded_total": stranded.count(),
        "languages": [edition.language for edition in issue.editions.in_order()],
    }


@require_safe
@desk_required
def desk_issue_audience(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who would get it: addresses are seen by those who lead alone."""
    issue = led(request, public_id)
    page = Paginator(Subscriber.objects.of_topics(issue.topics.filter(is_open=True)).order_by("email"), 100).get_page(request.GET.get("page"))
    return render(request, "stakeholders/newsletters/desk_issue_audience.html", {"issue": issue, "page_obj": page})


@require_safe
@desk_required
def desk_issue_preview(request: HttpRequest, public_id: UUID, language: str) -> HttpResponse:
    """Both colour schemes beside each other, and the same as plain text."""
    issue = looked_at(request, public_id)
    content = actions.preview(issue=issue, language=language, name=request.actor.name, now=clock())
    if content is None:
        raise Http404
    facts = {"issue": issue, "language": language, "content": content, "languages": rules.languages_of(issue)}
    return render(request, "stakeholders/newsletters/desk_issue_preview.html", facts)


@require_safe
@desk_required
def desk_issue_letter(request: HttpRequest, public_id: UUID, language: str, scheme: str) -> HttpResponse:
    """The letter itself, as a mail program shows it in one colour scheme."""
    content = actions.preview(issue=looked_at(request, public_id), language=language, name=request.actor.name, now=clock())
    if content is None or scheme not in SCHEMES:
        raise Http404
    return letter_response(as_scheme(content.html, scheme), is_framed=True)


def looked_at(request: HttpRequest, public_id: UUID) -> Issue:
    return get_object_or_404(Issue.objects.on_desk_of(request.actor).with_surroundings(), public_id=public_id)


# --- At the desk: acts ---------------------------------------------------------------------------


def led(request: HttpRequest, public_id: UUID) -> Issue:
    return get_object_or_404(Issue.objects.manageable_by(request.actor).with_surroundings(), public_id=public_id)


def written(request: HttpRequest, public_id: UUID) -> Issue:
    return get_object_or_404(Issue.objects.writable_by(request.actor).with_surroundings(), public_id=public_id)


def act(request: HttpRequest, issue: Issue, words: str, /, *, do: Callable[..., Any], **given: Any) -> HttpResponse:
    """The action, and back to the issue with what happened, or why it did not."""
    try:
        do(issue=issue, actor=request.actor, now=clock(), **given)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, words)
    return redirect("newsletters:desk_issue_detail", issue.public_id)


@require_POST
@desk_required
def desk_issue_test(request: HttpRequest, public_id: UUID) -> HttpResponse:
    issue = written(request, public_id)
    if not allow("newsletters.test", str(request.actor.user_id), limit=TESTS, per=HOUR, now=clock()):
        messages.error(request, _("You have sent yourself many tests. Wait an hour, or look at the preview."))
        return redirect("newsletters:desk_issue_detail", public_id)
    words = _("The test is on its way to %(email)s.") % {"email": request.actor.email}
    return act(request, issue, words, do=actions.send_test, language=request.POST.get("language", ""))


@ask
@desk_required
def desk_issue_send(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Asks once more, with the number of those who would get it; the second page sends."""
    issue = led(request, public_id)
    form = SendForm(request.POST if request.method == "POST" else None, initial={"seen": actions.state_of(issue=issue)})
    if not issue.is_draft:
        return redirect("newsletters:desk_issue_detail", public_id)
    if not form.is_valid():
        facts = {"issue": issue, "form": form, "audience": actions.audience_of(issue=issue), "topics": list(issue.topics.in_order())}
        return render(request, "stakeholders/newsletters/desk_issue_send.html", facts, status=422 if form.errors else 200)
    words = _("It will be sent: %(moment)s.") % {"moment": form.in_words()} if form.moment else _("It is on its way. You can leave this page.")
    return act(request, issue, words, do=actions.schedule_issue, send_at=form.moment, seen=form.cleaned_data["seen"])


@require_POST
@desk_required
def desk_issue_take_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return act(request, led(request, public_id), _("It is a draft again."), do=actions.take_back_issue)


@require_POST
@desk_required
def desk_issue_pause(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return act(request, led(request, public_id), _("Paused. No further letter leaves."), do=actions.pause_issue)


@require_POST
@desk_required
def desk_issue_resume(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return act(request, led(request, public_id), _("It goes on."), do=actions.resume_issue)


@ask
@desk_required
def desk_issue_call_off(request: HttpRequest, public_id: UUID) -> HttpResponse:
    issue = led(request, public_id)
    if request.method == "POST":
        return act(request, issue, _("Called off. What had left stays where it arrived."), do=actions.call_off_issue)
    if not rules.is_under_way(issue):
        return redirect("newsletters:desk_issue_detail", public_id)
    return render(request, "stakeholders/newsletters/desk_issue_call_off.html", {"issue": issue, "reckoning": reckon(issue.batch)})


@require_POST
@desk_required
def desk_issue_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    issue = led(request, public_id)
    try:
        number = actions.send_stranded_again(issue=issue, actor=request.actor, now=clock())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("newsletters:desk_issue_detail", public_id)
    if number:
        messages.success(request, ngettext("%(number)s letter is tried once more.", "%(number)s letters are tried once more.", number) % {"number": number})
    else:
        messages.info(request, _("Nothing can be tried again: what the letters were about is not kept for so long."))
    return redirect("newsletters:desk_issue_detail", public_id)


@require_POST
@desk_required
def desk_issue_copy(request: HttpRequest, public_id: UUID) -> HttpResponse:
    issue = written(request, public_id)
    fresh = actions.copy_issue(issue=issue, actor=request.actor, now=clock())
    messages.success(request, _("A new draft with the same words. Nobody gets it before you send it."))
    return redirect("newsletters:desk_issue_edit", fresh.public_id)


@ask
@desk_required
def desk_issue_discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    issue = written(request, public_id)
    if request.method != "POST":
        if not issue.is_draft:
            return redirect("newsletters:desk_issue_detail", public_id)
        return render(request, "stakeholders/newsletters/desk_issue_discard.html", {"issue": issue})
    try:
        actions.discard_issue(issue=issue, actor=request.actor, now=clock())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("newsletters:desk_issue_detail", public_id)
    messages.success(request, _("The draft is thrown away."))
    return redirect("newsletters:desk_issue_list")


# --- For everybody: the archive ------------------------------------------------------------------


@require_safe
@for_everybody(narrowed_by=("page",))
def issue_list(request: HttpRequest, slug: str = "") -> HttpResponse:
    """What was sent, of everybody or of one municipality."""
    municipality = get_object_or_404(Municipality.objects.taking_part(), slug=slug) if slug else None
    rows = Issue.objects.public().select_related("municipality").newest_first()
    rows = rows.filter(municipality=municipality) if municipality else rows
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    topics = Topic.objects.open().filter(municipality=municipality) if municipality else Topic.objects.open()
    subscribe_url = reverse("subscriptions:subscribe") + (f"?municipality={slug}" if slug else "")
    facts = {"page_obj": page, "municipality": municipality, "subscribe_url": subscribe_url if topics.exists() else ""}
    return render(request, "stakeholders/newsletters/issue_list.html", facts)


@require_safe
@for_everybody()
def issue_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """As it was sent, in the reader's language or in the first that there is; nothing in it is anybody's own.

    Of one that was called off some letters may have left with this address: it says so, and shows nothing of it.
    """
    issue = get_object_or_404(Issue.objects.once_public().select_related("municipality"), slug=slug)
    if issue.is_called_off:
        return render(request, "stakeholders/newsletters/issue_called_off.html", {"municipality": issue.municipality}, status=410)
    editions = {edition.language: edition for edition in issue.editions.in_order()}
    spoken = sorted(editions, key=lambda language: language != issue.municipality.language)
    edition = editions[rules.language_for(translation.get_language() or "", spoken)]
    facts = {"issue": issue, "edition": edition, "municipality": issue.municipality}
    return render(request, "stakeholders/newsletters/issue_detail.html", facts)
