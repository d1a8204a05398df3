from django.http import HttpRequest, HttpResponse


def event_list(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse()


def event_detail(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse()


def desk_event_list(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse()


def desk_event_create(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse()


def desk_event_edit(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse()


def desk_event_publish(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse()
