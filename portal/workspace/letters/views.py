"""Every letter that the portal writes: to whom, why, and what it looks like. For administrators."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.common.access import administrator_required
from portal.common.clock import now as clock
from portal.common.outbox.catalogue import Sample, sample_of
from portal.common.outbox.preview import SCHEMES, as_scheme, letter_response, side_by_side
from portal.workspace.letters import presenters
from portal.workspace.letters.forms import Look

BESIDE = "side-by-side"


@require_safe
@administrator_required
def letter_kind_list(request: HttpRequest) -> HttpResponse:
    facts = {"groups": presenters.groups(clock()), "days": presenters.COUNTED.days}
    return render(request, "workspace/letters/letter_kind_list.html", facts)


@require_safe
@administrator_required
def letter_kind_detail(request: HttpRequest, name: str) -> HttpResponse:
    look = Look(request.GET)
    facts = {"look": look, "letter": found(name, look), "query": urlencode(chosen(look))}
    return render(request, "workspace/letters/letter_kind_detail.html", facts)


@require_safe
@administrator_required
@never_cache
def letter_kind_html(request: HttpRequest, name: str, look: str) -> HttpResponse:
    """The letter as a mail program shows it: in one colour scheme, or in both and beside its text."""
    letter = found(name, Look(request.GET))
    if look == BESIDE:
        return letter_response(side_by_side(letter.content, language=letter.language))
    scheme = next((one for one in SCHEMES if one == look), None)
    if scheme is None:
        raise Http404
    return letter_response(as_scheme(letter.content.html, scheme))


def found(name: str, look: Look) -> Sample:
    letter = sample_of(name, look.written_for or presenters.invented(look.spoken), look.spoken)
    if letter is None:
        raise Http404
    return letter


def chosen(look: Look) -> dict[str, str]:
    return {"language": look.spoken} | ({"municipality": look.written_for.slug} if look.written_for else {})
