"""News by e-mail: asked for, confirmed, chosen anew and ended without an account; and the desk that keeps the topics."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from locations.municipalities.models import Municipality
from portal.common.access import desk_for, desk_required, personal
from portal.common.actor import Right
from portal.common.clock import now as clock
from portal.common.errors import Refused
from portal.common.links import is_valid
from portal.common.pointers import losing, pointers_to
from portal.common.throttle import allow, mailbox_of, network_of
from stakeholders.subscriptions import actions, rules
from stakeholders.subscriptions.choices import CONFIRM, ENDED_KEPT, LINK_HOLDS, PREFERENCES, Reason, Way
from stakeholders.subscriptions.forms import FindForm, PreferencesForm, SilenceForm, SubscribeForm, TopicForm
from stakeholders.subscriptions.models import Subscriber, Subscription, Topic
from stakeholders.subscriptions.presenters import by_municipality, links_of, sentence_for, waiting_issues, wording_for

PAGE = 50
ANSWERS = ("topics", "email", "name", "language")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
View = Callable[..., HttpResponse]
ask = require_http_methods(["GET", "HEAD", "POST"])


# --- Asking for it ---------------------------------------------------------------------------------


def on_offer(request: HttpRequest) -> tuple[list[Topic], bool]:
    """The open topics: all of them, or those that the address narrows to. What narrows to nothing narrows nothing."""
    every = list(Topic.objects.open().in_order())
    topic, municipality = request.GET.get("topic"), request.GET.get("municipality")
    wished = [one for one in every if topic == one.slug or (not topic and municipality == one.municipality.slug)]
    return wished or every, bool(wished) and len(wished) < len(every)


@ask
@personal
def subscribe(request: HttpRequest) -> HttpResponse:
    offered, is_narrowed = on_offer(request)
    form = SubscribeForm(request.POST if request.method == "POST" else None, offered=offered)
    if request.method == "POST" and form.is_valid():
        now, given = clock(), form.cleaned_data
        if not allow("subscribe.network", network_of(request), limit=20, per=HOUR, now=now):
            return render(request, "stakeholders/subscriptions/subscribe_too_often.html", status=429)
        if given["website"] or not may_be_written_to(given["email"], network_of(request), now):
            return redirect("subscriptions:subscribe_done")
        try:
            actions.subscribe(**{name: given[name] for name in ANSWERS}, wording=wording_for(given["topics"]), now=now)
        except Refused as refusal:  # a topic was closed in this very moment
            form.add_error("topics", refusal.message)
        else:
            return redirect("subscriptions:subscribe_done")
    municipalities = [municipality for municipality, _topics in by_municipality(offered)]
    facts = {"form": form, "offered": offered, "is_narrowed": is_narrowed, "municipalities": municipalities, "days": LINK_HOLDS.days}
    facts |= in_colours_of(municipalities)
    return render(request, "stakeholders/subscriptions/subscribe.html", facts, status=422 if form.errors else 200)


def in_colours_of(municipalities: list[Municipality]) -> dict[str, Any]:
    """A page that is about one municipality alone wears its colours."""
    return {"municipality": municipalities[0]} if len(municipalities) == 1 else {}


def may_be_written_to(email: str, network: str, now: datetime) -> bool:
    """Nobody's mailbox is filled; and from one network nobody uses up what another would need. The answer is the same for all."""
    from_here = allow("subscribe.mailbox", f"{mailbox_of(email)} {network}", limit=5, per=DAY, now=now)
    return from_here and allow("subscribe.letters", mailbox_of(email), limit=10, per=DAY, now=now)


@require_safe
def subscribe_done(request: HttpRequest) -> HttpResponse:
    return render(request, "stakeholders/subscriptions/subscribe_done.html", {"days": LINK_HOLDS.days})


# --- Behind a link in a letter -----------------------------------------------------------------------


def behind(purpose: str) -> Callable[[View], View]:
    """The subscriber to whom the link belongs. Wrong ones, revoked ones and those of nobody get the same page."""

    def wrap(view: View) -> View:
        @personal
        @wraps(view)
        def door(request: HttpRequest, public_id: UUID, token: str) -> HttpResponse:
            row = Subscriber.objects.filter(public_id=public_id).first()
            if row is None or not is_valid(token, purpose, public_id, row.version):
                return link_is_spent(request)
            return view(request, row)

        return door

    return wrap


def link_is_spent(request: HttpRequest) -> HttpResponse:
    return render(request, "stakeholders/subscriptions/link_is_spent.html", status=404)


