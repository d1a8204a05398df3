"""The mailbox of a trial. Its addresses do not exist in production."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.common.outbox.preview import letter_response
from portal.common.outbox.transport import mail_folder
from portal.home.dev_mail import presenters

PAGE = 30


@require_safe
@never_cache
def dev_mail(request: HttpRequest) -> HttpResponse:
    folder = mail_folder()
    page = Paginator(presenters.names(folder), PAGE).get_page(request.GET.get("page"))
    lines = list(presenters.read_lines(folder, list(page.object_list))) if folder else []
    return render(request, "home/dev_mail/dev_mail.html", {"page_obj": page, "lines": lines, "folder": folder})


@require_safe
@never_cache
def dev_mail_letter(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "home/dev_mail/dev_mail_letter.html", {"letter": found(name)})


@require_safe
@never_cache
def dev_mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The letter as a mail program shows it, under a policy of its own."""
    letter = found(name)
    if not letter.html:
        raise Http404
    return letter_response(letter.html)


@require_safe
@never_cache
def dev_mail_attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    enclosure = next((one for one in found(name).enclosures if one.number == number), None)
    if enclosure is None:
        raise Http404
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=enclosure.name),
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HttpResponse(enclosure.content, content_type=enclosure.kind, headers=headers)


def found(name: str) -> presenters.Letter:
    letter = presenters.read_letter(mail_folder(), name)
    if letter is None:
        raise Http404
    return letter
