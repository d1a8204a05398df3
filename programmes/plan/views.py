from django.http import HttpRequest, HttpResponse


def reminder_plan(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