@ask
@behind(CONFIRM)
def confirm(request: HttpRequest, row: Subscriber) -> HttpResponse:
    """The link shows a button: programs that look into letters follow links, and agree to nothing."""
    now = clock()
    waiting = [one.topic for one in Subscription.objects.filter(subscriber=row).to_confirm(now).in_order()]
    if request.method == "POST":
        try:
            number = actions.confirm(subscriber=row, wording=wording_for(waiting), now=now)
        except Refused:
            return link_is_spent(request)
        if number:
            messages.success(request, _("It is settled: you are subscribed. On this page you can change it whenever you like."))
        return redirect(links_of(row)["preferences"])
    if not waiting:
        is_settled = row.subscriptions.active().exists()  # clicked once more: this is how it stands
        return redirect(links_of(row)["preferences"]) if is_settled else link_is_spent(request)
    groups = [(municipality, topics, sentence_for(municipality)) for municipality, topics in by_municipality(waiting)]
    facts = {"subscriber": row, "groups": groups, **in_colours_of([municipality for municipality, _topics, _sentence in groups])}
    return render(request, "stakeholders/subscriptions/confirm.html", facts)


@ask
@behind(PREFERENCES)
def preferences(request: HttpRequest, row: Subscriber) -> HttpResponse:
    offered = list(Topic.objects.offered_to(row).in_order())
    active = set(row.subscriptions.active().values_list("topic_id", flat=True))
    form = PreferencesForm(request.POST if request.method == "POST" else None, offered=offered, subscriber=row, active=active)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_topics(subscriber=row, **form.cleaned_data, way=Way.PREFERENCES, wording=wording_for(offered), now=clock())
        except Refused as refusal:
            form.add_error("topics", refusal.message)
        else:
            messages.success(request, _("Your choice is saved.") if form.cleaned_data["topics"] else _("All is ended: we send you no more news."))
            return redirect(links_of(row)["preferences"])
    facts = {"subscriber": row, "form": form, "links": links_of(row), "has_any": bool(active), "days": ENDED_KEPT.days}
    facts |= in_colours_of([municipality for municipality, _topics in by_municipality(offered)])
    return render(request, "stakeholders/subscriptions/preferences.html", facts, status=422 if form.errors else 200)


@require_POST
@behind(PREFERENCES)
def end_all(request: HttpRequest, row: Subscriber) -> HttpResponse:
    actions.end_all(subscriber=row, way=Way.PREFERENCES, now=clock())
    messages.success(request, _("All is ended: we send you no more news."))
    return redirect(links_of(row)["preferences"])


# --- The desk: topics ----------------------------------------------------------------------------------


@require_safe
@desk_for(Right.LOOK)
def desk_topic_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(Topic.objects.on_desk_of(request.actor).with_numbers().in_order(), PAGE).get_page(request.GET.get("page"))
    rows = [(topic, rules.can_keep_topics(request.actor, topic.municipality_id)) for topic in page.object_list]
    return render(request, "stakeholders/subscriptions/desk_topic_list.html", {"page_obj": page, "rows": rows})


def mine(request: HttpRequest, slug: str) -> Topic:
    return get_object_or_404(Topic.objects.manageable_by(request.actor).select_related("municipality"), slug=slug)


@ask
@desk_for(Right.LEAD)
def desk_topic_create(request: HttpRequest) -> HttpResponse:
    form = TopicForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if form.is_valid():
        topic = actions.create_topic(topic=form.save(commit=False), actor=request.actor, now=clock())
        messages.success(request, _("“%(name)s” takes subscribers from now on.") % {"name": topic.name})
        return redirect("subscriptions:desk_topic_list")
    return render(request, "stakeholders/subscriptions/desk_topic_create.html", {"form": form}, status=422 if form.errors else 200)


@ask
@desk_required
def desk_topic_edit(request: HttpRequest, slug: str) -> HttpResponse:
    topic = mine(request, slug)
    name = topic.name
    form = TopicForm(request.POST if request.method == "POST" else None, instance=topic, actor=request.actor)
    if form.is_valid():
        actions.change_topic(topic=form.save(commit=False), columns=form.own_columns(), actor=request.actor, now=clock())
        messages.success(request, _("“%(name)s” is saved.") % {"name": topic.name})
        return redirect("subscriptions:desk_topic_list")
    return render(request, "stakeholders/subscriptions/desk_topic_edit.html", {"form": form, "topic": topic, "name": name}, status=422 if form.errors else 200)


