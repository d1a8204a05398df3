from django.http import HttpRequest, HttpResponse


def event_ics(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse()
