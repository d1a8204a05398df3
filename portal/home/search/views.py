from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.common.clock import now as clock
from portal.common.search.query import read
from portal.common.throttle import A_MINUTE, QUESTIONS, allow, network_of
from portal.common.warm.pages import for_everybody
from portal.home.search import presenters


@require_safe
@for_everybody()
def search(request: HttpRequest) -> HttpResponse:
    """Everything that is public, by its words. The question stands in the address, so that it can be shared."""
    query, now = read(request.GET.get("q", "")), clock()
    if query and not allow("search.network", network_of(request), limit=QUESTIONS, per=A_MINUTE, now=now):
        return render(request, "home/search/search.html", {"query": query, "is_too_often": True}, status=429)
    facts = presenters.answer(query, wanted=request.GET.get("kind", ""), page=request.GET.get("page"), now=now)
    return render(request, "home/search/search.html", facts)
