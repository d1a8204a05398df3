from django.http import HttpRequest, HttpResponse


def register(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse()


def register_done(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse()


def manage_registration(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse()


def confirm_registration(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse()


def cancel_registration(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse()


def take_offer(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse()


def desk_event_cancel(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse()


def desk_registration_list(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse()


def desk_registration_export(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse()


def desk_registration_cancel(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse()
