"""The letter with the link to one's own data. It goes to addresses that we know, and to no others."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.common.links import token
from portal.common.outbox.kinds import Content, LetterKind
from portal.common.outbox.models import Letter
from portal.common.outbox.post import post
from portal.common.outbox.render import absolute, letter
from portal.common.outbox.samples import ADDRESS, MOMENT, NOBODY, WEEK
from stakeholders.people.models import DataRequest

PURPOSE = "my_data"


def link_of(request: DataRequest) -> str:
    return reverse("people:my_data", args=[request.public_id, token(PURPOSE, request.public_id)])


def _still_wanted(given: Letter, now: datetime) -> bool:
    return DataRequest.objects.filter(pk=given.facts.get("request"), erased_at=None, expires_at__gt=now).exists()


def _render(given: Letter) -> Content:
    return _written(DataRequest.objects.get(pk=given.facts["request"]))


def _sample(_municipality: Any) -> Content:
    return _written(DataRequest(public_id=NOBODY, email=ADDRESS, expires_at=MOMENT + WEEK))


def _written(request: DataRequest) -> Content:
    return letter("stakeholders/people/emails/my_data", {"request": request, "link": absolute(link_of(request))})


MY_DATA = LetterKind(
    name="people.my_data",
    label=_("What we hold about you"),
    recipient=_("Whoever uses the address that was asked about."),
    trigger=_("Somebody asked for the data of an address that we know."),
    still_wanted=_still_wanted,
    render=_render,
    sample=_sample,
)
KINDS = (MY_DATA,)


def my_data(request: DataRequest, *, now: datetime) -> None:
    post(MY_DATA, to=request.email, language=request.language, once=str(request.public_id), now=now, not_after=request.expires_at, request=request.pk)
