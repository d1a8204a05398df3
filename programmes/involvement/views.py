from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.common.access import desk_required
from portal.common.clock import now
from portal.common.errors import Refused
from programmes.catalogue.actions import add_partner
from programmes.catalogue.models import Programme
from programmes.involvement import actions
from programmes.involvement.forms import InvolvementForm
from programmes.involvement.models import PersonPart
from stakeholders.organisations.models import Organisation
from stakeholders.people.models import Person

MODELS = {"people": Person, "organisations": Organisation}


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def desk_involvement_create(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Give a person or an organisation a part in a programme."""
    if kind not in MODELS:
        raise Http404
    row = get_object_or_404(MODELS[kind].objects.kept_by(request.actor), pk=pk)
    form = InvolvementForm(request.POST if request.method == "POST" else None, kind=kind, actor=request.actor)
    if form.is_valid():
        programme, role = form.cleaned_data["programme"], form.cleaned_data["role"]
        if kind == "people":
            actions.involve_person(programme=programme, person=row, role=role, actor=request.actor, now=now())
        else:
            add_partner(programme=programme, organisation=row, name="", type="", role=role, actor=request.actor, now=now())
        messages.success(request, _("%(name)s takes part in “%(programme)s”.") % {"name": row.name, "programme": programme.title})
        return redirect("contacts:desk_stakeholder_detail", kind, pk)
    return render(request, "programmes/involvement/desk_involvement_create.html", {"kind": kind, "row": row, "form": form}, status=422 if form.errors else 200)


@require_POST
@desk_required
def desk_programme_follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Let residents subscribe to the programme's news."""
    programme = get_object_or_404(Programme.objects.manageable_by(request.actor), slug=slug)
    try:
        actions.let_residents_follow(programme=programme, actor=request.actor, now=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Residents can follow the programme by e-mail from now on. Its page says so."))
    return redirect("programmes:desk_programme_detail", slug)


@require_POST
@desk_required
def desk_person_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.manageable_by(request.actor), slug=slug)
    part = get_object_or_404(PersonPart.objects.select_related("programme"), programme=programme, pk=pk)
    actions.release_person(part=part, actor=request.actor, now=now())
    messages.success(request, _("The person no longer takes part."))
    return redirect("programmes:desk_programme_detail", slug)
