"""Colleagues: who acts for whom, inviting, leaving; and the page behind an invitation's link."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.common.access import desk_required, personal
from portal.common.clock import now as clock
from portal.common.errors import Refused
from portal.common.links import is_valid
from stakeholders.mandates import actions, rules
from stakeholders.mandates.choices import Role, hand_overs
from stakeholders.mandates.emails import PURPOSE
from stakeholders.mandates.forms import AcceptForm, InvitationForm, LeaveForm, bodies_led_by
from stakeholders.mandates.models import Invitation, Mandate
from stakeholders.people.models import User

PAGE = 50
ask = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@desk_required
def desk_colleague_list(request: HttpRequest) -> HttpResponse:
    now = clock()
    page = Paginator(Mandate.objects.in_force().visible_to(request.actor).for_list(), PAGE).get_page(request.GET.get("page"))
    invitations = list(Invitation.objects.unanswered().manageable_by(request.actor).for_list()[:PAGE])
    for row in invitations:
        row.is_late = not rules.is_open(row, now=now)
    may_invite = request.actor.leads or any(rules.can_lead(request.actor, organisation_id=pk) for pk in request.actor.organisation_roles)
    facts = {"page_obj": page, "invitations": invitations, "may_invite": may_invite}
    return render(request, "stakeholders/mandates/desk_colleague_list.html", facts)


@ask
@desk_required
def desk_invitation_create(request: HttpRequest) -> HttpResponse:
    bodies = bodies_led_by(request.actor)
    if not bodies:
        return render(request, "account/not_your_mandate.html", status=403)
    form = InvitationForm(request.POST if request.method == "POST" else None, bodies=bodies)
    if form.is_valid():
        try:
            invitation = actions.invite(**form.chosen(), actor=request.actor, now=clock())
        except Refused as refusal:
            form.add_error("email", refusal.message)
        else:
            messages.success(request, _("A letter with the invitation is on its way to %(email)s.") % {"email": invitation.email})
            return redirect("mandates:desk_colleague_list")
    return render(request, "stakeholders/mandates/desk_invitation_create.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@desk_required
def desk_invitation_resend(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return act_on_invitation(request, public_id, actions.send_invitation_again, _("The letter is sent once more. Only its newest link works."))


@require_POST
@desk_required
def desk_invitation_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return act_on_invitation(request, public_id, actions.withdraw_invitation, _("The invitation is withdrawn. Its link no longer works."))


def act_on_invitation(request: HttpRequest, public_id: UUID, act, words: str) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.manageable_by(request.actor).for_list(), public_id=public_id)
    try:
        act(invitation=invitation, actor=request.actor, now=clock())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, words)
    return redirect("mandates:desk_colleague_list")


@ask
@desk_required
def desk_mandate_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, and says what is handed over to whom."""
    mandate = get_object_or_404(Mandate.objects.in_force().visible_to(request.actor).for_list(), pk=pk)
    number = programmes_of(mandate)
    form = LeaveForm(request.POST if request.method == "POST" else None, mandate=mandate) if number else None
    successors = form.fields["successor"].queryset if form else User.objects.none()
    asked = form if form and successors.exists() else None
    if request.method == "POST" and (asked is None or asked.is_valid()):
        try:
            actions.end_mandate(mandate=mandate, successor=asked.cleaned_data["successor"] if asked else None, actor=request.actor, now=clock())
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect("mandates:desk_colleague_list")
        messages.success(request, _("The mandate has ended."))
        return redirect("mandates:desk_colleague_list" if request.actor.user_id != mandate.user_id else "workspace:home")
    facts = {"mandate": mandate, "number": number, "form": asked, "is_own": request.actor.user_id == mandate.user_id}
    return render(request, "stakeholders/mandates/desk_mandate_end.html", facts, status=422 if asked and asked.errors else 200)


def programmes_of(mandate: Mandate) -> int:
    if mandate.role != Role.COORDINATOR or mandate.municipality_id is None:
        return 0
    return sum(kind.count(user_id=mandate.user_id, municipality_id=mandate.municipality_id) for kind in hand_overs)


@ask
@personal
def invitation(request: HttpRequest, public_id: UUID, token: str) -> HttpResponse:
    """The page behind the link. Looking at it spends nothing; somebody else's visit neither."""
    now = clock()
    row = Invitation.objects.for_list().filter(public_id=public_id).first()
    if row is None or not is_valid(token, PURPOSE, public_id, row.version) or not rules.is_open(row, now=now):
        return render(request, "stakeholders/mandates/invitation_gone.html", status=404)
    facts = {"invitation": row, "municipality": row.municipality}
    if rules.is_for_somebody_else(row, request.actor):
        return render(request, "stakeholders/mandates/invitation_astray.html", facts, status=409 if request.method == "POST" else 200)
    has_account = User.objects.filter(email__iexact=row.email).exists()
    form = None if has_account else AcceptForm(request.POST if request.method == "POST" else None, email=row.email)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            actions.accept_invitation(invitation=row, **(form.cleaned_data if form else {}), now=now)
        except Refused as refusal:
            return render(request, "stakeholders/mandates/invitation_refused.html", {**facts, "refusal": refusal}, status=409)
        messages.success(request, _("Welcome. You now act for %(body)s.") % {"body": row.body})
        return redirect("workspace:home")
    return render(request, "stakeholders/mandates/invitation.html", {**facts, "form": form}, status=422 if form and form.errors else 200)
