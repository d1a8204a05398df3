from django.http import HttpRequest, HttpResponse


def desk_programme_list(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_programme_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_programme_edit(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_programme_publish(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_programme_close(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_end_move(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_phase_move(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_phase_move_confirm(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_phase_close(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_milestone_create(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_milestone_edit(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_milestone_reach(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_checklist_tick(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_event_attach(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_event_detach(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_event_publish(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_partner_create(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_partner_remove(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_municipality_add(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_municipality_remove(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_funding_create(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_funding_edit(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


def desk_funding_remove(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")
