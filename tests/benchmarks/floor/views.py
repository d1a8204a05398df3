"""`?rows=` and `?text=` raise what a page shows until it equals one of ours: so many rows, and so many more characters on the page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from floor.models import Event, Programme
from floor.registering import WAYS

FILLING = "Innovation & Bürgerbeteiligung im <Stadtteil>, offen und gemeinsam. " * 2000


def asked(request, usual):
    return int(request.GET.get("rows", usual)), FILLING[: int(request.GET.get("text", 0))]


def hello(request):
    return HttpResponse("hello world")


def events(request):
    rows, text = asked(request, 20)
    programmes = list(Programme.objects.filter(published=True).order_by("order")[:8])
    coming = Event.objects.filter(published=True, starts_at__gte=timezone.now()).select_related("programme").prefetch_related("tags")
    return render(request, "events.html", {"programmes": programmes, "events": list(coming.order_by("starts_at")[:rows]), "text": text})


def event(request, pk):
    rows, text = asked(request, 5)
    one = Event.objects.select_related("programme").get(pk=pk)
    others = Event.objects.filter(programme_id=one.programme_id, published=True, starts_at__gte=timezone.now()).exclude(pk=pk).order_by("starts_at")
    return render(request, "event.html", {"event": one, "tags": list(one.tags.all()), "others": list(others[:rows]), "text": text})


@csrf_exempt
def register(request, method, pk):
    status = WAYS[method](pk, request.POST["email"], request.POST["name"])
    return HttpResponse(status, status=201 if status == "confirmed" else 200)
