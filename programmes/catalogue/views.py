from django.http import HttpRequest, HttpResponse


def programme_list(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def programme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse("")
