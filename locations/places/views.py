from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from locations.places import actions
from locations.places.forms import PlaceForm
from locations.places.models import Place
from locations.places.presenters import dressed
from locations.places.rules import can_keep_places
from portal.common.access import desk_for, desk_required
from portal.common.actor import Right
from portal.common.clock import now
from portal.common.errors import Refused
from portal.common.pointers import pointers_to

PAGE = 50


@require_safe
@desk_for(Right.LOOK)
def desk_place_list(request: HttpRequest) -> HttpResponse:
    rows = Place.objects.on_desk_of(request.actor).select_related("municipality").in_order()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page.object_list = dressed(page.object_list)
    for place in page.object_list:
        place.is_mine = can_keep_places(request.actor, place.municipality_id)
    return render(request, "locations/places/desk_place_list.html", {"page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_for(Right.WRITE)
def desk_place_create(request: HttpRequest) -> HttpResponse:
    """A new place. Whoever was sent here by another page of ours goes back to it, which hears of the place in its address."""
    back = safe_return(request)
    form = PlaceForm(request.POST if request.method == "POST" else None, actor=request.actor, initial={"municipality": request.GET.get("municipality")})
    if form.is_valid():
        place = actions.add_place(place=form.save(commit=False), actor=request.actor, now=now())
        messages.success(request, _("“%(name)s” is added to your places.") % {"name": place.name})
        return HttpResponseRedirect(f"{back}?{urlencode({'place': place.pk})}") if back else redirect("locations:desk_place_list")
    return render(request, "locations/places/desk_place_create.html", {"form": form, "back": back}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def desk_place_edit(request: HttpRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Place.objects.manageable_by(request.actor).select_related("municipality"), pk=pk)
    name = place.name
    form = PlaceForm(request.POST if request.method == "POST" else None, instance=place, actor=request.actor)
    if form.is_valid():
        actions.change_place(place=form.save(commit=False), actor=request.actor, now=now())
        messages.success(request, _("“%(name)s” is saved.") % {"name": place.name})
        return redirect("locations:desk_place_list")
    return render(request, "locations/places/desk_place_edit.html", {"form": form, "place": place, "name": name}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def desk_place_discard(request: HttpRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Place.objects.manageable_by(request.actor).select_related("municipality"), pk=pk)
    if request.method == "POST":
        try:
            actions.discard_place(place=place, actor=request.actor, now=now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("locations:desk_place_discard", pk)
        messages.success(request, _("The place “%(name)s” is deleted.") % {"name": place.name})
        return redirect("locations:desk_place_list")
    facts = {"place": place, "pointers": pointers_to(place, actor=request.actor)}
    return render(request, "locations/places/desk_place_discard.html", facts)


def safe_return(request: HttpRequest) -> str:
    """Where to go back to: a page of this site, without what stands behind its question mark; nowhere else."""
    wished = request.GET.get("next", "")
    is_ours = wished.startswith("/") and url_has_allowed_host_and_scheme(wished, allowed_hosts=None)
    return wished.partition("#")[0].partition("?")[0] if is_ours else ""
