from django.http import HttpRequest, HttpResponse


def desk_programme_start(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def desk_programme_lay_out(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