@require_POST
@desk_required
def desk_topic_open(request: HttpRequest, slug: str) -> HttpResponse:
    topic, is_open = mine(request, slug), request.POST.get("is_open") == "yes"
    actions.open_topic(topic=topic, is_open=is_open, actor=request.actor, now=clock())
    said = _("“%(name)s” is open.") if is_open else _("“%(name)s” is closed. It takes nobody new and sends no more.")
    messages.success(request, said % {"name": topic.name})
    if not is_open and (waiting := waiting_issues(topic)):
        words = _("Issues that are scheduled or leaving lose this topic, and one that has no other stays here: %(issues)s. Look at them once more.")
        messages.warning(request, words % {"issues": ", ".join(_("“%(name)s”") % {"name": one} for one in waiting)})
    return redirect("subscriptions:desk_topic_list")


@ask
@desk_required
def desk_topic_discard(request: HttpRequest, slug: str) -> HttpResponse:
    topic = mine(request, slug)
    if request.method == "POST":
        try:
            actions.discard_topic(topic=topic, actor=request.actor, now=clock())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("subscriptions:desk_topic_discard", slug)
        messages.success(request, _("The topic “%(name)s” is deleted.") % {"name": topic.name})
        return redirect("subscriptions:desk_topic_list")
    facts = {"topic": topic, "pointers": pointers_to(topic, actor=request.actor), "losing": losing(topic, actor=request.actor), "days": ENDED_KEPT.days}
    return render(request, "stakeholders/subscriptions/desk_topic_discard.html", facts)


# --- The desk: somebody who rings up -------------------------------------------------------------------


def kept_by(request: HttpRequest) -> Any:
    """Subscriptions to topics of the municipalities that the actor leads: nobody learns what somebody reads elsewhere."""
    return Subscription.objects.filter(topic__in=Topic.objects.manageable_by(request.actor))


@ask
@desk_for(Right.LEAD)
def desk_subscriber_find(request: HttpRequest) -> HttpResponse:
    """Asked by POST, so that no address stands in the browser's history or in a log."""
    form = FindForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        found = Subscriber.objects.known_as(form.cleaned_data["email"]).filter(subscriptions__in=kept_by(request).live()).distinct().first()
        if found:
            return redirect("subscriptions:desk_subscriber_detail", found.public_id)
        form.add_error("email", _("Nobody with this address has a topic of your municipalities."))
    return render(request, "stakeholders/subscriptions/desk_subscriber_find.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@desk_required
def desk_subscriber_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(Subscriber.objects.filter(subscriptions__in=kept_by(request)).distinct(), public_id=public_id)
    rows = list(kept_by(request).filter(subscriber=row).in_order())
    facts = {"subscriber": row, "rows": rows, "has_live": any(one.is_live for one in rows), "form": SilenceForm(initial={"email": row.email})}
    return render(request, "stakeholders/subscriptions/desk_subscriber_detail.html", facts)


@require_POST
@desk_required
def desk_subscriber_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(Subscriber.objects.filter(subscriptions__in=kept_by(request)).distinct(), public_id=public_id)
    topics = Topic.objects.manageable_by(request.actor).filter(subscriptions__subscriber=row)
    number = actions.end_subscriptions(subscriber=row, topics=topics, way=Way.DESK, actor=request.actor, now=clock())
    said = ngettext("%(number)s subscription is ended.", "%(number)s subscriptions are ended.", number)
    messages.success(request, said % {"number": number})
    return redirect("subscriptions:desk_subscriber_detail", public_id)


@ask
@desk_for(Right.LEAD)
def desk_address_silence(request: HttpRequest) -> HttpResponse:
    """Somebody asks never to be written to again, or takes that back."""
    form = SilenceForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "stakeholders/subscriptions/desk_address_silence.html", {"form": form}, status=422 if form.errors else 200)
    now, email, evidence = clock(), form.cleaned_data["email"], form.cleaned_data["evidence"]
    if form.cleaned_data["wish"] == SilenceForm.NEVER:
        actions.suppress_address(email=email, reason=Reason.ASKED, evidence=evidence, actor=request.actor, now=now)
        messages.success(request, _("Written down: no news is sent to this address any more."))
        return redirect("subscriptions:desk_subscriber_find")
    try:
        lifted = actions.lift_suppression(email=email, evidence=evidence, actor=request.actor, now=now)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("subscriptions:desk_subscriber_find")
    if lifted:
        messages.success(request, _("The address can be written to again. Topics are chosen anew in the public form."))
    else:
        messages.info(request, _("Nothing was written down about this address."))
    return redirect("subscriptions:desk_subscriber_find")
