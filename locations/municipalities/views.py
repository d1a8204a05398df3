from email.utils import parseaddr
from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from locations.municipalities import actions
from locations.municipalities.choices import Step, municipality_links, municipality_sections
from locations.municipalities.documents import told_of
from locations.municipalities.forms import LanguagesForm, LookForm, NamesForm
from locations.municipalities.models import Municipality
from locations.municipalities.rules import colour_faults
from portal.common.access import desk_required
from portal.common.brand import brand_css
from portal.common.clock import now
from portal.common.warm.pages import for_everybody

STEP_FORMS = {Step.NAMES: NamesForm, Step.LOOK: LookForm, Step.LANGUAGES: LanguagesForm}


@require_safe
@for_everybody()
def municipality_list(request: HttpRequest) -> HttpResponse:
    return render(request, "locations/municipalities/municipality_list.html", {"municipalities": Municipality.objects.for_list_page()})


@require_safe
@for_everybody()
def municipality_detail(request: HttpRequest, slug: str) -> HttpResponse:
    moment = now()
    municipality = get_object_or_404(Municipality.objects.for_detail_page(moment), slug=slug)
    sections = sorted((section for make in municipality_sections for section in make(municipality, moment)), key=lambda section: section.rank)
    links = [link for find in municipality_links for link in find(municipality)]
    facts = {"municipality": municipality, "sections": sections, "links": links, "told": told_of(municipality)}
    return render(request, "locations/municipalities/municipality_detail.html", facts)


@require_safe
@cache_control(public=True, max_age=3600, stale_while_revalidate=86400)
def brand_stylesheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The municipality's colours; unreadable ones, should any ever get into the row, leave the portal's own."""
    municipality = get_object_or_404(Municipality, slug=slug)
    faults = colour_faults(municipality.brand_colour, municipality.spark_colour)
    css = "" if faults else brand_css(municipality.slug, municipality.brand_colour, municipality.spark_colour)
    etag = quote_etag(sha256(css.encode()).hexdigest()[:16])
    response = HttpResponse(css, content_type="text/css; charset=utf-8", headers={"ETag": etag})
    return get_conditional_response(request, etag=etag, response=response)


# --- The coordinator's desk: a page for each step, later the municipality's settings ---


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def desk_municipality_step(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    municipality = get_object_or_404(Municipality.objects.manageable_by(request.actor), slug=slug)
    form_class = STEP_FORMS[Step(step)]
    form = form_class(request.POST if request.method == "POST" else None, request.FILES or None, instance=municipality)
    if form.is_valid():
        actions.keep_step(municipality=form.save(commit=False), step=Step(step), columns=form.columns, actor=request.actor, now=now())
        messages.success(request, _("Saved: %(step)s.") % {"step": Step(step).label})
        return redirect("workspace:set_up", slug)
    name = get_object_or_404(Municipality, slug=slug).name if form.errors else municipality.name  # not what was just typed
    facts = {"municipality": municipality, "name": name, "form": form, "step": Step(step)}
    return render(request, "locations/municipalities/desk_municipality_step.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def desk_municipality_letters(request: HttpRequest, slug: str) -> HttpResponse:
    """How letters of the municipality come, and one to try."""
    municipality = get_object_or_404(Municipality.objects.manageable_by(request.actor), slug=slug)
    if request.method == "POST":
        if actions.send_test_letter(municipality=municipality, actor=request.actor, now=now()):
            messages.success(request, _("A test letter is on its way to %(email)s.") % {"email": request.actor.email})
        else:
            messages.info(request, _("A test letter has just left. Wait a minute before the next one."))
        return redirect("locations:desk_municipality_letters", slug)
    facts = {
        "municipality": municipality,
        "sender": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "language_name": settings.LANGUAGE_NAMES.get(municipality.language, ""),
    }
    return render(request, "locations/municipalities/desk_municipality_letters.html", facts)
