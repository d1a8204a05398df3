"""Doors for machines: the archive as a feed, and the button that mail programs show. Their addresses have no language."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from locations.municipalities.models import Municipality
from portal.common.access import personal
from portal.common.clock import now as clock
from portal.common.links import is_valid
from portal.common.throttle import A_MINUTE, FEEDS, allow, network_of
from stakeholders.newsletters.documents import issues_file
from stakeholders.newsletters.emails import UNSUBSCRIBE
from stakeholders.newsletters.models import Issue
from stakeholders.subscriptions.actions import end_subscriptions
from stakeholders.subscriptions.choices import Way
from stakeholders.subscriptions.models import Subscriber, Subscription
from stakeholders.subscriptions.presenters import links_of

ATOM = "application/atom+xml; charset=utf-8"
LATEST = 30


@csrf_exempt  # a mail program has no cookie of ours; the address itself is the proof
@require_http_methods(["GET", "HEAD", "POST"])
@personal
def unsubscribe(request: HttpRequest, subscriber_id: UUID, issue_id: UUID, token: str) -> HttpResponse:
    """One click (RFC 8058): a POST ends the topics of the issue, whatever it carries, as often as it comes. A GET only shows a button.

    A wrong address and one whose subscriber is forgotten are answered alike.
    """
    subscriber = Subscriber.objects.filter(public_id=subscriber_id).first()
    issue = Issue.objects.with_surroundings().filter(public_id=issue_id).first()
    version = subscriber.version if subscriber else 1
    if subscriber is None or issue is None or not is_valid(token, UNSUBSCRIBE, f"{subscriber_id}:{issue_id}", version):
        return render(request, "stakeholders/newsletters/unsubscribe_gone.html", status=404)
    with translation.override(subscriber.language if subscriber.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        topics = list(issue.topics.in_order())
        if request.method == "POST":
            way = Way.ONE_CLICK if request.POST.get("List-Unsubscribe") else Way.LETTER
            end_subscriptions(subscriber=subscriber, topics=topics, way=way, now=clock())
        is_done = request.method == "POST" or not Subscription.objects.active().filter(subscriber=subscriber, topic__in=topics).exists()
        facts = {"topics": topics, "municipality": issue.municipality, "is_done": is_done, "links": links_of(subscriber)}
        return render(request, "stakeholders/newsletters/unsubscribe.html", facts)


@require_safe
def issues_atom(request: HttpRequest, slug: str) -> HttpResponse:
    """What a municipality has sent, newest first, in its own language or the one asked for."""
    if not allow("feeds.network", network_of(request), limit=FEEDS, per=A_MINUTE, now=clock()):
        return HttpResponse("Too many requests.", status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": "60"})
    municipality = get_object_or_404(Municipality.objects.taking_part(), slug=slug)
    language = request.GET.get("language", municipality.language)
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    rows = Issue.objects.public().filter(municipality=municipality).newest_first().prefetch_related("editions")[:LATEST]
    with translation.override(language):
        content = issues_file(municipality, list(rows), language=language, own=f"{settings.SITE_URL}{request.path}?language={language}")
    return HttpResponse(content, content_type=ATOM, headers={"Cache-Control": "public, max-age=900"})
