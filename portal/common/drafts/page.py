"""How a form's view meets what was kept of it: `page = opened(request)`, then a form made of `page.data`."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode

from portal.common.drafts.keep import let_go
from portal.common.drafts.models import KeptForm


@dataclass(frozen=True)
class OpenedForm:
    name: str
    data: QueryDict | None  # what was sent, or what is taken up again; None for a form as it is stored
    files: Any
    kept: KeptForm | None
    is_sent: bool

    @property
    def is_taken_up(self) -> bool:
        return self.data is not None and not self.is_sent

    @property
    def is_waiting(self) -> bool:
        """Something was kept, and the reader has not said what is to become of it."""
        return self.kept is not None and self.data is None


def opened(request: HttpRequest) -> OpenedForm:
    name = name_of(request)
    if request.method == "POST":
        return OpenedForm(name, request.POST, request.FILES, None, is_sent=True)
    kept = KeptForm.objects.filter(owner_id=request.actor.user_id, page=name).first()
    takes_up = kept is not None and request.GET.get("kept") == "take-up"
    return OpenedForm(name, typed(kept) if kept and takes_up else None, None, kept, is_sent=False)


def saved(request: HttpRequest) -> None:
    """The form has done its work: nothing of it needs to be kept."""
    let_go(actor=request.actor, page=name_of(request))


def name_of(request: HttpRequest) -> str:
    """The form's page whatever its language."""
    match = request.resolver_match
    return ":".join([match.view_name, *(str(value) for value in match.kwargs.values())]) if match else ""


def typed(kept: KeptForm) -> QueryDict:
    return QueryDict(urlencode(kept.fields, doseq=True))
